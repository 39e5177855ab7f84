import { type PartitionModel, type ReplicaModel, TOUCHED_ROLE } from "../model/partition-model.ts";
import { listText, type Told, type ViolationCode } from "../told.ts";
import type { Violations } from "../violation.ts";

/**
 * What the registry says of a partition makes sense: the ISR is not empty, and only replicas that are
 * assigned join it (one that a reassignment took away leaves it a little later); the leader is a member
 * or there is none; every write raises the version by one; and no replica lives in a leader epoch that
 * the registry does not know yet.
 */
export class RegistryState {
  private readonly violations: Violations;

  constructor(violations: Violations) {
    this.violations = violations;
  }

  /** After a change of the registry; without an assignment that part is not judged. */
  checkTruth(partition: PartitionModel, assignment: readonly number[] | undefined): void {
    const { name, truth, oldTruth, zkVersion, oldZkVersion } = partition;
    if (truth === null) return;
    const { leader } = truth;
    const isr = listText(truth.isr);
    const strangers = truth.isr.some((id) => {
      const wasMember = oldTruth?.isr.includes(id) ?? false;
      return assignment !== undefined && !wasMember && !assignment.includes(id);
    });
    if (strangers || truth.isr.length === 0 || (leader >= 0 && !truth.isr.includes(leader))) {
      const assigned = listText(assignment ?? []);
      const args = { partition: name, leader, isr, assignment: assigned };
      this.report(name, { code: "violation.registry-state", args });
    }
    if (oldTruth !== null && zkVersion > oldZkVersion + 1) {
      const args = { partition: name, from: oldZkVersion, to: zkVersion };
      this.report(name, { code: "violation.version-skipped", args });
    }
  }

  checkReplica({ partition, broker, touched, leaderEpoch }: ReplicaModel): void {
    const known = partition.truth?.leaderEpoch;
    if ((touched & TOUCHED_ROLE) === 0 || known === undefined || leaderEpoch <= known) return;
    const args = { partition: partition.name, broker, leaderEpoch, known };
    this.report(partition.name, { code: "violation.unknown-epoch", args });
  }

  private report(subject: string, told: Told<ViolationCode>): void {
    this.violations.report("registry-state", subject, "protocol bug", told);
  }
}
