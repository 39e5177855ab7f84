import { assert } from "../../../kernel/assert.ts";
import type { Host } from "../../../kernel/host.ts";
import type { KafkaNames } from "../../context.ts";
import { FACT_ASSIGNMENT, FACT_POSITION } from "../../facts.ts";
import { NO_LEADER } from "../../messages.ts";
import { NO_LEADER_EPOCH } from "../../record/record-batch.ts";
import type { ConsumerSettings } from "./consumer-config.ts";
import type { OffsetAndEpoch } from "./consumer-owner.ts";
import {
  AWAIT_RESET,
  AWAIT_VALIDATION,
  type CompletedFetch,
  FETCHING,
  INITIALIZING,
  PartitionState,
} from "./partition-state.ts";

const NOTHING: readonly string[] = [];

/** How partitions come to a consumer (`SubscriptionType`). */
type SubscriptionType = "none" | "autoTopics" | "userAssigned";

/** Topics and partitions of a consumer, and its positions (`SubscriptionState`). */
export class SubscriptionState {
  /** The assigned partitions. */
  partitions: readonly PartitionState[] = [];
  /** The topics that the application subscribed to, sorted. */
  subscription: readonly string[] = NOTHING;
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly keepsState: boolean;
  private readonly validates: boolean;
  private type: SubscriptionType = "none";
  /** The topics of all members, while it is the leader of its group. */
  private groupSubscription: readonly string[] = NOTHING;
  private readonly byTp: (PartitionState | undefined)[] = [];
  /** Partitions whose fetches must be looked at again. */
  private changed: PartitionState[] = [];
  private fetching = 0;
  /** What the last fact said of the assignment. */
  private assignmentText = -1;

  constructor(
    host: Host,
    names: KafkaNames,
    settings: Pick<ConsumerSettings, "keepsPartitionState" | "validatesPositions">,
  ) {
    this.host = host;
    this.names = names;
    this.keepsState = settings.keepsPartitionState;
    this.validates = settings.validatesPositions;
  }

  /** Whether the group shares out the partitions. */
  get hasAutoAssignedPartitions(): boolean {
    return this.type === "autoTopics";
  }

  /** Topics of which the consumer must know the metadata. */
  get metadataTopics(): readonly string[] {
    if (this.type === "userAssigned") {
      const { topicPartitions } = this.names;
      return [...new Set(this.partitions.map(({ tp }) => topicPartitions.topic(tp)))];
    }
    return [...new Set([...this.subscription, ...this.groupSubscription])];
  }

  /** Whether every partition has a valid position. */
  get hasAllFetchPositions(): boolean {
    return this.fetching === this.partitions.length;
  }

  partition(tp: number): PartitionState | undefined {
    return this.byTp[tp];
  }

  /** Answers whether the topics changed. Partitions come later, from the group. */
  subscribe(topics: readonly string[]): boolean {
    assert(this.type !== "userAssigned", "subscription and assignment by hand exclude each other");
    this.type = "autoTopics";
    const sorted = [...new Set(topics)].sort();
    if (sorted.join() === this.subscription.join()) return false;
    this.subscription = sorted;
    return true;
  }

  /** The consumer is the leader, and needs the metadata of these topics too. */
  groupSubscribe(topics: readonly string[]): void {
    this.groupSubscription = [...topics].sort();
  }

  resetGroupSubscription(): void {
    this.groupSubscription = NOTHING;
  }

  /** Neither topics nor partitions any more. */
  unsubscribe(): void {
    const wasAuto = this.hasAutoAssignedPartitions;
    this.subscription = NOTHING;
    this.groupSubscription = NOTHING;
    this.setAssignment([], true, wasAuto);
    this.type = "none";
  }

  /** Partitions that the application chose itself; those that it had keep their positions. */
  assignFromUser(tps: readonly number[]): void {
    assert(this.type !== "autoTopics", "subscription and assignment by hand exclude each other");
    this.type = "userAssigned";
    this.setAssignment(tps, true, false);
  }

  /** Partitions that the group gave to the consumer. */
  assignFromSubscribed(tps: readonly number[]): void {
    assert(
      this.hasAutoAssignedPartitions,
      "partitions come from the group of a subscribed consumer",
    );
    this.setAssignment(tps, this.keepsState, true);
  }

  /** Ids of the assigned partitions. */
  assignedPartitions(): number[] {
    return this.partitions.map(({ tp }) => tp);
  }

  setPaused(partition: PartitionState, paused: boolean): void {
    if (partition.paused === paused) return;
    partition.paused = paused;
    this.touch(partition);
  }

  /** Positions of what the application got, as they would be committed. */
  allConsumed(): OffsetAndEpoch[] {
    const consumed: OffsetAndEpoch[] = [];
    for (const { tp, state, offset, offsetEpoch } of this.partitions) {
      const leaderEpoch = this.validates ? offsetEpoch : NO_LEADER_EPOCH;
      if (state === FETCHING) consumed.push({ tp, offset, leaderEpoch });
    }
    return consumed;
  }

