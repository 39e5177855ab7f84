import { BufferUnderflowError, ByteReader, ByteWriter } from "./byte-buffer.ts";
import { CorruptRecordError } from "./corrupt-record-error.ts";
import { crc32 } from "./crc32.ts";
import { LOG_OVERHEAD } from "./record-size.ts";

const NULL_LENGTH = -1;
const CRC_BYTES = 4;
const COMPRESSION_MASK = 0x07;
const LOG_APPEND_TIME = 0x08;

/** One entry of an uncompressed message set, of the format v0 or v1 (`LegacyRecord`). */
export interface LegacyRecord {
  readonly offset: number;
  readonly magic: 0 | 1;
  /** Only in v1; -1: none. */
  readonly timestampMs: number;
  readonly isLogAppendTime: boolean;
  readonly key: ArrayLike<number> | null;
  readonly value: ArrayLike<number> | null;
}

/** The bytes of one entry: offset, size, and the message with its checksum over magic to end. */
export function writeLegacyRecord(record: LegacyRecord): Uint8Array {
  const { magic, key, value } = record;
  const tail = new ByteWriter().int8(magic);
  tail.int8(magic > 0 && record.isLogAppendTime ? LOG_APPEND_TIME : 0);
  if (magic > 0) tail.int64(record.timestampMs);
  for (const field of [key, value]) {
    if (field === null) tail.int32(NULL_LENGTH);
    else tail.int32(field.length).append(field);
  }
  const checked = tail.toBytes();
  return new ByteWriter()
    .int64(record.offset)
    .int32(CRC_BYTES + checked.length)
    .int32(crc32(checked))
    .append(checked)
    .toBytes();
}

/** Whether the bytes of one entry match their checksum (`LegacyRecord.isValid`). */
export function isValidLegacyRecord(bytes: Uint8Array): boolean {
  const start = LOG_OVERHEAD + CRC_BYTES;
  if (bytes.length < start) return false;
  return new ByteReader(bytes, LOG_OVERHEAD).uint32() === crc32(bytes, start);
}

/**
 * Reads and checks the bytes of one uncompressed entry.
 * @throws CorruptRecordError when they are not those of an entry
 */
export function readLegacyRecord(bytes: Uint8Array): LegacyRecord & { readonly checksum: number } {
  try {
    return read(bytes);
  } catch (error) {
    if (!(error instanceof BufferUnderflowError)) throw error;
    throw new CorruptRecordError(`the message ends too early: ${error.message}`);
  }
}

function read(bytes: Uint8Array): LegacyRecord & { readonly checksum: number } {
  const input = new ByteReader(bytes);
  const offset = input.int64();
  if (input.int32() !== bytes.length - LOG_OVERHEAD) {
    throw new CorruptRecordError("the message is not as long as it says");
  }
  if (!isValidLegacyRecord(bytes)) throw new CorruptRecordError("the checksum does not match");
  const checksum = input.uint32();
  const magic = input.int8();
  if (magic !== 0 && magic !== 1) {
    throw new CorruptRecordError(`no message of the formats v0 and v1 has magic ${magic}`);
  }
  const attributes = input.int8();
  if ((attributes & COMPRESSION_MASK) !== 0) {
    throw new CorruptRecordError("compressed messages are not read here");
  }
  const timestampMs = magic > 0 ? input.int64() : -1;
  const key = readBytes(input);
  const value = readBytes(input);
  if (input.remaining > 0) throw new CorruptRecordError("bytes are left after the message");
  const isLogAppendTime = (attributes & LOG_APPEND_TIME) !== 0;
  return { offset, magic, timestampMs, isLogAppendTime, key, value, checksum };
}

function readBytes(input: ByteReader): Uint8Array | null {
  const length = input.int32();
  return length < 0 ? null : input.take(length);
}
