import { BufferUnderflowError, ByteReader, ByteWriter } from "./byte-buffer.ts";
import { CorruptRecordError } from "./corrupt-record-error.ts";
import { crc32c } from "./crc32.ts";
import { type DefaultRecord, readDefaultRecord, writeDefaultRecord } from "./default-record.ts";
import { LOG_OVERHEAD, RECORD_BATCH_OVERHEAD } from "./record-size.ts";
import { IllegalVarintError } from "./varint.ts";

/** Where the checksum begins: what comes before it the leader may change. */
export const ATTRIBUTES_OFFSET = 21;
const CRC_OFFSET = 17;
const MAGIC_OFFSET = 16;
const MAGIC_V2 = 2;

const COMPRESSION_MASK = 0x07;
const LOG_APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
const DELETE_HORIZON = 0x40;

/** The header of a batch of the format v2 (`DefaultRecordBatch`); times in milliseconds. */
export interface DefaultBatchHeader {
  readonly baseOffset: number;
  readonly partitionLeaderEpoch: number;
  readonly lastOffsetDelta: number;
  /** What the records' times are relative to; the delete horizon when there is one. */
  readonly baseTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly isLogAppendTime: boolean;
  readonly isTransactional: boolean;
  readonly isControl: boolean;
  readonly hasDeleteHorizon: boolean;
}

/** A batch that was read from bytes. */
export interface DefaultBatch {
  readonly header: DefaultBatchHeader;
  readonly checksum: number;
  readonly sizeInBytes: number;
  readonly records: readonly DefaultRecord[];
}

/** The bytes of a batch, uncompressed; without records it is an empty header, as compaction leaves it. */
export function writeDefaultBatch(
  header: DefaultBatchHeader,
  records: readonly DefaultRecord[],
): Uint8Array {
  const tail = new ByteWriter()
    .int16(attributesOf(header))
    .int32(header.lastOffsetDelta)
    .int64(header.baseTimestampMs)
    .int64(header.maxTimestampMs)
    .int64(header.producerId)
    .int16(header.producerEpoch)
    .int32(header.baseSequence)
    .int32(records.length);
  for (const record of records) writeDefaultRecord(tail, record);
  const checked = tail.toBytes();
  return new ByteWriter()
    .int64(header.baseOffset)
    .int32(ATTRIBUTES_OFFSET + checked.length - LOG_OVERHEAD)
    .int32(header.partitionLeaderEpoch)
    .int8(MAGIC_V2)
    .int32(crc32c(checked))
    .append(checked)
    .toBytes();
}

/** Whether the bytes of one batch match their checksum (`DefaultRecordBatch.isValid`). */
export function isValidDefaultBatch(bytes: Uint8Array): boolean {
  if (bytes.length < RECORD_BATCH_OVERHEAD) return false;
  const checksum = new ByteReader(bytes, CRC_OFFSET).uint32();
  return checksum === crc32c(bytes, ATTRIBUTES_OFFSET);
}

/**
 * Reads and checks the bytes of one batch, uncompressed.
 * @throws CorruptRecordError when they are not those of a batch
 */
export function readDefaultBatch(bytes: Uint8Array): DefaultBatch {
  if (bytes.length < RECORD_BATCH_OVERHEAD) {
    throw new CorruptRecordError(`a batch of ${bytes.length} bytes is smaller than its header`);
  }
  if (bytes[MAGIC_OFFSET] !== MAGIC_V2) {
    throw new CorruptRecordError(`no batch of the format v2 has magic ${bytes[MAGIC_OFFSET]}`);
  }
  if (!isValidDefaultBatch(bytes)) throw new CorruptRecordError("the checksum does not match");
  const input = new ByteReader(bytes);
  const baseOffset = input.int64();
  if (input.int32() !== bytes.length - LOG_OVERHEAD) {
    throw new CorruptRecordError("the batch is not as long as it says");
  }
  const partitionLeaderEpoch = input.int32();
  input.int8();
  const checksum = input.uint32();
  const attributes = input.int16();
  if ((attributes & COMPRESSION_MASK) !== 0) {
    throw new CorruptRecordError("compressed records are not read here");
  }
  const header = {
    baseOffset,
    partitionLeaderEpoch,
    lastOffsetDelta: input.int32(),
    baseTimestampMs: input.int64(),
    maxTimestampMs: input.int64(),
    producerId: input.int64(),
    producerEpoch: input.int16(),
    baseSequence: input.int32(),
    isLogAppendTime: (attributes & LOG_APPEND_TIME) !== 0,
    isTransactional: (attributes & TRANSACTIONAL) !== 0,
    isControl: (attributes & CONTROL) !== 0,
    hasDeleteHorizon: (attributes & DELETE_HORIZON) !== 0,
  };
  const records = readRecords(input, input.int32());
  return { header, checksum, sizeInBytes: bytes.length, records };
}

function readRecords(input: ByteReader, count: number): readonly DefaultRecord[] {
  const records: DefaultRecord[] = [];
  try {
    for (let i = 0; i < count; i++) {
      const record = readDefaultRecord(input);
      if (record === null) throw new CorruptRecordError(`record ${i} is not as it says`);
      records.push(record);
    }
  } catch (error) {
    if (!(error instanceof BufferUnderflowError || error instanceof IllegalVarintError))
      throw error;
    throw new CorruptRecordError(`the records end too early: ${error.message}`);
  }
  if (input.remaining > 0) throw new CorruptRecordError("bytes are left after the last record");
  return records;
}

function attributesOf(header: DefaultBatchHeader): number {
  return (
    (header.isLogAppendTime ? LOG_APPEND_TIME : 0) |
    (header.isTransactional ? TRANSACTIONAL : 0) |
    (header.isControl ? CONTROL : 0) |
    (header.hasDeleteHorizon ? DELETE_HORIZON : 0)
  );
}