  /** The position is to be found by asking the leader. @param timestamp as in ListOffsets */
  requestOffsetReset(partition: PartitionState, timestamp: number): void {
    partition.resetTimestamp = timestamp;
    this.transition(partition, AWAIT_RESET);
  }

  /** The position is this, and nothing is known against it. */
  seekValidated(partition: PartitionState, offset: number, offsetEpoch: number): void {
    this.transition(partition, FETCHING);
    this.setPosition(partition, offset, offsetEpoch);
  }

  /** The position is this; with an epoch it must be validated against that leader. */
  seekUnvalidated(
    partition: PartitionState,
    { offset, leaderEpoch: offsetEpoch }: Pick<OffsetAndEpoch, "offset" | "leaderEpoch">,
    leader: number,
    leaderEpoch: number,
  ): void {
    partition.leader = leader;
    partition.leaderEpoch = leaderEpoch;
    this.seekValidated(partition, offset, offsetEpoch);
    if (this.mustValidate(offsetEpoch, leaderEpoch)) this.transition(partition, AWAIT_VALIDATION);
  }

  /** The application got everything before `offset`. */
  advance(partition: PartitionState, offset: number, offsetEpoch: number): void {
    this.setPosition(partition, offset, offsetEpoch);
    this.touch(partition);
  }

  completeValidation(partition: PartitionState): void {
    this.transition(partition, FETCHING);
  }

  /**
   * Metadata names that leader. A position that has an epoch must be validated against a new leader
   * epoch, for the log may have been truncated (KIP-320).
   */
  maybeValidatePosition(partition: PartitionState, leader: number, leaderEpoch: number): void {
    const { state, offsetEpoch } = partition;
    if (state === INITIALIZING || state === AWAIT_RESET || leader === NO_LEADER) return;
    if (partition.leader === leader && partition.leaderEpoch === leaderEpoch) return;
    partition.leader = leader;
    partition.leaderEpoch = leaderEpoch;
    const next = this.mustValidate(offsetEpoch, leaderEpoch) ? AWAIT_VALIDATION : FETCHING;
    this.transition(partition, next);
  }

  setBuffered(partition: PartitionState, completed: CompletedFetch | null): void {
    partition.buffered = completed;
    this.touch(partition);
  }

  /** Hands out the partitions that changed since it was last called. */
  takeChanged(): readonly PartitionState[] {
    const { changed } = this;
    if (changed.length === 0) return changed;
    for (const partition of changed) partition.changed = false;
    this.changed = [];
    return changed;
  }

  /** @param keep partitions that it had and has again go on as they are */
  private setAssignment(tps: readonly number[], keep: boolean, isFact: boolean): void {
    const kept = new Map<number, PartitionState>();
    if (keep) {
      for (const tp of tps) {
        const known = this.byTp[tp];
        if (known !== undefined) kept.set(tp, known);
      }
    }
    for (const partition of this.partitions) {
      if (kept.has(partition.tp)) continue;
      partition.assigned = false;
      this.byTp[partition.tp] = undefined;
      this.touch(partition);
    }
    this.partitions = tps.map((tp) => kept.get(tp) ?? new PartitionState(tp));
    this.fetching = 0;
    for (const partition of this.partitions) {
      while (this.byTp.length <= partition.tp) this.byTp.push(undefined);
      this.byTp[partition.tp] = partition;
      if (partition.state === FETCHING) this.fetching++;
    }
    if (isFact) this.addAssignmentFact();
  }

  private addAssignmentFact(): void {
    const { topicPartitions } = this.names;
    const { facts } = this.host.simulation;
    const tps = this.assignedPartitions();
    tps.sort((a, b) => {
      const one = topicPartitions.topic(a);
      const other = topicPartitions.topic(b);
      if (one !== other) return one < other ? -1 : 1;
      return topicPartitions.partition(a) - topicPartitions.partition(b);
    });
    const text = facts.intern(JSON.stringify(tps.map((tp) => topicPartitions.name(tp))));
    if (text === this.assignmentText) return;
    this.assignmentText = text;
    facts.add(FACT_ASSIGNMENT, this.host.index, text);
  }

  private mustValidate(offsetEpoch: number, leaderEpoch: number): boolean {
    return this.validates && offsetEpoch !== NO_LEADER_EPOCH && leaderEpoch !== NO_LEADER_EPOCH;
  }

  private transition(partition: PartitionState, state: number): void {
    if (partition.state === FETCHING) this.fetching--;
    if (state === FETCHING) this.fetching++;
    partition.state = state;
    partition.nextRetryUs = 0;
    this.touch(partition);
  }

  private touch(partition: PartitionState): void {
    if (partition.changed) return;
    partition.changed = true;
    this.changed.push(partition);
  }

  private setPosition(partition: PartitionState, offset: number, offsetEpoch: number): void {
    partition.offset = offset;
    partition.offsetEpoch = offsetEpoch;
    const tp = this.names.topicPartitions.text(partition.tp);
    this.host.simulation.facts.add(FACT_POSITION, this.host.index, tp, offset);
  }
}
