import { NO_TIMESTAMP, type RecordBatch } from "./record-batch.ts";
import { batchHeaderSizeInBytes, legacySizeInBytes, recordSizeInBytes } from "./record-size.ts";
import { utf8Length } from "./utf8.ts";

const MARKER_KEY_BYTES = 4;
const MARKER_VALUE_BYTES = 6;
const NULL_BYTES = -1;

/** What {@link batchSizeInBytes} looks at. */
export type SizedBatch = Pick<
  RecordBatch,
  "records" | "offsetDeltas" | "magic" | "marker" | "deleteHorizonMs"
>;

/** The exact bytes of a batch with these records; of a batch that was changed, such as compacted. */
export function batchSizeInBytes(batch: SizedBatch): number {
  const { records, magic, marker, deleteHorizonMs } = batch;
  const baseMs = deleteHorizonMs >= 0 ? deleteHorizonMs : (records[0]?.timestampMs ?? NO_TIMESTAMP);
  return records.reduce((size, { key, value, timestampMs, headers }, i) => {
    const keyBytes = marker === null ? bytesIn(key) : MARKER_KEY_BYTES;
    const valueBytes = marker === null ? bytesIn(value) : MARKER_VALUE_BYTES;
    if (magic < 2) return size + legacySizeInBytes(magic === 0 ? 0 : 1, keyBytes, valueBytes);
    const offsetDelta = batch.offsetDeltas?.[i] ?? i;
    return (
      size + recordSizeInBytes(offsetDelta, timestampMs - baseMs, keyBytes, valueBytes, headers)
    );
  }, batchHeaderSizeInBytes(magic));
}

function bytesIn(text: string | null): number {
  return text === null ? NULL_BYTES : utf8Length(text);
}
