import type { ClusterModel } from "./cluster-model.ts";
import type { PartitionModel } from "./partition-model.ts";
import type { ReplicaLog } from "./replica-log.ts";

/** The record at an offset of a log, its gaps included; -1 when there was none, or a marker. */
export function rowAt({ batchIndex }: ClusterModel, log: ReplicaLog, offset: number): number {
  const at = log.indexEver(offset);
  return at < 0 ? -1 : batchIndex.rowOf(log.batch(at), offset - log.base(at));
}

/**
 * The last record of each of these keys that a log holds: its offset by the key. Searched from the end
 * until all are found.
 */
export function lastOfKeys(
  model: ClusterModel,
  log: ReplicaLog,
  keys: ReadonlySet<number>,
): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (let i = log.length - 1; i >= log.first && found.size < keys.size; i--) {
    const rows = model.batchIndex.rowsOf(log.batch(i));
    const base = log.base(i);
    for (let offset = log.endOf(i) - 1; offset >= log.fromOf(i); offset--) {
      const row = rows[offset - base];
      if (row === undefined || log.isGap(offset)) continue;
      const key = model.table.keys.at(row);
      if (keys.has(key) && !found.has(key)) found.set(key, offset);
    }
  }
  return found;
}

/**
 * The last record of every key that any replica of a partition ever had and did not cut off, what
 * compaction took included.
 */
export class LastOfKeys {
  private readonly model: ClusterModel;
  private readonly offsets = new Map<number, number>();

  constructor(model: ClusterModel, { replicas }: PartitionModel) {
    this.model = model;
    for (const { log } of replicas) this.add(log);
  }

  /** Whether compaction may take a record: it has no key, or a later one has the same, or no value. */
  mayTake(row: number, offset: number): boolean {
    const { keys, values } = this.model.table;
    const key = keys.at(row);
    return key < 0 || values.at(row) < 0 || (this.offsets.get(key) ?? -1) > offset;
  }

  private add(log: ReplicaLog): void {
    const { batchIndex, table } = this.model;
    for (let i = 0; i < log.length; i++) {
      const rows = batchIndex.rowsOf(log.batch(i));
      const base = log.base(i);
      for (let offset = log.fromOf(i); offset < log.endOf(i); offset++) {
        const row = rows[offset - base];
        if (row === undefined) continue;
        const key = table.keys.at(row);
        if (key < 0 || (this.offsets.get(key) ?? -1) >= offset) continue;
        this.offsets.set(key, offset);
      }
    }
  }
}
