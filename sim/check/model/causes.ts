import type { PartitionModel, ReplicaModel } from "./partition-model.ts";
import type { RecordEntry, RecordTable } from "./records.ts";

/** Notes on promised records that the replica elected uncleanly does not hold them. */
export function noteLeftBehind(
  partition: PartitionModel,
  elected: ReplicaModel,
  event: number,
): void {
  for (const promised of [partition.acked, partition.read]) {
    promised.records.forEach((record, i) => {
      const offset = promised.offsets[i] as number;
      const held =
        record.batch !== null && elected.log.holds(offset, record.batch.id, record.index);
      if (!held && record.uncleanEvent < 0) record.uncleanEvent = event;
    });
  }
}

/** Notes on records that a power loss took this replica's copy of them, from `offset` on. */
export function noteTaken(
  replica: ReplicaModel,
  offset: number,
  event: number,
  table: RecordTable,
): void {
  const { log } = replica;
  for (let i = log.length - 1; i >= 0 && log.endOf(i) > offset; i--) {
    const first = offset - log.base(i);
    for (const record of table.knownBatch(log.batch(i))?.records ?? NONE) {
      if (record.index >= first && record.diskEvent < 0) record.diskEvent = event;
    }
  }
}

const NONE: readonly RecordEntry[] = [];
