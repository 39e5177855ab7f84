import type { Classifier, Verdict } from "../classify.ts";
import type { ClusterModel } from "../model/cluster-model.ts";
import { LastOfKeys } from "../model/keys.ts";
import type { PartitionModel, ReplicaModel } from "../model/partition-model.ts";
import type { PromisedRecords } from "../model/record-table.ts";
import { offsetsText } from "../ranges-text.ts";
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

  /** After records were acknowledged or read. */
  check(partition: PartitionModel): void {
    this.addAcked(partition);
    this.addRead(partition);
  }

  /** After a role, a truth or a log of the partition changed. */
  checkLeader(partition: PartitionModel): void {
    const leader = partition.currentLeader();
    if (leader === null) {
      // Whoever leads next may have lost anything, be it the same broker in the same epoch.
      partition.checkedLeader = null;
      return;
    }
    const changed =
      leader !== partition.checkedLeader || leader.leaderEpoch !== partition.checkedEpoch;
    const from = changed ? 0 : leader.cutAt;
    partition.checkedLeader = leader;
    partition.checkedEpoch = leader.leaderEpoch;
    if (from === Number.POSITIVE_INFINITY) return;
    this.verify(partition, leader, from, partition.acked, true);
    this.verify(partition, leader, from, partition.read, false);
  }

  /** After compaction took records from a leader. */
  checkCleaned(replica: ReplicaModel): void {
    const { partition, cleaned } = replica;
    if (partition.checkedLeader !== replica || !replica.isCurrentLeader) return;
    const from = Math.min(...cleaned.map(([first]) => first));
    this.verify(partition, replica, from, partition.acked, true);
    this.verify(partition, replica, from, partition.read, false);
  }

  private addAcked(partition: PartitionModel): void {
    if (partition.newlyAcked.length === 0) return;
    const leader = partition.currentLeader();
    for (let i = 0; i < partition.newlyAcked.length; i++) {
      const row = partition.newlyAcked.at(i);
      const offset = this.offsetOf(partition, row);
      if (offset < 0) continue;
      partition.acked.add(offset, row);
      if (leader !== null && !this.keepsOrMayLack(leader, offset, row)) {
        this.tell(partition, leader, [row], [offset], true);
      }
    }
  }

  private addRead(partition: PartitionModel): void {
    const { newlyRead, newlyReadOffsets } = partition;
    if (newlyRead.length === 0) return;
    const leader = partition.currentLeader();
    for (let i = 0; i < newlyRead.length; i++) {
      const row = newlyRead.at(i);
      const offset = newlyReadOffsets.at(i);
      const before = partition.read.add(offset, row);
      if (before >= 0) this.tellChanged(partition, offset, before, row);
      else if (leader !== null && !this.keepsOrMayLack(leader, offset, row)) {
        this.tell(partition, leader, [row], [offset], false);
      }
    }
  }

  private verify(
    partition: PartitionModel,
    leader: ReplicaModel,
    from: number,
    promised: PromisedRecords,
    acked: boolean,
  ): void {
    const rows: number[] = [];
    const offsets: number[] = [];
    const told = acked ? this.model.table.toldLost : this.model.table.toldVanished;
    let lastOfKeys: LastOfKeys | null = null;
    for (let i = promised.indexFrom(from); i < promised.offsets.length; i++) {
      const offset = promised.offsets.at(i);
      const row = promised.rows.at(i);
      if (this.keeps(leader, offset, row) || told.has(row)) continue;
      if (leader.log.isGap(offset)) {
        lastOfKeys ??= new LastOfKeys(this.model, partition);
        if (lastOfKeys.mayTake(row, offset)) continue;
      }
      rows.push(row);
      offsets.push(offset);
    }
    if (rows.length > 0) this.tell(partition, leader, rows, offsets, acked);
  }

  /** Reports missing records, those that are judged alike together. */
  private tell(
    partition: PartitionModel,
    leader: ReplicaModel,
    rows: readonly number[],
    offsets: readonly number[],
    acked: boolean,
  ): void {
    const told = acked ? this.model.table.toldLost : this.model.table.toldVanished;
    const alike = new Map<string, { readonly verdict: Verdict; readonly offsets: number[] }>();
    rows.forEach((row, i) => {
      if (told.has(row)) return;
      told.add(row);
      const offset = offsets[i] as number;
      const verdict = acked
        ? this.classifier.lostRecord(row, offset)
        : this.classifier.vanishedRecord(row, offset);
      const key = `${verdict.class} ${verdict.fix}`;
      const group = alike.get(key);
      if (group === undefined) alike.set(key, { verdict, offsets: [offset] });
      else group.offsets.push(offset);
    });
    const name = acked ? "ack-durability" : "consistent-read";
    for (const { verdict, offsets: missing } of alike.values()) {
      const args = {
        partition: partition.name,
        offsets: offsetsText(missing),
        leader: leader.broker,
        leaderEpoch: leader.leaderEpoch,
      };
      const told = { code: `violation.${name}`, args } as const;
      const { class: outcome, fix, flaw } = verdict;
      this.violations.report(name, partition.name, outcome, told, missing.length, fix, flaw);
    }
  }

  private tellChanged(
    partition: PartitionModel,
    offset: number,
    before: number,
    now: number,
  ): void {
    const verdict = this.classifier.vanishedRecord(before, offset);
    this.model.table.toldVanished.add(before);
    const args = {
      partition: partition.name,
      offset,
      before: this.model.valueOf(before),
      now: this.model.valueOf(now),
    };
    const told = { code: "violation.read-changed", args } as const;
    const { class: outcome, fix, flaw } = verdict;
    this.violations.report("consistent-read", partition.name, outcome, told, 1, fix, flaw);
  }

  /** Where an acknowledged record is; -1 when nobody told and no replica has it. */
  private offsetOf(partition: PartitionModel, row: number): number {
    const { offsets, batches, positions } = this.model.table;
    const offset = offsets.at(row);
    if (offset >= 0) return offset;
    for (const { log } of partition.replicas) {
      for (let i = log.length - 1; i >= 0; i--) {
        if (log.batch(i) !== batches.at(row)) continue;
        const at = log.base(i) + positions.at(row);
        if (log.fromOf(i) <= at && at < log.endOf(i)) return at;
      }
    }
    return -1;
  }

  /** The same, or compaction may have taken it. */
  private keepsOrMayLack(leader: ReplicaModel, offset: number, row: number): boolean {
    if (this.keeps(leader, offset, row)) return true;
    if (!leader.log.isGap(offset)) return false;
    return new LastOfKeys(this.model, leader.partition).mayTake(row, offset);
  }

  /** Whether the leader holds that record at that offset, or may have dropped it by retention. */
  private keeps(leader: ReplicaModel, offset: number, row: number): boolean {
    if (offset < leader.logStartOffset) return true;
    const { batches, positions } = this.model.table;
    return leader.log.holds(offset, batches.at(row), positions.at(row));
  }
}
