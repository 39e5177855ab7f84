import { EphemeralPaths } from "./ephemeral-paths.ts";
import { nodeName, parentPath, utf8Length } from "./paths.ts";
import type {
  CreateTransaction,
  DeleteTransaction,
  SetDataTransaction,
  Transaction,
} from "./transactions.ts";
import type { SessionId, SingleWriteReply, Stat, Zxid } from "./types.ts";
import type { Watches } from "./watches.ts";

/** A znode as the server holds it. */
export type Znode = {
  readonly path: string;
  data: string;
  readonly czxid: Zxid;
  mzxid: Zxid;
  pzxid: Zxid;
  version: number;
  /**
   * How many children were ever created here. It numbers sequential children; the `cversion` that
   * clients see, which counts deletions too, is derived from it.
   */
  creations: number;
  readonly ephemeralOwner: SessionId;
  readonly children: Set<string>;
};

/** Hears of every change to a znode, from the one place that makes it. */
export interface TreeObserver {
  /** A znode was created (`znode.version` is 0 and `czxid` equals `mzxid`) or its data was set. */
  znodeChanged(znode: Readonly<Znode>): void;
  znodeRemoved(path: string, zxid: Zxid): void;
}

export function statOf(znode: Readonly<Znode>): Stat {
  const numChildren = znode.children.size;
  return {
    czxid: znode.czxid,
    mzxid: znode.mzxid,
    pzxid: znode.pzxid,
    version: znode.version,
    cversion: znode.creations * 2 - numChildren,
    ephemeralOwner: znode.ephemeralOwner,
    dataLength: utf8Length(znode.data),
    numChildren,
  };
}

/**
 * The znodes (ZooKeeper's DataTree). It applies transactions that were prepared against it, tells the
 * observer, and fires watches in the server's order.
 */
export class DataTree {
  readonly #znodes = new Map<string, Znode>();
  readonly #ephemerals = new Map<SessionId, EphemeralPaths>();
  readonly #observer: TreeObserver;
  readonly #watches: Watches;

  constructor(observer: TreeObserver, watches: Watches) {
    this.#observer = observer;
    this.#watches = watches;
    this.#znodes.set("/", newZnode("/", "", 0, 0));
  }

  get(path: string): Readonly<Znode> | undefined {
    return this.#znodes.get(path);
  }

  /** All znodes, the root included, in the order of their creation. */
  all(): IterableIterator<Readonly<Znode>> {
    return this.#znodes.values();
  }

  /** The ephemeral znodes of a session, in the order in which closing it deletes them. */
  ephemeralsOf(sessionId: SessionId): readonly string[] {
    return this.#ephemerals.get(sessionId)?.inDeletionOrder() ?? [];
  }

  apply(transaction: Transaction, zxid: Zxid): SingleWriteReply {
    switch (transaction.type) {
      case "create":
        return this.#create(transaction, zxid);
      case "delete":
        this.#delete(transaction, zxid);
        return { op: "delete" };
      case "setData":
        return this.#setData(transaction, zxid);
      case "check":
        return { op: "check" };
    }
  }

  #create(transaction: CreateTransaction, zxid: Zxid): SingleWriteReply {
    const { path, data, ephemeralOwner, parentCreations } = transaction;
    const parent = this.#existing(parentPath(path));
    parent.creations = parentCreations;
    parent.pzxid = zxid;
    parent.children.add(nodeName(path));
    const znode = newZnode(path, data, zxid, ephemeralOwner);
    this.#znodes.set(path, znode);
    if (ephemeralOwner !== 0) this.#ephemeralPathsOf(ephemeralOwner).add(path);
    this.#observer.znodeChanged(znode);
    this.#watches.nodeCreated(path, parent.path);
    return { op: "create", path, stat: statOf(znode) };
  }

  #delete(transaction: DeleteTransaction, zxid: Zxid): void {
    const { path } = transaction;
    const znode = this.#existing(path);
    const parent = this.#existing(parentPath(path));
    parent.pzxid = zxid;
    parent.children.delete(nodeName(path));
    this.#znodes.delete(path);
    this.#ephemerals.get(znode.ephemeralOwner)?.delete(path);
    this.#observer.znodeRemoved(path, zxid);
    this.#watches.nodeDeleted(path, parent.path);
  }

  #setData(transaction: SetDataTransaction, zxid: Zxid): SingleWriteReply {
    const znode = this.#existing(transaction.path);
    znode.data = transaction.data;
    znode.version = transaction.version;
    znode.mzxid = zxid;
    this.#observer.znodeChanged(znode);
    this.#watches.nodeDataChanged(znode.path);
    return { op: "setData", stat: statOf(znode) };
  }

  #existing(path: string): Znode {
    const znode = this.#znodes.get(path);
    if (znode === undefined) throw new Error(`prepared transaction on a missing znode: ${path}`);
    return znode;
  }

  #ephemeralPathsOf(sessionId: SessionId): EphemeralPaths {
    let paths = this.#ephemerals.get(sessionId);
    if (paths === undefined) {
      paths = new EphemeralPaths();
      this.#ephemerals.set(sessionId, paths);
    }
    return paths;
  }

  /** Forgets a closed session, whose ephemeral znodes have been deleted. */
  forgetSession(sessionId: SessionId): void {
    this.#ephemerals.delete(sessionId);
  }
}

function newZnode(path: string, data: string, zxid: Zxid, ephemeralOwner: SessionId): Znode {
  return {
    path,
    data,
    czxid: zxid,
    mzxid: zxid,
    pzxid: zxid,
    version: 0,
    creations: 0,
    ephemeralOwner,
    children: new Set(),
  };
}
