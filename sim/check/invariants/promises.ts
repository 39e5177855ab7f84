import type { Classifier, Verdict } from "../classify.ts";
import type { ClusterModel } from "../model/cluster-model.ts";
import type { PartitionModel, ReplicaModel } from "../model/partition-model.ts";
import type { PromisedRecords, RecordEntry } from "../model/records.ts";
import { offsetsText } from "../ranges-text.ts";
import type { OutcomeClass } from "../told.ts";
import type { Violations } from "../violation.ts";

/**
 * What was promised must be in the log of the leader that the registry names, whenever leadership
 * changes or that log is cut, and at the promise itself. Two invariants, one machinery:
 * acknowledged records are not lost (`ack-durability`); what was read does not change or vanish
 * (`consistent-read`).
 */
export class KeptPromises {
  private readonly model: ClusterModel;
  private readonly violations: Violations;
  private readonly classifier: Classifier;

  constructor(model: ClusterModel, violations: Violations, classifier: Classifier) {
    this.model = model;
    this.violations = violations;
    this.classifier = classifier;
  }

  check(partition: PartitionModel): void {
    this.addAcked(partition);
    this.addRead(partition);
  }

  /** After a role, a truth or a log of the partition changed. */
  checkLeader(partition: PartitionModel): void {
    const leader = partition.currentLeader();
    if (leader === null) return;
    const changed =
      leader !== partition.checkedLeader || leader.leaderEpoch !== partition.checkedEpoch;
    const from = changed ? 0 : leader.cutAt;
    partition.checkedLeader = leader;
    partition.checkedEpoch = leader.leaderEpoch;
    if (from === Number.POSITIVE_INFINITY) return;
    this.verify(partition, leader, from, partition.acked, true);
    this.verify(partition, leader, from, partition.read, false);
  }

  private addAcked(partition: PartitionModel): void {
    const leader = partition.currentLeader();
    for (const record of partition.newlyAcked) {
      const offset = offsetOf(record);
      if (offset < 0) continue;
      partition.acked.add(offset, record);
      if (leader !== null && !keeps(leader, offset, record)) {
        this.tell(partition, leader, [record], [offset], true);
      }
    }
  }

  private addRead(partition: PartitionModel): void {
    const leader = partition.currentLeader();
    partition.newlyRead.forEach((record, i) => {
      const offset = partition.newlyReadOffsets[i] as number;
      const before = partition.read.add(offset, record);
      if (before !== null) this.tellChanged(partition, offset, before, record);
      else if (leader !== null && !keeps(leader, offset, record)) {
        this.tell(partition, leader, [record], [offset], false);
      }
    });
  }

  private verify(
    partition: PartitionModel,
    leader: ReplicaModel,
    from: number,
    promised: PromisedRecords,
    acked: boolean,
  ): void {
    const missing: RecordEntry[] = [];
    const offsets: number[] = [];
    for (let i = promised.indexFrom(from); i < promised.offsets.length; i++) {
      const offset = promised.offsets[i] as number;
      const record = promised.records[i] as RecordEntry;
      if ((acked ? record.toldLost : record.toldVanished) || keeps(leader, offset, record))
        continue;
      missing.push(record);
      offsets.push(offset);
    }
    if (missing.length > 0) this.tell(partition, leader, missing, offsets, acked);
  }

  /** Reports missing records, those of one class together. */
  private tell(
    partition: PartitionModel,
    leader: ReplicaModel,
    records: readonly RecordEntry[],
    offsets: readonly number[],
    acked: boolean,
  ): void {
    const byClass = new Map<OutcomeClass, number[]>();
    records.forEach((record, i) => {
      if (acked ? record.toldLost : record.toldVanished) return;
      if (acked) record.toldLost = true;
      else record.toldVanished = true;
      const { class: outcome } = this.judge(record, acked);
      const ofClass = byClass.get(outcome) ?? [];
      ofClass.push(offsets[i] as number);
      byClass.set(outcome, ofClass);
    });
    const name = acked ? "ack-durability" : "consistent-read";
    for (const [outcome, missing] of byClass) {
      const args = {
        partition: partition.name,
        offsets: offsetsText(missing),
        leader: leader.broker,
        leaderEpoch: leader.leaderEpoch,
      };
      const told = { code: `violation.${name}`, args } as const;
      this.violations.report(name, partition.name, outcome, told, missing.length);
    }
  }

  private tellChanged(
    partition: PartitionModel,
    offset: number,
    before: RecordEntry,
    now: RecordEntry,
  ): void {
    const verdict = this.classifier.vanishedRecord(before);
    before.toldVanished = true;
    this.violations.report("consistent-read", partition.name, verdict.class, {
      code: "violation.read-changed",
      args: {
        partition: partition.name,
        offset,
        before: this.model.valueOf(before),
        now: this.model.valueOf(now),
      },
    });
  }

  private judge(record: RecordEntry, acked: boolean): Verdict {
    return acked ? this.classifier.lostRecord(record) : this.classifier.vanishedRecord(record);
  }
}

/** Where an acknowledged record is; -1 when nobody told and no leader appended it. */
function offsetOf(record: RecordEntry): number {
  if (record.offset >= 0) return record.offset;
  const base = record.batch?.firstAppend?.base;
  return base === undefined ? -1 : base + record.index;
}

/** Whether the leader holds that record at that offset, or may have dropped it by retention. */
function keeps(leader: ReplicaModel, offset: number, record: RecordEntry): boolean {
  if (offset < leader.logStartOffset) return true;
  return record.batch !== null && leader.log.holds(offset, record.batch.id, record.index);
}
