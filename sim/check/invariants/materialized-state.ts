import { isInternal } from "../internal-topics.ts";
import type { ClusterModel } from "../model/cluster-model.ts";
import { lastOfKeys, rowAt } from "../model/keys.ts";
import { type ReplicaModel, TOUCHED_CLEAN } from "../model/partition-model.ts";
import { offsetsText } from "../ranges-text.ts";
import type { Violations } from "../violation.ts";

/**
 * Compaction does not change what a log says of its keys: the last record of every key stays, unless it
 * is a tombstone before which no other record of the key is left.
 */
export class MaterializedState {
  private readonly model: ClusterModel;
  private readonly violations: Violations;

  constructor(model: ClusterModel, violations: Violations) {
    this.model = model;
    this.violations = violations;
  }

  check(replica: ReplicaModel): void {
    if ((replica.touched & TOUCHED_CLEAN) === 0) return;
    // Of records that brokers write the keys are not known.
    if (isInternal(replica.partition.name)) return;
    const taken = this.lastTaken(replica);
    const left = lastOfKeys(this.model, replica.log, new Set(taken.keys()));
    const { values } = this.model.table;
    const wrong: number[] = [];
    for (const [key, { row, offset }] of taken) {
      const kept = left.get(key) ?? -1;
      if (kept > offset) continue;
      const isTombstone = values.at(row) < 0;
      if (!isTombstone || this.isValue(replica, kept)) wrong.push(offset);
    }
    if (wrong.length === 0) return;
    const { partition, broker } = replica;
    const offsets = offsetsText(wrong.sort((x, y) => x - y));
    const args = { partition: partition.name, broker, offsets };
    const told = { code: "violation.materialized-state", args } as const;
    const subject = `${partition.name}/${broker}`;
    this.violations.report("materialized-state", subject, "simulator bug", told, wrong.length);
  }

  private isValue({ log }: ReplicaModel, offset: number): boolean {
    const row = offset < 0 ? -1 : rowAt(this.model, log, offset);
    return row >= 0 && this.model.table.values.at(row) >= 0;
  }

  /** Of the records that were taken, the last of every key. */
  private lastTaken({ log, cleaned }: ReplicaModel): Map<number, { row: number; offset: number }> {
    const last = new Map<number, { row: number; offset: number }>();
    for (const [from, end] of cleaned) {
      for (let offset = from; offset < end; offset++) {
        const row = rowAt(this.model, log, offset);
        if (row < 0) continue;
        const key = this.model.table.keys.at(row);
        if (key >= 0 && (last.get(key)?.offset ?? -1) < offset) last.set(key, { row, offset });
      }
    }
    return last;
  }
}
