import { RECORD_STATUS } from "../../kafka/facts.ts";
import type { ClusterModel } from "../model/cluster-model.ts";
import type { PartitionModel, ReplicaModel } from "../model/partition-model.ts";
import { TOUCHED_FAILED } from "../model/partition-model.ts";
import type { Violations } from "../violation.ts";

/**
 * A record of which the producer said that it is certainly not written is in no log. Whatever a broker
 * may have taken in is `unknown`, whatever the error says.
 */
export class FailedRecords {
  private readonly model: ClusterModel;
  private readonly violations: Violations;

  constructor(model: ClusterModel, violations: Violations) {
    this.model = model;
    this.violations = violations;
  }

  /** After a producer said so of records. */
  check(partition: PartitionModel): void {
    if ((partition.touched & TOUCHED_FAILED) === 0) return;
    const { newlyFailed } = partition;
    for (let i = 0; i < newlyFailed.length; i++) this.checkRecord(partition, newlyFailed.at(i));
  }

  private checkRecord(partition: PartitionModel, row: number): void {
    const { table } = this.model;
    if (table.statuses.at(row) !== RECORD_STATUS.FAILED || table.batches.at(row) < 0) return;
    for (const replica of partition.replicas) {
      const offset = this.offsetIn(replica, row);
      if (offset < 0) continue;
      const { broker } = replica;
      const value = this.model.valueOf(row);
      const args = { partition: partition.name, broker, offset, value };
      const told = { code: "violation.failed-records", args } as const;
      this.violations.report("failed-records", partition.name, "simulator bug", told);
      return;
    }
  }

  /** Where a log has the record; appends from before it was sent are not looked at. */
  private offsetIn({ log }: ReplicaModel, row: number): number {
    const { batches, positions, sentEvents } = this.model.table;
    const batch = batches.at(row);
    for (let i = log.length - 1; i >= 0 && log.eventOf(i) >= sentEvents.at(row); i--) {
      if (log.batch(i) !== batch) continue;
      const offset = log.base(i) + positions.at(row);
      if (log.fromOf(i) <= offset && offset < log.endOf(i)) return offset;
    }
    return -1;
  }
}
