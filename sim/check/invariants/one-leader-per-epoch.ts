import { ROLE_LEADER } from "../../kafka/facts.ts";
import { type PartitionModel, type ReplicaModel, TOUCHED_ROLE } from "../model/partition-model.ts";
import type { Told, ViolationCode } from "../told.ts";
import type { Violations } from "../violation.ts";

/**
 * A leader epoch has one leader: no two brokers act as the leader of one epoch, the registry never
 * names two, its epochs never go back, and neither do the versions of the state znode.
 */
export class OneLeaderPerEpoch {
  private readonly violations: Violations;
  /** By partition: the leader of every epoch, whoever said so. */
  private readonly leaders: Map<number, number>[] = [];

  constructor(violations: Violations) {
    this.violations = violations;
  }

  checkReplica(replica: ReplicaModel): void {
    if ((replica.touched & TOUCHED_ROLE) === 0 || replica.role !== ROLE_LEADER) return;
    const { partition, leaderEpoch, broker } = replica;
    const other = this.leaderOf(partition, leaderEpoch, broker);
    if (other === broker) return;
    const args = { partition: partition.name, leaderEpoch, broker, other };
    this.report(partition, { code: "violation.two-leaders", args });
  }

  /** After a change of the registry. */
  checkTruth(partition: PartitionModel): void {
    const { truth, oldTruth: old, zkVersion, oldZkVersion } = partition;
    if (truth === null) {
      // The topic was deleted; when it comes back it is another one.
      this.leaders[partition.id] = new Map();
      return;
    }
    const { leader, leaderEpoch } = truth;
    const name = partition.name;
    if (old !== null && leaderEpoch < old.leaderEpoch) {
      const args = { partition: name, from: old.leaderEpoch, to: leaderEpoch };
      this.report(partition, { code: "violation.epoch-went-back", args });
    }
    if (old !== null && zkVersion <= oldZkVersion) {
      const args = { partition: name, from: oldZkVersion, to: zkVersion };
      this.report(partition, { code: "violation.version-went-back", args });
    }
    if (leader < 0) return;
    const other = this.leaderOf(partition, leaderEpoch, leader);
    if (other === leader) return;
    const args = { partition: name, leaderEpoch, broker: leader, other };
    this.report(partition, { code: "violation.leader-without-epoch", args });
  }

  /** Who leads that epoch; `broker` if nobody did so far. */
  private leaderOf(partition: PartitionModel, leaderEpoch: number, broker: number): number {
    while (this.leaders.length <= partition.id) this.leaders.push(new Map());
    const leaders = this.leaders[partition.id] as Map<number, number>;
    const known = leaders.get(leaderEpoch);
    if (known !== undefined) return known;
    leaders.set(leaderEpoch, broker);
    return broker;
  }

  private report(partition: PartitionModel, told: Told<ViolationCode>): void {
    const subject = `${partition.name} ${told.code}`;
    this.violations.report("one-leader-per-epoch", subject, "protocol bug", told);
  }
}
