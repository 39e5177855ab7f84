import { ByteReader, ByteWriter } from "./byte-buffer.ts";
import { CorruptRecordError } from "./corrupt-record-error.ts";
import type { EndTransactionMarker } from "./record-batch.ts";

const VERSION = 0;
/** `ControlRecordType` */
const ABORT = 0;
const COMMIT = 1;

/** The key of a control record: what it is. */
export function markerKey({ type }: EndTransactionMarker): Uint8Array {
  return new ByteWriter()
    .int16(VERSION)
    .int16(type === "COMMIT" ? COMMIT : ABORT)
    .toBytes();
}

/** The value of a control record: in which epoch its coordinator wrote it. */
export function markerValue({ coordinatorEpoch }: EndTransactionMarker): Uint8Array {
  return new ByteWriter().int16(VERSION).int32(coordinatorEpoch).toBytes();
}

/**
 * Reads a control record (`EndTransactionMarker.deserialize`).
 * @throws CorruptRecordError when it ends no transaction
 */
export function readMarker(key: Uint8Array, value: Uint8Array): EndTransactionMarker {
  const keyReader = new ByteReader(key);
  const valueReader = new ByteReader(value);
  if (keyReader.remaining < 4 || valueReader.remaining < 6) {
    throw new CorruptRecordError("a control record is too short");
  }
  keyReader.int16();
  const type = keyReader.int16();
  if (type !== ABORT && type !== COMMIT) {
    throw new CorruptRecordError(`a control record of type ${type} ends no transaction`);
  }
  valueReader.int16();
  return { type: type === COMMIT ? "COMMIT" : "ABORT", coordinatorEpoch: valueReader.int32() };
}
