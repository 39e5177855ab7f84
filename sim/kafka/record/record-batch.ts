/** One record as a producer sent it. */
export interface RecordData {
  /** Number of the record in the run, from 1: its identity for the ledger. */
  readonly id: number;
  readonly key: string | null;
  readonly value: string;
  /** `CreateTime`: the producer's wall clock. */
  readonly timestampMs: number;
  /** Estimated size in a v2 batch. */
  readonly sizeBytes: number;
}

export const NO_PRODUCER_ID = -1;
export const NO_PRODUCER_EPOCH = -1;
export const NO_SEQUENCE = -1;
export const NO_LEADER_EPOCH = -1;

/** Bytes of a v2 batch header (`DefaultRecordBatch.RECORD_BATCH_OVERHEAD`). */
export const RECORD_BATCH_OVERHEAD = 61;

/** What ends a transaction in a log (`EndTransactionMarker`): the only record of a control batch. */
export interface EndTransactionMarker {
  readonly type: "COMMIT" | "ABORT";
  readonly coordinatorEpoch: number;
}

/**
 * A record batch (format v2). As the producer sends it, `baseOffset` is 0 and `partitionLeaderEpoch`
 * -1; the leader makes the batch that is stored, and followers store the leader's batch unchanged.
 * Immutable and shared.
 */
export class RecordBatch {
  /** Number of the batch in the run, from 1; a retry sends the same batch. */
  readonly id: number;
  readonly baseOffset: number;
  readonly partitionLeaderEpoch: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly maxTimestampMs: number;
  readonly sizeBytes: number;
  readonly records: readonly RecordData[];
  readonly isTransactional: boolean;
  /** Null but in a control batch. */
  readonly marker: EndTransactionMarker | null;

  constructor(
    id: number,
    baseOffset: number,
    partitionLeaderEpoch: number,
    producerId: number,
    producerEpoch: number,
    baseSequence: number,
    maxTimestampMs: number,
    sizeBytes: number,
    records: readonly RecordData[],
    isTransactional = false,
    marker: EndTransactionMarker | null = null,
  ) {
    this.id = id;
    this.baseOffset = baseOffset;
    this.partitionLeaderEpoch = partitionLeaderEpoch;
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
    this.baseSequence = baseSequence;
    this.maxTimestampMs = maxTimestampMs;
    this.sizeBytes = sizeBytes;
    this.records = records;
    this.isTransactional = isTransactional;
    this.marker = marker;
  }

  get lastOffset(): number {
    return this.baseOffset + this.records.length - 1;
  }

  get nextOffset(): number {
    return this.baseOffset + this.records.length;
  }

  /** Wraps from Int.MaxValue to 0 (`DefaultRecordBatch.incrementSequence`). */
  get lastSequence(): number {
    return this.baseSequence < 0
      ? NO_SEQUENCE
      : (this.baseSequence + this.records.length - 1) % 2_147_483_648;
  }

  /** The batch as the leader stores it. */
  stored(baseOffset: number, partitionLeaderEpoch: number): RecordBatch {
    return new RecordBatch(
      this.id,
      baseOffset,
      partitionLeaderEpoch,
      this.producerId,
      this.producerEpoch,
      this.baseSequence,
      this.maxTimestampMs,
      this.sizeBytes,
      this.records,
      this.isTransactional,
      this.marker,
    );
  }
}
