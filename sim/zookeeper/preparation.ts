import type { DataTree } from "./data-tree.ts";
import { isValidPath, parentPath, sequenceSuffix } from "./paths.ts";
import type { Failure, Transaction } from "./transactions.ts";
import type {
  CheckOperation,
  CreateOperation,
  DeleteOperation,
  ErrorName,
  SessionId,
  SetDataOperation,
  SingleWriteOperation,
} from "./types.ts";
import { ANY_VERSION, isEphemeral, isSequential } from "./types.ts";

/** What the operations prepared so far will make of a znode; `exists: false` of a deleted one. */
type ChangeRecord = {
  readonly exists: boolean;
  readonly version: number;
  readonly creations: number;
  readonly childCount: number;
  readonly ephemeralOwner: SessionId;
};

const DELETED: ChangeRecord = {
  exists: false,
  version: -1,
  creations: 0,
  childCount: 0,
  ephemeralOwner: 0,
};

/**
 * Turns the operations of one request into transactions, each checked against the tree as the
 * operations before it in the same request will leave it (ZooKeeper's PrepRequestProcessor with its
 * outstanding changes). Nothing is applied.
 */
export class Preparation {
  readonly #tree: DataTree;
  readonly #sessionId: SessionId;
  readonly #changes = new Map<string, ChangeRecord>();

  constructor(tree: DataTree, sessionId: SessionId) {
    this.#tree = tree;
    this.#sessionId = sessionId;
  }

  prepare(operation: SingleWriteOperation): Transaction | Failure {
    switch (operation.op) {
      case "create":
        return this.#create(operation);
      case "delete":
        return this.#delete(operation);
      case "setData":
        return this.#setData(operation);
      case "check":
        return this.#check(operation);
    }
  }

  #create(operation: CreateOperation): Transaction | Failure {
    if (!operation.path.startsWith("/")) return failure("BAD_ARGUMENTS");
    const parentName = parentPath(operation.path);
    const parent = this.#record(parentName);
    if (!parent.exists) return failure("NO_NODE");
    const path = isSequential(operation.mode)
      ? operation.path + sequenceSuffix(parent.creations)
      : operation.path;
    if (!isValidPath(path)) return failure("BAD_ARGUMENTS");
    if (this.#record(path).exists) return failure("NODE_EXISTS");
    if (parent.ephemeralOwner !== 0) return failure("NO_CHILDREN_FOR_EPHEMERALS");

    const creations = parent.creations + 1;
    const ephemeralOwner = isEphemeral(operation.mode) ? this.#sessionId : 0;
    this.#changes.set(parentName, { ...parent, creations, childCount: parent.childCount + 1 });
    this.#changes.set(path, { ...DELETED, exists: true, version: 0, ephemeralOwner });
    return {
      type: "create",
      path,
      data: operation.data,
      ephemeralOwner,
      parentCreations: creations,
    };
  }

  #delete(operation: DeleteOperation): Transaction | Failure {
    const { path } = operation;
    if (!path.startsWith("/") || path === "/") return failure("BAD_ARGUMENTS");
    const parentName = parentPath(path);
    const parent = this.#record(parentName);
    const record = this.#record(path);
    if (!parent.exists || !record.exists) return failure("NO_NODE");
    if (!versionMatches(record, operation.version)) return failure("BAD_VERSION");
    if (record.childCount > 0) return failure("NOT_EMPTY");
    this.#changes.set(parentName, { ...parent, childCount: parent.childCount - 1 });
    this.#changes.set(path, DELETED);
    return { type: "delete", path };
  }

  #setData(operation: SetDataOperation): Transaction | Failure {
    const { path, data } = operation;
    if (!isValidPath(path)) return failure("BAD_ARGUMENTS");
    const record = this.#record(path);
    if (!record.exists) return failure("NO_NODE");
    if (!versionMatches(record, operation.version)) return failure("BAD_VERSION");
    const version = record.version + 1;
    this.#changes.set(path, { ...record, version });
    return { type: "setData", path, data, version };
  }

  #check(operation: CheckOperation): Transaction | Failure {
    const { path } = operation;
    if (!isValidPath(path)) return failure("BAD_ARGUMENTS");
    const record = this.#record(path);
    if (!record.exists) return failure("NO_NODE");
    if (!versionMatches(record, operation.version)) return failure("BAD_VERSION");
    return { type: "check", path };
  }

  #record(path: string): ChangeRecord {
    const change = this.#changes.get(path);
    if (change !== undefined) return change;
    const znode = this.#tree.get(path);
    if (znode === undefined) return DELETED;
    const { version, creations, children, ephemeralOwner } = znode;
    return { exists: true, version, creations, childCount: children.size, ephemeralOwner };
  }
}

function versionMatches(record: ChangeRecord, expected: number): boolean {
  return expected === ANY_VERSION || expected === record.version;
}

function failure(error: ErrorName): Failure {
  return { type: "error", error };
}
