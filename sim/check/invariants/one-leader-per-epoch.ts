import { ROLE_LEADER } from "../../kafka/facts.ts";
import { type PartitionModel, type ReplicaModel, TOUCHED_ROLE } from "../model/partition-model.ts";
import type { Told, ViolationCode } from "../told.ts";
import type { Violations } from "../violation.ts";

/**
 * A leader epoch has one leader: no two brokers act as the leader of one epoch, nobody leads in an
 * epoch that the registry gave to no one, the registry never names two leaders for one, its epochs
 * never go back, and neither do the versions of the state znode.
 */
export class OneLeaderPerEpoch {
  private readonly violations: Violations;
  /** By partition: the leader of every epoch, as the registry named it. */
  private readonly named: Map<number, number>[] = [];
  /** By partition: the first broker that led in an epoch without being named. */
  private readonly unnamed: Map<number, number>[] = [];

  constructor(violations: Violations) {
    this.violations = violations;
  }

  checkReplica(replica: ReplicaModel): void {
    if ((replica.touched & TOUCHED_ROLE) === 0 || replica.role !== ROLE_LEADER) return;
    const { partition, leaderEpoch, broker } = replica;
    const other =
      of(this.named, partition).get(leaderEpoch) ?? of(this.unnamed, partition).get(leaderEpoch);
    if (other === broker) return;
    const name = partition.name;
    if (other === undefined) {
      of(this.unnamed, partition).set(leaderEpoch, broker);
      const args = { partition: name, leaderEpoch, broker };
      this.report(partition, { code: "violation.unnamed-leader", args });
      return;
    }
    const args = { partition: name, leaderEpoch, broker, other };
    this.report(partition, { code: "violation.two-leaders", args });
  }

  /** After a change of the registry. */
  checkTruth(partition: PartitionModel): void {
    const { truth, oldTruth: old, zkVersion, oldZkVersion } = partition;
    if (truth === null) return;
    const { leader, leaderEpoch } = truth;
    const name = partition.name;
    if (old === null) {
      // A topic that is created again is another one.
      of(this.named, partition).clear();
      of(this.unnamed, partition).clear();
    } else {
      if (leaderEpoch < old.leaderEpoch) {
        const args = { partition: name, from: old.leaderEpoch, to: leaderEpoch };
        this.report(partition, { code: "violation.epoch-went-back", args });
      }
      if (zkVersion <= oldZkVersion) {
        const args = { partition: name, from: oldZkVersion, to: zkVersion };
        this.report(partition, { code: "violation.version-went-back", args });
      }
    }
    if (leader < 0) return;
    const named = of(this.named, partition);
    const other = named.get(leaderEpoch);
    if (other === undefined) named.set(leaderEpoch, leader);
    if (other === undefined || other === leader) return;
    const args = { partition: name, leaderEpoch, broker: leader, other };
    this.report(partition, { code: "violation.leader-without-epoch", args });
  }

  private report(partition: PartitionModel, told: Told<ViolationCode>): void {
    const subject = `${partition.name} ${told.code}`;
    this.violations.report("one-leader-per-epoch", subject, "protocol bug", told);
  }
}

/** What is kept of a partition; made when there is nothing. */
function of(kept: Map<number, number>[], { id }: PartitionModel): Map<number, number> {
  while (kept.length <= id) kept.push(new Map());
  return kept[id] as Map<number, number>;
}
