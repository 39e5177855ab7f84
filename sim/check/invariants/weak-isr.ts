import { ROLE_LEADER } from "../../kafka/facts.ts";
import type { Classifier } from "../classify.ts";
import {
  type PartitionModel,
  type ReplicaModel,
  TOUCHED_CUT,
  TOUCHED_ISR,
  TOUCHED_ROLE,
} from "../model/partition-model.ts";
import type { Topics } from "../model/topics.ts";
import { listText } from "../told.ts";
import type { Violations } from "../violation.ts";

/**
 * Every record below the high watermark of a leader is on every member of the ISR that the leader
 * itself knows (`WeakIsr` of the Kip320 TLA+ model). Members that the registry names too are left to
 * `strong-isr`; those that a reassignment takes away do not count. A partition that is being deleted is
 * not judged.
 */
export class WeakIsr {
  private readonly violations: Violations;
  private readonly classifier: Classifier;
  private readonly topics: Topics;

  constructor(violations: Violations, classifier: Classifier, topics: Topics) {
    this.violations = violations;
    this.classifier = classifier;
    this.topics = topics;
  }

  /** After a leader's ISR, role or high watermark changed, or the log of a member was cut. */
  check(replica: ReplicaModel): void {
    const { partition, touched, oldHighWatermark, highWatermark } = replica;
    if ((touched & TOUCHED_CUT) !== 0) this.checkPartition(partition);
    else if (replica.role !== ROLE_LEADER) return;
    else if ((touched & (TOUCHED_ROLE | TOUCHED_ISR)) !== 0) this.checkLeader(replica, 0);
    else if (highWatermark > oldHighWatermark) this.checkLeader(replica, oldHighWatermark);
  }

  private checkPartition({ replicas }: PartitionModel): void {
    for (const replica of replicas) {
      if (replica.role === ROLE_LEADER) this.checkLeader(replica, 0);
    }
  }

  private checkLeader(leader: ReplicaModel, compared: number): void {
    const { isr, partition } = leader;
    if (this.topics.isBeingDeleted(partition)) return;
    const leaving = this.topics.leaving(partition.name, isr);
    for (let i = 0; i < isr.length; i++) {
      const broker = isr[i] as number;
      if (broker === leader.broker || partition.truth?.isr.includes(broker)) continue;
      if (leaving.includes(broker)) continue;
      const member = partition.replica(broker);
      // It is another copy than the one that this leader knew.
      if (member.deletedInEpoch < leader.leaderEpoch) this.checkMember(leader, member, compared);
    }
  }

  private checkMember(leader: ReplicaModel, member: ReplicaModel, compared: number): void {
    const { partition, highWatermark } = leader;
    const from = Math.max(compared, leader.logStartOffset, member.logStartOffset);
    const complete = member.logEndOffset >= highWatermark;
    if (complete && leader.log.matches(member.log, from, highWatermark)) return;
    const end = Math.min(highWatermark, member.logEndOffset);
    const offset = leader.log.firstDifference(member.log, from, end);
    const verdict = this.classifier.lackingMember(leader, member, offset);
    const args = {
      partition: partition.name,
      leader: leader.broker,
      highWatermark,
      member: member.broker,
      offset,
      isr: listText(leader.isr),
    };
    const told = { code: "violation.weak-isr", args } as const;
    const { class: outcome, fix, flaw } = verdict;
    this.violations.report("weak-isr", partition.name, outcome, told, 1, fix, flaw);
  }
}
