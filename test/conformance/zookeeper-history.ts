import type {
  CreateMode,
  ErrorName,
  Operation,
  SingleWriteOperation,
  WatchEventType,
} from "../../sim/zookeeper/types.ts";
import { ANY_VERSION } from "../../sim/zookeeper/types.ts";

/** The recorded form of a znode's stat: zxids as ranks, the owner as a client's number. */
export type RecordedStat = {
  version: number;
  cversion: number;
  numChildren: number;
  dataLength: number;
  ephemeralOwner: number | null;
  czxid: number;
  mzxid: number;
  pzxid: number;
};

export type RecordedEvent = { client: number; type: WatchEventType; path: string };

export type RecordedResult = {
  error?: ErrorName;
  path?: string;
  data?: string;
  children?: string[];
  stat?: RecordedStat | null;
  results?: (ErrorName | "OK" | RecordedResult)[];
};

export type RecordedStep = {
  client: number;
  op: string;
  path?: string;
  data?: string;
  mode?: CreateMode;
  version?: number;
  watch?: boolean;
  ops?: RecordedStep[];
  result: RecordedResult;
  events: RecordedEvent[];
};

export type RecordedHistory = {
  history: number | string;
  clients: number;
  steps: RecordedStep[];
  tree: Record<string, RecordedStat & { data: string }>;
};

export function isRecordedHistory(value: unknown): value is RecordedHistory {
  const history = value as RecordedHistory | null;
  return (
    typeof history === "object" &&
    history !== null &&
    typeof history.clients === "number" &&
    Array.isArray(history.steps) &&
    typeof history.tree === "object"
  );
}

function required<T>(value: T | undefined, field: string, op: string): T {
  if (value === undefined) throw new Error(`${op} without ${field}`);
  return value;
}

function writeOperationOf(step: RecordedStep): SingleWriteOperation {
  const { op } = step;
  const path = required(step.path, "path", op);
  switch (op) {
    case "create":
      return { op, path, data: step.data ?? "", mode: required(step.mode, "mode", op) };
    case "setData":
      return { op, path, data: step.data ?? "", version: required(step.version, "version", op) };
    case "delete":
    case "check":
      return { op, path, version: required(step.version, "version", op) };
    default:
      throw new Error(`unknown operation ${op}`);
  }
}

/**
 * An operation within a multi, as the server received it. The client library of the recordings sends
 * a version of 0 there as -1, any version (`version || -1`); outside a multi it sends 0.
 */
function multiOperationOf(step: RecordedStep): SingleWriteOperation {
  const operation = writeOperationOf(step);
  if (operation.op === "create" || operation.version !== 0) return operation;
  return { ...operation, version: ANY_VERSION };
}

/** The request that a recorded step sends. */
export function operationOf(step: RecordedStep): Operation {
  const { op } = step;
  switch (op) {
    case "closeSession":
      return { op };
    case "multi":
      return { op, ops: required(step.ops, "ops", op).map(multiOperationOf) };
    case "getData":
    case "exists":
    case "getChildren":
      return { op, path: required(step.path, "path", op), watch: step.watch ?? false };
    default: {
      const operation = writeOperationOf(step);
      if (operation.op === "check") throw new Error("check outside a multi");
      return operation;
    }
  }
}
