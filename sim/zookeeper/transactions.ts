import type { ErrorName, SessionId, Zxid } from "./types.ts";

/**
 * What the request preparation decides and the tree applies: a request with everything that
 * depended on the state resolved, so that applying it cannot fail.
 */
export type CreateTransaction = {
  readonly type: "create";
  readonly path: string;
  readonly data: string;
  readonly ephemeralOwner: SessionId;
  /** How many children the parent has ever had, this one included. */
  readonly parentCreations: number;
};

export type DeleteTransaction = { readonly type: "delete"; readonly path: string };

export type SetDataTransaction = {
  readonly type: "setData";
  readonly path: string;
  readonly data: string;
  readonly version: number;
};

export type CheckTransaction = { readonly type: "check"; readonly path: string };

export type Transaction =
  | CreateTransaction
  | DeleteTransaction
  | SetDataTransaction
  | CheckTransaction;

/** A request that failed its preparation. */
export type Failure = {
  readonly type: "error";
  readonly error: ErrorName;
  /** Of a failed `multi`: each operation's own code. */
  readonly results?: readonly (ErrorName | "OK")[];
};

/** Why a session ended. */
export type SessionEnd = "closed" | "expired";

/** What one record of the transaction log changes. A failed request changes nothing. */
export type Change =
  | Failure
  | { readonly type: "write"; readonly transactions: readonly Transaction[] }
  | { readonly type: "createSession"; readonly timeoutMs: number; readonly clientHost: number }
  | {
      readonly type: "closeSession";
      /** The ephemeral znodes to delete, in this order. */
      readonly ephemerals: readonly string[];
      readonly reason: SessionEnd;
    };

/** One record of the transaction log. Every write request has one, and a zxid, even if it failed. */
export type LogRecord = {
  readonly zxid: Zxid;
  readonly sessionId: SessionId;
  readonly change: Change;
};

/** Name of the file of log records. */
export const TRANSACTION_LOG = "zookeeper/log";
