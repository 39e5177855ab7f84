import type { Classifier } from "../classify.ts";
import type { PartitionModel, ReplicaModel } from "../model/partition-model.ts";
import { Fingerprint } from "../model/replica-log.ts";
import type { Violations } from "../violation.ts";

/** What was committed of a partition: how far, and a fingerprint of it. */
interface Committed {
  offset: number;
  /** The leader that committed the last of it. */
  by: ReplicaModel | null;
  readonly records: Fingerprint;
}

/**
 * A leader that the registry names has every record that any such leader before it had committed
 * (`LeaderCompletenessProperty` of the v3.5 TLA+ model).
 */
export class LeaderCompleteness {
  private readonly violations: Violations;
  private readonly classifier: Classifier;
  private readonly found = new Fingerprint();
  /** By the id of the partition. */
  private readonly committed: Committed[] = [];

  constructor(violations: Violations, classifier: Classifier) {
    this.violations = violations;
    this.classifier = classifier;
  }

  /** After its high watermark changed: what the current leader commits is committed. */
  onHighWatermark(replica: ReplicaModel): void {
    const { partition, highWatermark } = replica;
    const committed = this.of(partition);
    if (highWatermark <= committed.offset || !replica.isCurrentLeader) return;
    committed.offset = highWatermark;
    committed.by = replica;
    replica.log.fingerprint(highWatermark, committed.records);
  }

  /** After a change of roles, of the registry or of a leader's log. A loss is told once. */
  checkLeader(partition: PartitionModel): void {
    const committed = this.of(partition);
    const leader = partition.currentLeader();
    const { offset, by } = committed;
    if (by === null || leader === null || this.isComplete(leader, committed)) return;
    const end = Math.min(offset, leader.logEndOffset);
    const first = leader === by ? end : by.log.firstDifference(leader.log, leader.log.start, end);
    const verdict = this.classifier.lackingMember(by, leader, first);
    const { broker, leaderEpoch } = leader;
    const args = { partition: partition.name, broker, leaderEpoch, offset: first, below: offset };
    const told = { code: "violation.leader-completeness", args } as const;
    const { name } = partition;
    const { class: outcome } = verdict;
    const isBug = outcome === "protocol bug";
    const fix = verdict.fix ?? (isBug ? this.violations.knownFix(name) : null);
    this.violations.report("leader-completeness", name, outcome, told, 1, fix, verdict.flaw);
    // What it has counts from now on.
    committed.offset = leader.highWatermark;
    committed.by = leader;
    leader.log.fingerprint(committed.offset, committed.records);
  }

  private isComplete(leader: ReplicaModel, { offset, records }: Committed): boolean {
    const { log, logEndOffset, partition } = leader;
    if (logEndOffset < offset) return false;
    log.fingerprint(offset, this.found);
    if (this.found.equals(records)) return true;
    // Logs that begin elsewhere, or that compaction has been at, are compared with one that is as it was.
    if (this.found.start === records.start && !partition.hasGaps()) return false;
    const witness = partition.replicas.find((replica) =>
      this.isAsCommitted(replica, offset, records),
    );
    return witness === undefined || witness.log.matches(log, 0, offset);
  }

  private isAsCommitted({ log }: ReplicaModel, offset: number, records: Fingerprint): boolean {
    if (log.end < offset) return false;
    log.fingerprint(offset, this.found);
    return this.found.equals(records);
  }

  private of({ id }: PartitionModel): Committed {
    const { committed } = this;
    while (committed.length <= id) {
      committed.push({ offset: 0, by: null, records: new Fingerprint() });
    }
    return committed[id] as Committed;
  }
}
