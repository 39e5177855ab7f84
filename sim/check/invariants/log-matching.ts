import { ROLE_FOLLOWER, ROLE_LEADER } from "../../kafka/facts.ts";
import type { Classifier } from "../classify.ts";
import {
  type ReplicaModel,
  TOUCHED_APPEND,
  TOUCHED_CUT,
  TOUCHED_HW,
  TOUCHED_ROLE,
} from "../model/partition-model.ts";
import type { Topics } from "../model/topics.ts";
import type { Violations } from "../violation.ts";

/**
 * Any two running replicas hold the same records below both of their high watermarks. What a reassignment
 * has left behind on a broker is no replica: it may follow somebody who does not know it any more.
 */
export class LogMatching {
  private readonly violations: Violations;
  private readonly classifier: Classifier;
  private readonly topics: Topics;

  constructor(violations: Violations, classifier: Classifier, topics: Topics) {
    this.violations = violations;
    this.classifier = classifier;
    this.topics = topics;
  }

  check(replica: ReplicaModel): void {
    const { touched, highWatermark } = replica;
    if ((touched & (TOUCHED_HW | TOUCHED_ROLE | TOUCHED_CUT)) === 0 || !runs(replica)) return;
    // What was compared before need not be compared again, unless the log was written anew.
    const rewritten =
      (touched & TOUCHED_ROLE) !== 0 ||
      ((touched & (TOUCHED_CUT | TOUCHED_APPEND)) !== 0 && replica.cutAt < highWatermark);
    const compared = rewritten ? 0 : Math.min(replica.oldHighWatermark, highWatermark);
    const { replicas } = replica.partition;
    for (let i = 0; i < replicas.length; i++) {
      const other = replicas[i] as ReplicaModel;
      if (other === replica || !runs(other)) continue;
      const from = Math.max(compared, replica.logStartOffset, other.logStartOffset);
      const to = Math.min(highWatermark, other.highWatermark);
      if (from >= to || replica.log.matches(other.log, from, to)) continue;
      if (this.topics.isAssigned(replica) && this.topics.isAssigned(other)) {
        this.report(replica, other, from, to);
      }
    }
  }

  private report(replica: ReplicaModel, other: ReplicaModel, from: number, below: number): void {
    const { partition, broker } = replica;
    const offset = replica.log.firstDifference(other.log, from, below);
    const verdict = this.classifier.divergence(partition, replica, other, offset);
    const args = { partition: partition.name, broker, other: other.broker, offset, below };
    const told = { code: "violation.log-matching", args } as const;
    const { class: outcome, fix, flaw } = verdict;
    this.violations.report("log-matching", partition.name, outcome, told, 1, fix, flaw);
  }
}

function runs(replica: ReplicaModel): boolean {
  return replica.role === ROLE_LEADER || replica.role === ROLE_FOLLOWER;
}
