import type { Truncation } from "../../kafka/era/broker-switches.ts";
import { ROLE_FOLLOWER, ROLE_LEADER } from "../../kafka/facts.ts";
import { type ReplicaModel, TOUCHED_EPOCHS, TOUCHED_ROLE } from "../model/partition-model.ts";
import type { SoftwareByBroker } from "../software.ts";
import type { Told, ViolationCode } from "../told.ts";
import type { Violations } from "../violation.ts";

/** How strict the versions of a run are about leader epochs. */
export interface EpochRules {
  /** Two epochs may begin at one offset (`epochCacheAssignment=ignoreOlder`). */
  readonly epochsMayShareOffsets: boolean;
  /** Followers fetch in the leader's epoch only (`truncation` from kip320 on). */
  readonly fetchesAreFenced: boolean;
}

/** What holds of all brokers of a run; without knowledge of them the least. */
export function epochRulesOf(software: SoftwareByBroker): EpochRules {
  const all = Object.values(software).flat();
  const fenced = all.filter(({ truncation }) => FENCED.includes(truncation));
  return {
    epochsMayShareOffsets:
      all.length === 0 ||
      all.some(({ epochCacheAssignment }) => epochCacheAssignment === "ignoreOlder"),
    fetchesAreFenced: all.length > 0 && fenced.length === all.length,
  };
}

const FENCED: readonly Truncation[] = ["kip320", "onFetch"];

/**
 * The leader epochs of a replica ascend, and so do the offsets at which they begin; none is newer than
 * the epoch that the replica lives in.
 */
export class EpochCacheOrder {
  private readonly violations: Violations;
  private readonly rules: EpochRules;

  constructor(violations: Violations, rules: EpochRules) {
    this.violations = violations;
    this.rules = rules;
  }

  check(replica: ReplicaModel): void {
    if ((replica.touched & (TOUCHED_EPOCHS | TOUCHED_ROLE)) === 0) return;
    const { epochs, partition, broker, role, leaderEpoch } = replica;
    for (let i = 1; i < epochs.length; i++) {
      const [epoch = 0, offset = 0] = epochs[i] ?? [];
      const [epochBefore = 0, offsetBefore = 0] = epochs[i - 1] ?? [];
      const same = this.rules.epochsMayShareOffsets && offset === offsetBefore;
      if (epoch > epochBefore && (offset > offsetBefore || same)) continue;
      const args = { partition: partition.name, broker, epoch, offset, epochBefore, offsetBefore };
      this.report(replica, { code: "violation.epoch-cache-order", args });
    }
    if (!this.rules.fetchesAreFenced || (role !== ROLE_LEADER && role !== ROLE_FOLLOWER)) return;
    const latest = epochs.at(-1)?.[0] ?? -1;
    if (latest <= leaderEpoch) return;
    const args = { partition: partition.name, broker, epoch: latest, leaderEpoch };
    this.report(replica, { code: "violation.epoch-ahead", args });
  }

  private report({ partition, broker }: ReplicaModel, told: Told<ViolationCode>): void {
    const subject = `${partition.name} ${broker}`;
    this.violations.report("epoch-cache-order", subject, "protocol bug", told);
  }
}
