/** What a producer says of a record besides its key and value (KIP-82); only v2 has it. */
export interface RecordHeader {
  readonly key: string;
  readonly value: string | null;
}

/** One record as a producer sent it. */
export interface RecordData {
  /** Number of the record in the run, from 1: its identity for the ledger. */
  readonly id: number;
  readonly key: string | null;
  /** Null is a tombstone: compaction takes the key away. */
  readonly value: string | null;
  /** `CreateTime`: the producer's wall clock. */
  readonly timestampMs: number;
  /** Bytes that it takes in the batch. */
  readonly sizeBytes: number;
  /** Absent: none. */
  readonly headers?: readonly RecordHeader[];
}

export const NO_PRODUCER_ID = -1;
export const NO_PRODUCER_EPOCH = -1;
export const NO_SEQUENCE = -1;
export const NO_LEADER_EPOCH = -1;
export const NO_TIMESTAMP = -1;

/** Sequence numbers wrap from Int.MaxValue to 0. */
const SEQUENCE_LIMIT = 2_147_483_648;

/** The version of the message format: v2 since 0.11 (KIP-98), v1 since 0.10 (KIP-32), v0 before. */
export type Magic = 0 | 1 | 2;

/** Whose clock a batch's timestamps are of (`message.timestamp.type`, KIP-32). */
export type TimestampType = "CreateTime" | "LogAppendTime";

/** What ends a transaction in a log (`EndTransactionMarker`): the only record of a control batch. */
export interface EndTransactionMarker {
  readonly type: "COMMIT" | "ABORT";
  readonly coordinatorEpoch: number;
}

/** What a batch is made of. What may be left out is as in a plain batch of one producer without an id. */
export interface RecordBatchFields {
  readonly id: number;
  readonly baseOffset?: number;
  readonly partitionLeaderEpoch?: number;
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly maxTimestampMs: number;
  readonly sizeBytes: number;
  readonly records: readonly RecordData[];
  readonly isTransactional?: boolean;
  readonly marker?: EndTransactionMarker | null;
  readonly magic?: Magic;
  readonly timestampType?: TimestampType;
  readonly lastOffsetDelta?: number;
  readonly offsetDeltas?: readonly number[] | null;
  readonly firstIndex?: number;
  readonly deleteHorizonMs?: number;
  readonly isValid?: boolean;
}

/**
 * A record batch (format v2), or an entry of a message set (v0, v1). As the producer sends it,
 * `baseOffset` is 0 and `partitionLeaderEpoch` -1; the leader makes the batch that is stored, and
 * followers store the leader's batch unchanged. Immutable and shared.
 */
export class RecordBatch {
  /** Number of the producer's batch in the run, from 1; a retry sends the same one. */
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
  readonly magic: Magic;
  readonly timestampType: TimestampType;
  /** From the first to the last offset it takes; compaction leaves it as it was. */
  readonly lastOffsetDelta: number;
  /** Offset deltas of the records; null when there is one record for every offset. */
  readonly offsetDeltas: readonly number[] | null;
  /** What index of the producer's batch its first offset has: not 0 where a message set lies in pieces. */
  readonly firstIndex: number;
  /** When its tombstones, or its marker, may go (KIP-534); -1: not decided. */
  readonly deleteHorizonMs: number;
  /** False when its bytes no longer match its checksum. */
  readonly isValid: boolean;

  constructor(fields: RecordBatchFields) {
    const { records } = fields;
    this.id = fields.id;
    this.baseOffset = fields.baseOffset ?? 0;
    this.partitionLeaderEpoch = fields.partitionLeaderEpoch ?? NO_LEADER_EPOCH;
    this.producerId = fields.producerId ?? NO_PRODUCER_ID;
    this.producerEpoch = fields.producerEpoch ?? NO_PRODUCER_EPOCH;
    this.baseSequence = fields.baseSequence ?? NO_SEQUENCE;
    this.maxTimestampMs = fields.maxTimestampMs;
    this.sizeBytes = fields.sizeBytes;
    this.records = records;
    this.isTransactional = fields.isTransactional ?? false;
    this.marker = fields.marker ?? null;
    this.magic = fields.magic ?? 2;
    this.timestampType = fields.timestampType ?? "CreateTime";
    this.lastOffsetDelta = fields.lastOffsetDelta ?? records.length - 1;
    this.offsetDeltas = fields.offsetDeltas ?? null;
    this.firstIndex = fields.firstIndex ?? 0;
    this.deleteHorizonMs = fields.deleteHorizonMs ?? NO_TIMESTAMP;
    this.isValid = fields.isValid ?? true;
  }

  get lastOffset(): number {
    return this.baseOffset + this.lastOffsetDelta;
  }

  get nextOffset(): number {
    return this.baseOffset + this.lastOffsetDelta + 1;
  }

  get lastSequence(): number {
    return this.baseSequence < 0
      ? NO_SEQUENCE
      : incrementSequence(this.baseSequence, this.lastOffsetDelta);
  }

  /** The offset of one of its records. */
  offsetOf(index: number): number {
    return this.baseOffset + (this.offsetDeltas?.[index] ?? index);
  }

  /** Index of its first record at or after an offset; the number of records when there is none. */
  indexFrom(offset: number): number {
    const delta = Math.max(0, offset - this.baseOffset);
    const { offsetDeltas, records } = this;
    if (offsetDeltas === null) return Math.min(delta, records.length);
    const index = offsetDeltas.findIndex((each) => each >= delta);
    return index < 0 ? records.length : index;
  }

  /** The time of one of its records: the broker's when the broker set it; none in v0. */
  timestampMsOf(index: number): number {
    if (this.magic === 0) return NO_TIMESTAMP;
    if (this.timestampType === "LogAppendTime") return this.maxTimestampMs;
    return this.records[index]?.timestampMs ?? NO_TIMESTAMP;
  }

  /** Whether it is as the producer made it: every record, and nothing but it. */
  get isWhole(): boolean {
    return this.offsetDeltas === null && this.firstIndex === 0;
  }

  /** The batch as the leader stores it. */
  stored(baseOffset: number, partitionLeaderEpoch: number): RecordBatch {
    return new RecordBatch({
      id: this.id,
      baseOffset,
      partitionLeaderEpoch,
      producerId: this.producerId,
      producerEpoch: this.producerEpoch,
      baseSequence: this.baseSequence,
      maxTimestampMs: this.maxTimestampMs,
      sizeBytes: this.sizeBytes,
      records: this.records,
      isTransactional: this.isTransactional,
      marker: this.marker,
      magic: this.magic,
      timestampType: this.timestampType,
      lastOffsetDelta: this.lastOffsetDelta,
      offsetDeltas: this.offsetDeltas,
      firstIndex: this.firstIndex,
      deleteHorizonMs: this.deleteHorizonMs,
      isValid: this.isValid,
    });
  }

  /** The batch with something changed. */
  with(changes: Partial<RecordBatchFields>): RecordBatch {
    return new RecordBatch({ ...this, ...changes });
  }
}

/** `DefaultRecordBatch.incrementSequence` */
export function incrementSequence(sequence: number, increment: number): number {
  return (sequence + increment) % SEQUENCE_LIMIT;
}

/** `DefaultRecordBatch.decrementSequence` */
export function decrementSequence(sequence: number, decrement: number): number {
  return sequence < decrement ? SEQUENCE_LIMIT - (decrement - sequence) : sequence - decrement;
}
