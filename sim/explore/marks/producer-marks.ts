import { Errors } from "../../kafka/errors.ts";
import { RECORD_STATUS } from "../../kafka/facts.ts";
import { PRODUCE } from "../../kafka/messages.ts";
import { ACKS_ALL, FIRST_WITH_REPLICAS, IDEMPOTENT, type Marks } from "./mark.ts";
import type { Seen } from "./seen.ts";

/** Producers, and what they are told. */
export const PRODUCER_MARKS = {
  "produce-retried": {
    reached: ({ model }) => model.table.repeated.size > 0,
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "produce-refused-by-no-leader": {
    reached: ({ notes }) =>
      notes.refusals.ofPartition(PRODUCE, Errors.NOT_LEADER_OR_FOLLOWER, "client") > 0,
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "produce-timed-out-after-append": {
    reached: ({ notes }) =>
      notes.refusals.ofPartition(PRODUCE, Errors.REQUEST_TIMED_OUT, "client") > 0,
    needs: { since: FIRST_WITH_REPLICAS, settings: ACKS_ALL },
  },
  "answer-lost": {
    reached: ({ notes }) => notes.answerWasLost,
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "batch-deduplicated": {
    reached: (seen) => wasDeduplicated(seen),
    needs: { since: "0.11", settings: IDEMPOTENT },
  },
  "batch-written-twice": {
    reached: ({ notes }) => notes.wroteTwice,
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "out-of-order-sequence": {
    reached: (seen) => seen.clientMet(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER),
    needs: { since: "0.11", settings: IDEMPOTENT },
  },
  "unknown-producer-id": {
    reached: (seen) => seen.clientMet(Errors.UNKNOWN_PRODUCER_ID),
    needs: { since: "1.1", until: "2.4", settings: IDEMPOTENT },
  },
  "producer-epoch-rose": {
    reached: ({ notes }) => notes.producerEpochRose,
    needs: { since: "2.6", settings: IDEMPOTENT },
  },
  "delivery-timed-out": {
    reached: (seen) => {
      return statuses(seen).some(
        ({ status, error }) => error === Errors.REQUEST_TIMED_OUT && status !== RECORD_STATUS.ACKED,
      );
    },
    needs: {},
  },
  "outcome-unknown": {
    reached: (seen) => statuses(seen).some(({ status }) => status === RECORD_STATUS.UNKNOWN),
    needs: {},
  },
  "unknown-record-was-written": {
    reached: (seen) => unknownWasRead(seen),
    needs: {},
  },
} as const satisfies Marks;

function statuses({ model: { table } }: Seen) {
  return Array.from({ length: table.length }, (_, row) => {
    return { row, status: table.statuses.at(row), error: table.errors.at(row) };
  });
}

/** An idempotent batch that its leader had already was acknowledged when it came again. */
function wasDeduplicated({ model: { table, batchIndex }, notes }: Seen): boolean {
  return notes.repeats.some(({ batch, event }) => {
    const row = batchIndex.rowOf(batch, 0);
    if (row < 0 || table.statuses.at(row) !== RECORD_STATUS.ACKED) return false;
    return table.statusEvents.at(row) > event;
  });
}

/** A consumer read a record of which its producer never learnt what became of it. */
function unknownWasRead(seen: Seen): boolean {
  const { readers } = seen.model.table;
  return statuses(seen).some(
    ({ row, status }) => status === RECORD_STATUS.UNKNOWN && readers.at(row) >= 0,
  );
}
