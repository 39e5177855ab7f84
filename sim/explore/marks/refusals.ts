import { type ErrorCode, Errors } from "../../kafka/errors.ts";
import type { Message } from "../../kernel/connection.ts";
import { KAFKA_MESSAGES } from "../../kernel/kinds.ts";
import { type ResponseBody, requestKind } from "../../zookeeper/messages.ts";

/** Conditional writes of brokers in ZooKeeper: of a partition's state, or guarded by the controller epoch. */
type ConditionalWrite = "setData" | "multi";

const SET_DATA_RESPONSE = requestKind("setData") + 1;
const MULTI_RESPONSE = requestKind("multi") + 1;
/** Error codes lie between -1 and this. */
const ERROR_LIMIT = 1024;

/** Counts the answers that say no: those of brokers by their errors, and ZooKeeper's to their writes. */
export class Refusals {
  private readonly ofPartitions = new Map<number, number>();
  private readonly ofRequests = new Map<number, number>();

  /** How many answers to such requests of brokers, or of clients, said that of a partition. */
  ofPartition(request: number, error: ErrorCode, by: "broker" | "client"): number {
    return this.ofPartitions.get(keyOf(request + 1, error, by === "broker")) ?? 0;
  }

  /** How many answers to such requests of brokers, or of clients, said that of the request as a whole. */
  ofRequest(request: number, error: ErrorCode, by: "broker" | "client"): number {
    return this.ofRequests.get(keyOf(request + 1, error, by === "broker")) ?? 0;
  }

  /** How many conditional writes of brokers ZooKeeper refused because of the version. */
  ofWrites(op: ConditionalWrite): number {
    return this.ofRequests.get(keyOf(requestKind(op) + 1, Errors.NONE, true)) ?? 0;
  }

  /** An answer arrived. */
  note({ kind, body }: Message, toBroker: boolean): void {
    if (kind < KAFKA_MESSAGES) {
      if (toBroker && (kind === SET_DATA_RESPONSE || kind === MULTI_RESPONSE)) {
        this.noteWrite(kind, body as ResponseBody);
      }
      return;
    }
    const { error, partitions } = body as {
      readonly error?: ErrorCode;
      readonly partitions?: readonly { readonly error?: ErrorCode }[];
    };
    if (error !== undefined && error !== Errors.NONE) {
      count(this.ofRequests, keyOf(kind, error, toBroker));
    }
    for (const { error: of } of partitions ?? []) {
      if (of === undefined || of === Errors.NONE) continue;
      count(this.ofPartitions, keyOf(kind, of, toBroker));
    }
  }

  private noteWrite(kind: number, { reply }: ResponseBody): void {
    if (reply.op !== "error") return;
    const isOfVersion = reply.error === "BAD_VERSION" || reply.results?.includes("BAD_VERSION");
    if (isOfVersion === true) count(this.ofRequests, keyOf(kind, Errors.NONE, true));
  }
}

function count(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function keyOf(kind: number, error: ErrorCode, toBroker: boolean): number {
  return (kind * 2 + (toBroker ? 1 : 0)) * ERROR_LIMIT + error + 1;
}
