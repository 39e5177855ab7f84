import { ROLE_LEADER } from "../../kafka/facts.ts";
import { US_PER_SECOND } from "../../kernel/time.ts";
import { type Classifier, repairedBy, type Verdict } from "../classify.ts";
import type { GroupFacts } from "../groups/group-facts.ts";
import type { TouchedGroup, TouchedGroupPartition } from "../groups/group-model.ts";
import {
  type CommittedChange,
  type ConsumerModel,
  type DoneCommit,
  GROUP_LOADED,
  type GroupModel,
} from "../groups/group-model.ts";
import { offsetsPartitionOf } from "../internal-topics.ts";
import type { ClusterModel } from "../model/cluster-model.ts";
import type { PartitionModel } from "../model/partition-model.ts";
import type { Software } from "../software.ts";
import type { ToldOf } from "../told.ts";
import type { Violations } from "../violation.ts";

/** `offsets.commit.timeout.ms`: a commit takes no longer from its acceptance to its end. */
const COMMIT_TIMEOUT_US = 5 * US_PER_SECOND;
/** Before, a new coordinator read its log no further than its high watermark, which may lag. */
const WHOLE_LOG_SINCE = "KAFKA-5059";

/**
 * What a consumer was told is committed is not older at any later coordinator, unless it was committed
 * anew, reset, deleted, or expired since (`committed-offset-durability`); a broker that leads in an epoch
 * that is over is not a later one. And it goes back only by the
 * commit of a member, or by what an operator does, and not by one who is no member any more
 * (`committed-offset-monotonicity`).
 */
export class CommittedOffsets {
  private readonly model: ClusterModel;
  private readonly violations: Violations;
  private readonly classifier: Classifier;
  private readonly software: Software;
  private readonly facts: GroupFacts;

  constructor(
    model: ClusterModel,
    violations: Violations,
    classifier: Classifier,
    software: Software,
  ) {
    this.model = model;
    this.violations = violations;
    this.classifier = classifier;
    this.software = software;
    this.facts = model.groups;
  }

  check(): void {
    for (const touched of this.facts.touchedGroups) {
      if ((touched.held.touched & GROUP_LOADED) !== 0) this.checkLoaded(touched);
    }
    for (const touched of this.facts.touchedPartitions) this.checkGoneBack(touched);
  }

  /** A broker has just read what was committed. */
  private checkLoaded({ group, held }: TouchedGroup): void {
    const kept = offsetsPartitionOf(this.model, group.name);
    // It came to lead too late, by an old request: what it reads is behind, and nothing is lost.
    if (isDeposed(kept, held.broker)) return;
    for (const of of group.partitions.values()) {
      const { lastDone, sinceDone, partition } = of;
      if (lastDone === null || partition.deletion !== null) continue;
      const found = held.offsets.get(partition.id) ?? -1;
      if (found >= lastDone.offset || sinceDone.includes(found)) continue;
      const verdict = this.judge(kept, held.broker, lastDone.event);
      const args = {
        group: group.name,
        partition: partition.name,
        broker: held.broker,
        committed: lastDone.offset,
        found,
        client: lastDone.consumer.name,
      };
      const subject = `${group.name} ${partition.name}`;
      const told = { code: "violation.offset-lost", args } as const;
      const { class: judged, fix } = verdict;
      const { event, timeUs } = this.model;
      const how = this.howLost(kept, held.broker, partition.name, lastDone);
      this.violations.report(
        "committed-offset-durability",
        subject,
        judged,
        told,
        1,
        fix,
        null,
        how,
      );
      of.lostCommits.push({ done: lastDone, found, event, timeUs, verdict });
      // What was lost once is not lost again at the next coordinator.
      of.lastDone = null;
      sinceDone.length = 0;
    }
  }

  /** @param by the event in which the consumer was told */
  private judge(kept: PartitionModel | undefined, broker: number, by: number): Verdict {
    const verdict = this.classifier.lostCommit(kept, by);
    const replica = kept?.knownReplica(broker);
    if (verdict.class !== "protocol bug" || verdict.fix !== null || replica === undefined) {
      return verdict;
    }
    // The log itself had lost them, as was found when its leader took over.
    const lost = this.violations.knownFix(replica.partition.name);
    if (lost !== null) return repairedBy(lost);
    const software = this.software.switchesAt(broker, this.model.event);
    const stopsEarly = software?.offsetsLoadedTo === "highWatermark";
    const lags = replica.highWatermark < replica.logEndOffset;
    return stopsEarly && lags ? repairedBy(WHOLE_LOG_SINCE) : verdict;
  }

  /** Who was told of the commit, and how far the coordinator read the log that has it. */
  private howLost(
    kept: PartitionModel | undefined,
    broker: number,
    partition: string,
    { consumer, offset, event, timeUs }: DoneCommit,
  ): readonly ToldOf[] {
    const args = { client: consumer.name, partition, offset, timeUs };
    const committed: ToldOf = { event, code: "why.offsetCommitted", args };
    const replica = kept?.knownReplica(broker);
    if (kept === undefined || replica === undefined) return [committed];
    const { highWatermark, logEndOffset } = replica;
    const readsAll =
      this.software.switchesAt(broker, this.model.event)?.offsetsLoadedTo === "logEnd";
    const to = readsAll ? logEndOffset : highWatermark;
    const read = { broker, partition: kept.name, to, logEndOffset, timeUs: this.model.timeUs };
    return [committed, { event: this.model.event, code: "why.offsetsRead", args: read }];
  }

  private checkGoneBack({ group, of }: TouchedGroupPartition): void {
    const change = of.changes.at(-1);
    if (change === undefined || change.by === null || change.told) return;
    change.told = true;
    const { from, to, by } = change;
    if (!isOutsider(by, group, change)) return;
    const partition = of.partition.name;
    const args = { group: group.name, partition, from, to, client: by.name };
    const told = { code: "violation.stale-commit", args } as const;
    const subject = `${group.name} ${partition}`;
    this.violations.report("committed-offset-monotonicity", subject, "protocol bug", told);
  }
}

/** Whether a broker takes itself for the leader though the registry has a newer one. */
function isDeposed(partition: PartitionModel | undefined, broker: number): boolean {
  const replica = partition?.knownReplica(broker);
  if (replica?.role !== ROLE_LEADER) return false;
  return replica.leaderEpoch < (replica.partition.truth?.leaderEpoch ?? -1);
}

/** Whether the group had members, of whom the committer was none, and had not been of late. */
function isOutsider(by: ConsumerModel, group: GroupModel, change: CommittedChange): boolean {
  const held = group.coordinators.get(change.broker);
  if (held === undefined || !change.hadMembers) return false;
  for (const { client } of held.members.values()) if (client === by.client) return false;
  const departedUs = held.departed.get(by.client);
  return departedUs === undefined || departedUs + COMMIT_TIMEOUT_US < change.timeUs;
}
