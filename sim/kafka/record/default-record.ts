import { type ByteReader, ByteWriter } from "./byte-buffer.ts";
import { readVarint, readVarlong, writeVarint, writeVarlong } from "./varint.ts";

const NULL_LENGTH = -1;

/** A header of a record, as bytes. */
export interface HeaderBytes {
  readonly key: ArrayLike<number>;
  readonly value: ArrayLike<number> | null;
}

/** A record of the format v2, as bytes; its deltas are to its batch. */
export interface DefaultRecord {
  readonly offsetDelta: number;
  readonly timestampDelta: number;
  readonly key: ArrayLike<number> | null;
  readonly value: ArrayLike<number> | null;
  readonly headers: readonly HeaderBytes[];
}

/** Writes one record after the others of its batch (`DefaultRecord.writeTo`). */
export function writeDefaultRecord(out: ByteWriter, record: DefaultRecord): void {
  const body = new ByteWriter();
  body.int8(0);
  writeVarlong(body, BigInt(record.timestampDelta));
  writeVarint(body, record.offsetDelta);
  writeBytes(body, record.key);
  writeBytes(body, record.value);
  writeVarint(body, record.headers.length);
  for (const { key, value } of record.headers) {
    writeBytes(body, key);
    writeBytes(body, value);
  }
  const bytes = body.toBytes();
  writeVarint(out, bytes.length);
  out.append(bytes);
}

/**
 * Reads the next record of a batch. Null when it is not as long as it says, or has a header without a
 * key.
 */
export function readDefaultRecord(input: ByteReader): DefaultRecord | null {
  const length = readVarint(input);
  const start = input.position;
  input.int8();
  const timestampDelta = Number(readVarlong(input));
  const offsetDelta = readVarint(input);
  const key = readBytes(input);
  const value = readBytes(input);
  const count = readVarint(input);
  if (count < 0) return null;
  const headers: HeaderBytes[] = [];
  for (let i = 0; i < count; i++) {
    const headerKey = readBytes(input);
    if (headerKey === null) return null;
    headers.push({ key: headerKey, value: readBytes(input) });
  }
  if (input.position - start !== length) return null;
  return { offsetDelta, timestampDelta, key, value, headers };
}

function writeBytes(out: ByteWriter, bytes: ArrayLike<number> | null): void {
  if (bytes === null) {
    writeVarint(out, NULL_LENGTH);
    return;
  }
  writeVarint(out, bytes.length);
  out.append(bytes);
}

function readBytes(input: ByteReader): Uint8Array | null {
  const length = readVarint(input);
  return length < 0 ? null : input.take(length);
}
