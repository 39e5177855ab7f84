import {
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  LIST_OFFSETS,
  type ListOffsetsResponse,
  READ_COMMITTED,
  READ_UNCOMMITTED,
} from "../../../../sim/kafka/messages.ts";
import { present } from "../../../../sim/kernel/assert.ts";
import type { Brokers } from "./brokers.ts";
import { check, type Fields } from "./fields.ts";
import { errorCode } from "./vector.ts";

/** Who asks without an isolation level is no client: another replica. */
const REPLICA = 1;
const CLIENT = -1;

/** The step `listOffsets`: asks for an offset by timestamp and compares the answer. */
export function listOffsets(brokers: Brokers, brokerId: number, step: Fields): void {
  const isolation = step.textOrNull("isolation");
  const { partitions } = brokers.ask<ListOffsetsResponse>(brokerId, LIST_OFFSETS, {
    replicaId: isolation === null ? REPLICA : CLIENT,
    isolationLevel: isolationLevelOf(isolation),
    partitions: [
      {
        tp: brokers.tp,
        timestamp: timestampOf(step.raw("timestamp")),
        currentLeaderEpoch: brokers.partition(brokerId).leaderEpoch,
      },
    ],
  });
  const answer = present(partitions[0], "one partition was asked for");
  check("the error", errorCode(step.text("expectError", "NONE")), answer.error);
  if (step.has("expect")) check("the offset", step.numberOrNull("expect") ?? -1, answer.offset);
}

function isolationLevelOf(isolation: string | null): number {
  if (isolation === "READ_COMMITTED") return READ_COMMITTED;
  if (isolation === "READ_UNCOMMITTED" || isolation === null) return READ_UNCOMMITTED;
  throw new Error(`no isolation level is ${isolation}`);
}

function timestampOf(timestamp: unknown): number {
  if (timestamp === "LATEST") return LATEST_TIMESTAMP;
  if (timestamp === "EARLIEST") return EARLIEST_TIMESTAMP;
  if (typeof timestamp === "number") return timestamp;
  throw new Error(`no timestamp is ${JSON.stringify(timestamp)}`);
}
