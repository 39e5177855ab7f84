import { ROLE_LEADER } from "../../kafka/facts.ts";
import type { Classifier } from "../classify.ts";
import {
  type PartitionModel,
  type ReplicaModel,
  TOUCHED_CUT,
  TOUCHED_ROLE,
} from "../model/partition-model.ts";
import type { Topics } from "../model/topics.ts";
import { listText } from "../told.ts";
import type { Violations } from "../violation.ts";

/**
 * Every record below the high watermark of a leader is on every member of the ISR that the registry
 * names (`StrongIsr` of the Kip320 TLA+ model). It breaks before anything is lost.
 *
 * A leader is a running replica that takes itself for one. The leader that the registry does not name
 * any more counts too: what it told its consumers to be committed must not be lost either. Members
 * count whether they run or not: a log survives its process. Those do not count that a reassignment is
 * about to take out: its last steps tell the leader of the new replicas first, and then write the ISR.
 * A partition that is being deleted is not judged.
 */
export class StrongIsr {
  private readonly violations: Violations;
  private readonly classifier: Classifier;
  private readonly topics: Topics;

  constructor(violations: Violations, classifier: Classifier, topics: Topics) {
    this.violations = violations;
    this.classifier = classifier;
    this.topics = topics;
  }

  /** After a leader's or a member's log, role or high watermark changed. */
  checkReplica(replica: ReplicaModel): void {
    const { partition, touched, oldHighWatermark, highWatermark } = replica;
    if ((touched & TOUCHED_CUT) !== 0) this.checkPartition(partition);
    else if (replica.role !== ROLE_LEADER) return;
    else if ((touched & TOUCHED_ROLE) !== 0) this.checkLeader(replica, 0);
    // What was compared before need not be compared again: its copies did not change.
    else if (highWatermark > oldHighWatermark) this.checkLeader(replica, oldHighWatermark);
  }

  /** After a change of the ISR in the registry. */
  checkPartition(partition: PartitionModel): void {
    for (const replica of partition.replicas) {
      if (replica.role === ROLE_LEADER) this.checkLeader(replica, 0);
    }
  }

  private checkLeader(leader: ReplicaModel, compared: number): void {
    const { truth } = leader.partition;
    if (truth === null || leader.leaderEpoch > truth.leaderEpoch) return;
    if (this.topics.isBeingDeleted(leader.partition)) return;
    const leaving = this.topics.leaving(leader.partition.name, truth.isr);
    for (let i = 0; i < truth.isr.length; i++) {
      const broker = truth.isr[i] as number;
      if (broker === leader.broker || leaving.includes(broker)) continue;
      this.checkMember(leader, leader.partition.replica(broker), compared);
    }
  }

  private checkMember(leader: ReplicaModel, member: ReplicaModel, compared: number): void {
    const { partition, highWatermark } = leader;
    const end = Math.min(highWatermark, member.logEndOffset);
    const from = Math.max(compared, leader.logStartOffset, member.logStartOffset);
    const complete = member.logEndOffset >= highWatermark;
    if (complete && leader.log.matches(member.log, from, highWatermark)) return;
    const offset = leader.log.firstDifference(member.log, from, end);
    const verdict = this.classifier.lackingMember(leader, member, offset);
    const args = {
      partition: partition.name,
      leader: leader.broker,
      highWatermark,
      member: member.broker,
      offset,
      isr: listText(partition.truth?.isr ?? []),
    };
    const told = { code: "violation.strong-isr", args } as const;
    const { class: outcome, fix, flaw } = verdict;
    this.violations.report("strong-isr", partition.name, outcome, told, 1, fix, flaw);
  }
}
