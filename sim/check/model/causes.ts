import type { PartitionModel, ReplicaModel } from "./partition-model.ts";
import type { RecordTable } from "./record-table.ts";

/** Notes on promised records that the replica elected uncleanly does not hold them. */
export function noteLeftBehind(
  partition: PartitionModel,
  elected: ReplicaModel,
  event: number,
  table: RecordTable,
): void {
  for (const { offsets, rows } of [partition.acked, partition.read]) {
    for (let i = 0; i < rows.length; i++) {
      const row = rows.at(i);
      const held = elected.log.holds(offsets.at(i), table.batches.at(row), table.positions.at(row));
      if (!held && !table.leftBehind.has(row)) table.leftBehind.set(row, event);
    }
  }
}

/** Notes on promised records that a power loss took this replica's copy of them, from `offset` on. */
export function noteTaken(
  replica: ReplicaModel,
  offset: number,
  event: number,
  table: RecordTable,
): void {
  for (const { offsets, rows, indexFrom } of promises(replica.partition, offset)) {
    for (let i = indexFrom; i < rows.length; i++) {
      const row = rows.at(i);
      const had = replica.log.holds(offsets.at(i), table.batches.at(row), table.positions.at(row));
      if (had && !table.taken.has(row)) table.taken.set(row, event);
    }
  }
}

function promises({ acked, read }: PartitionModel, offset: number) {
  return [acked, read].map((promised) => ({
    offsets: promised.offsets,
    rows: promised.rows,
    indexFrom: promised.indexFrom(offset),
  }));
}
