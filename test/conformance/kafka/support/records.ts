import type { Log } from "../../../../sim/kafka/log/log.ts";
import {
  type EndTransactionMarker,
  RecordBatch,
} from "../../../../sim/kafka/record/record-batch.ts";

/** Who wrote a batch; -1 for nobody. */
export interface BatchProducer {
  readonly id: number;
  readonly epoch: number;
  readonly sequence: number;
}

const NO_PRODUCER: BatchProducer = { id: -1, epoch: -1, sequence: -1 };
const OVERHEAD_BYTES = 61;
const RECORD_BYTES = 10;

/** What a batch may say besides its records. */
export interface BatchOptions {
  readonly producer?: BatchProducer;
  readonly timestamps?: readonly number[];
  readonly isTransactional?: boolean;
  readonly marker?: EndTransactionMarker;
}

/** A batch as a producer sends it, of records with these values. */
export function batchOf(values: readonly string[], options: BatchOptions = {}): RecordBatch {
  const { producer = NO_PRODUCER, timestamps = [], isTransactional = false, marker } = options;
  const records = values.map((value, i) => ({
    id: i + 1,
    key: null,
    value,
    timestampMs: timestamps[i] ?? 0,
    sizeBytes: RECORD_BYTES,
  }));
  return new RecordBatch({
    id: 1,
    producerId: producer.id,
    producerEpoch: producer.epoch,
    baseSequence: producer.sequence,
    maxTimestampMs: Math.max(-1, ...records.map(({ timestampMs }) => timestampMs)),
    sizeBytes: OVERHEAD_BYTES + RECORD_BYTES * records.length,
    records,
    isTransactional,
    marker: marker ?? null,
  });
}

/** What a text names: `COMMIT` or `ABORT`. */
export function markerType(type: string): EndTransactionMarker["type"] {
  if (type === "COMMIT" || type === "ABORT") return type;
  throw new Error(`${type} ends no transaction`);
}

/** The control batch that ends a producer's transaction. */
export function markerBatch(
  type: EndTransactionMarker["type"],
  producer: Omit<BatchProducer, "sequence">,
): RecordBatch {
  return batchOf([type], {
    producer: { ...producer, sequence: -1 },
    isTransactional: true,
    marker: { type, coordinatorEpoch: 0 },
  });
}

/** `count` records of which only the number matters. */
export function values(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `v${i}`);
}

/** A record in a log. */
export interface StoredRecord {
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly value: string | null;
}

/** Everything in a log. */
export function recordsOf(log: Log): readonly StoredRecord[] {
  return log.segments.all.flatMap(({ batches }) =>
    batches.flatMap((batch) =>
      batch.records.map(({ value }, i) => ({
        offset: batch.offsetOf(i),
        leaderEpoch: batch.partitionLeaderEpoch,
        value,
      })),
    ),
  );
}

/** Appends `[leaderEpoch, count]` pairs, as the leaders of those epochs. */
export function appendEpochs(log: Log, appends: readonly (readonly number[])[]): void {
  for (const [leaderEpoch, count] of appends) {
    if (leaderEpoch === undefined || count === undefined) {
      throw new Error("an append is [leaderEpoch, count]");
    }
    log.appendAsLeader(batchOf(values(count)), leaderEpoch, "client");
  }
}
