import type { AppendFile, Disk } from "../../kernel/disk.ts";
import type { RecordBatch } from "../record/record-batch.ts";

/** A batch in a segment's file. */
export interface BatchInFile {
  readonly file: AppendFile<RecordBatch>;
  readonly index: number;
  readonly batch: RecordBatch;
}

/** The batch with the record of that offset in the files of a log, such as `orders-0`; null: none. */
export function findBatch(disk: Disk, log: string, offset: number): BatchInFile | null {
  for (const name of disk.fileNames()) {
    if (SEGMENT.exec(name)?.[1] !== log) continue;
    const file = disk.file<RecordBatch>(name);
    const index = file.entries.findIndex(
      ({ baseOffset, lastOffset }) => baseOffset <= offset && offset <= lastOffset,
    );
    const batch = file.entries[index];
    if (batch !== undefined) return { file, index, batch };
  }
  return null;
}

/** Bits of a batch flip on the disk: it no longer matches its checksum, and nobody has looked yet. */
export function rotBatch({ file, index, batch }: BatchInFile): void {
  file.rot(index, batch.with({ isValid: false }));
}

const SEGMENT = /\/([^/]+)\/\d{20}\.log$/;
