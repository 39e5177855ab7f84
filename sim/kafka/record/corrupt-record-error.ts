/** Bytes are not what their checksum, their length or their format says (`CorruptRecordException`). */
export class CorruptRecordError extends Error {
  override readonly name = "CorruptRecordError";
}
