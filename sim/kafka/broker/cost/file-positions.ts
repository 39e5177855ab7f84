import type { FileRange } from "../../../kernel/page-cache.ts";
import type { Log } from "../../log/log.ts";
import type { LogSegment } from "../../log/log-segment.ts";
import type { RecordBatch } from "../../record/record-batch.ts";
import type { DiskWork } from "./worker.ts";

/** Where something that was read lies in the files of a log, as a read of that file. */
export function readOf(log: Log, batches: readonly RecordBatch[]): DiskWork | null {
  const [first] = batches;
  if (first === undefined || first.baseOffset < log.logStartOffset) return null;
  let bytes = 0;
  for (const batch of batches) bytes += batch.sizeBytes;
  return readAt(log, first.baseOffset, bytes);
}

/** A read of so many bytes from an offset on. */
export function readAt(log: Log, offset: number, bytes: number): DiskWork {
  const segment = log.segments.floor(offset);
  const from = positionOf(segment, segment.indexOf(offset));
  const range: FileRange = { file: segment.file.name, from, bytes };
  return { type: "read", range, fileBytes: segment.sizeBytes };
}

/** Where the next batch of a log will be written. */
export function endOf(log: Log, bytes: number): FileRange {
  const { active } = log.segments;
  return { file: active.file.name, from: active.sizeBytes, bytes };
}

/** The position of a batch in its file: counted from the end that is nearer. */
function positionOf(segment: LogSegment, index: number): number {
  const { batches, sizeBytes } = segment;
  let position = 0;
  if (index <= batches.length / 2) {
    for (let i = 0; i < index; i++) position += (batches[i] as RecordBatch).sizeBytes;
    return position;
  }
  position = sizeBytes;
  for (let i = index; i < batches.length; i++) position -= (batches[i] as RecordBatch).sizeBytes;
  return position;
}
