/** Identifies a session; 0 means no session, as in `Stat.ephemeralOwner`. */
export type SessionId = number;

/** Transaction id: one per write request, failed ones included, in commit order. */
export type Zxid = number;

/** ZooKeeper's error codes, by name (KeeperException.Code). `OK` occurs only inside `multi`. */
export type ErrorName =
  | "BAD_ARGUMENTS"
  | "BAD_VERSION"
  | "CONNECTION_LOSS"
  | "NODE_EXISTS"
  | "NOT_EMPTY"
  | "NO_CHILDREN_FOR_EPHEMERALS"
  | "NO_NODE"
  | "RUNTIME_INCONSISTENCY"
  | "SESSION_EXPIRED"
  | "SESSION_MOVED";

export type CreateMode =
  | "persistent"
  | "ephemeral"
  | "persistentSequential"
  | "ephemeralSequential";

export function isEphemeral(mode: CreateMode): boolean {
  return mode === "ephemeral" || mode === "ephemeralSequential";
}

export function isSequential(mode: CreateMode): boolean {
  return mode === "persistentSequential" || mode === "ephemeralSequential";
}

/** What a client sees of a znode beside its data. `dataLength` is in bytes of UTF-8. */
export type Stat = {
  readonly czxid: Zxid;
  readonly mzxid: Zxid;
  readonly pzxid: Zxid;
  readonly version: number;
  readonly cversion: number;
  readonly ephemeralOwner: SessionId;
  readonly dataLength: number;
  readonly numChildren: number;
};

/** Matches any version in `delete`, `setData` and `check`. */
export const ANY_VERSION = -1;

export type CreateOperation = {
  readonly op: "create";
  readonly path: string;
  readonly data: string;
  readonly mode: CreateMode;
};

export type DeleteOperation = {
  readonly op: "delete";
  readonly path: string;
  readonly version: number;
};

export type SetDataOperation = {
  readonly op: "setData";
  readonly path: string;
  readonly data: string;
  readonly version: number;
};

export type CheckOperation = {
  readonly op: "check";
  readonly path: string;
  readonly version: number;
};

export type SingleWriteOperation =
  | CreateOperation
  | DeleteOperation
  | SetDataOperation
  | CheckOperation;

export type MultiOperation = {
  readonly op: "multi";
  readonly ops: readonly SingleWriteOperation[];
};

export type ReadOperation = {
  readonly op: "getData" | "exists" | "getChildren";
  readonly path: string;
  readonly watch: boolean;
};

/**
 * Re-registers watches after a reconnect. A watch whose znode changed after `relativeZxid`, the last
 * zxid the client has seen, fires at once.
 */
export type SetWatchesOperation = {
  readonly op: "setWatches";
  readonly relativeZxid: Zxid;
  readonly dataWatches: readonly string[];
  readonly existWatches: readonly string[];
  readonly childWatches: readonly string[];
};

export type CloseSessionOperation = { readonly op: "closeSession" };

export type WriteOperation =
  | CreateOperation
  | DeleteOperation
  | SetDataOperation
  | MultiOperation
  | CloseSessionOperation;

/** What a client may ask of the server within a session. */
export type Operation = WriteOperation | ReadOperation | SetWatchesOperation;

export type CreateReply = {
  readonly op: "create";
  /** The path created: the requested one, with the sequence number if sequential. */
  readonly path: string;
  readonly stat: Stat;
};

export type SetDataReply = { readonly op: "setData"; readonly stat: Stat };

export type SingleWriteReply =
  | CreateReply
  | SetDataReply
  | { readonly op: "delete" }
  | { readonly op: "check" };

export type ErrorReply = {
  readonly op: "error";
  readonly error: ErrorName;
  /** Of a failed `multi`: each operation's own code. */
  readonly results?: readonly (ErrorName | "OK")[];
};

export type Reply =
  | SingleWriteReply
  | { readonly op: "multi"; readonly results: readonly SingleWriteReply[] }
  | { readonly op: "getData"; readonly data: string; readonly stat: Stat }
  | { readonly op: "exists"; readonly stat: Stat | null }
  | { readonly op: "getChildren"; readonly children: readonly string[]; readonly stat: Stat }
  | { readonly op: "setWatches" }
  | { readonly op: "closeSession" }
  | ErrorReply;

export type WatchEventType =
  | "NODE_CREATED"
  | "NODE_DELETED"
  | "NODE_DATA_CHANGED"
  | "NODE_CHILDREN_CHANGED";

export type WatchEvent = { readonly type: WatchEventType; readonly path: string };

/** A watch event on its way to the session that set the watch. */
export type WatchNotification = { readonly sessionId: SessionId; readonly event: WatchEvent };
