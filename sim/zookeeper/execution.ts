import { assert, present } from "../kernel/assert.ts";
import { type DataTree, statOf } from "./data-tree.ts";
import type { Database } from "./database.ts";
import { Preparation } from "./preparation.ts";
import type { Change, Failure, Transaction } from "./transactions.ts";
import type {
  ErrorName,
  MultiOperation,
  Operation,
  ReadOperation,
  Reply,
  SessionId,
  SetWatchesOperation,
  SingleWriteReply,
  WriteOperation,
} from "./types.ts";

/** True for what takes a zxid; the rest is answered from the database as it is. */
export function isWrite(operation: Operation): operation is WriteOperation {
  switch (operation.op) {
    case "getData":
    case "exists":
    case "getChildren":
    case "setWatches":
      return false;
    default:
      return true;
  }
}

/** What a write will change, seen from a tree that has everything before it. Nothing is applied. */
export function changeOf(tree: DataTree, sessionId: SessionId, operation: WriteOperation): Change {
  switch (operation.op) {
    case "closeSession":
      return { type: "closeSession", ephemerals: tree.ephemeralsOf(sessionId), reason: "closed" };
    case "multi":
      return changeOfMulti(tree, sessionId, operation);
    default: {
      const transaction = new Preparation(tree, sessionId).prepare(operation);
      if (transaction.type === "error") return transaction;
      return { type: "write", transactions: [transaction] };
    }
  }
}

/** All or nothing: the operations are applied, under one zxid, only if every one can be. */
function changeOfMulti(tree: DataTree, sessionId: SessionId, { ops }: MultiOperation): Change {
  const preparation = new Preparation(tree, sessionId);
  const transactions: Transaction[] = [];
  for (const operation of ops) {
    const transaction = preparation.prepare(operation);
    if (transaction.type === "error") {
      return failedMulti(ops.length, transactions.length, transaction.error);
    }
    transactions.push(transaction);
  }
  return { type: "write", transactions };
}

function failedMulti(count: number, failedAt: number, error: ErrorName): Failure {
  const results: (ErrorName | "OK")[] = [];
  for (let i = 0; i < count; i++) {
    results.push(i < failedAt ? "OK" : i === failedAt ? error : "RUNTIME_INCONSISTENCY");
  }
  return { type: "error", error, results };
}

/**
 * The reply to a write whose change was applied.
 * @param results what applying gave, one for each of its operations
 */
export function replyToWrite(
  operation: WriteOperation,
  change: Change,
  results: readonly SingleWriteReply[],
): Reply {
  if (change.type === "error") {
    const { error } = change;
    return change.results === undefined
      ? { op: "error", error }
      : { op: "error", error, results: change.results };
  }
  if (operation.op === "closeSession") return { op: "closeSession" };
  assert(change.type === "write", "a write changes znodes");
  if (operation.op === "multi") return { op: "multi", results };
  return present(results[0], "a transaction has a reply");
}

/** Answers from the database as it is, and sets the watches asked for. */
export function executeRead(
  database: Database,
  sessionId: SessionId,
  operation: ReadOperation | SetWatchesOperation,
): Reply {
  if (operation.op === "setWatches") return setWatches(database, sessionId, operation);
  const { tree, watches } = database;
  const { path, watch } = operation;
  const znode = tree.get(path);
  if (operation.op === "exists") {
    if (watch) watches.data.add(path, sessionId);
    return { op: "exists", stat: znode === undefined ? null : statOf(znode) };
  }
  if (znode === undefined) return { op: "error", error: "NO_NODE" };
  if (operation.op === "getData") {
    if (watch) watches.data.add(path, sessionId);
    return { op: "getData", data: znode.data, stat: statOf(znode) };
  }
  if (watch) watches.child.add(path, sessionId);
  return { op: "getChildren", children: [...znode.children].sort(), stat: statOf(znode) };
}

function setWatches(
  { tree, watches }: Database,
  sessionId: SessionId,
  operation: SetWatchesOperation,
): Reply {
  const { relativeZxid, dataWatches, existWatches, childWatches } = operation;
  for (const path of dataWatches) {
    const znode = tree.get(path);
    if (znode === undefined) watches.overdue(sessionId, "NODE_DELETED", path);
    else if (znode.mzxid > relativeZxid) watches.overdue(sessionId, "NODE_DATA_CHANGED", path);
    else watches.data.add(path, sessionId);
  }
  for (const path of existWatches) {
    if (tree.get(path) !== undefined) watches.overdue(sessionId, "NODE_CREATED", path);
    else watches.data.add(path, sessionId);
  }
  for (const path of childWatches) {
    const znode = tree.get(path);
    if (znode === undefined) watches.overdue(sessionId, "NODE_DELETED", path);
    else if (znode.pzxid > relativeZxid) {
      watches.overdue(sessionId, "NODE_CHILDREN_CHANGED", path);
    } else watches.child.add(path, sessionId);
  }
  return { op: "setWatches" };
}
