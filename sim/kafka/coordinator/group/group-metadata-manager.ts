import type { EventHandle } from "../../../kernel/event-queue.ts";
import { NO_EVENT } from "../../../kernel/event-queue.ts";
import type { Host } from "../../../kernel/host.ts";
import { ms } from "../../../kernel/time.ts";
import type { AppendListener } from "../../broker/delayed-produce.ts";
import { numberOf } from "../../config/config.ts";
import type { TopicPartitions } from "../../context.ts";
import type { BrokerEnvironment } from "../../controller/controller-api.ts";
import type { BrokerSwitches } from "../../era/broker-switches.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { GROUP_STATES } from "../../facts.ts";
import { NO_PRODUCER_EPOCH, NO_PRODUCER_ID } from "../../record/record-batch.ts";
import { TIMER_GROUP_METADATA_EXPIRATION } from "../../timers.ts";
import { storeGroupError, storeOffsetsError } from "./append-errors.ts";
import { GroupFacts } from "./group-facts.ts";
import type { GroupLog } from "./group-log.ts";
import { GroupMetadata } from "./group-metadata.ts";
import { GroupOffsets } from "./group-offsets.ts";
import type { Assignments, GroupStore, GroupStoreListener, StoreOperation } from "./group-store.ts";
import type { OffsetAndMetadata, OffsetCause } from "./offset-and-metadata.ts";
import { expiredOffsets, type OffsetExpiryRule } from "./offset-expiry.ts";
import {
  groupMetadataKey,
  groupMetadataValue,
  offsetCommitKey,
  offsetCommitValue,
} from "./offset-records.ts";
import { type GroupLoader, OffsetsPartitions } from "./offsets-partitions.ts";
import { partitionFor } from "./partition-for.ts";
import { type ReadGroup, readGroups } from "./read-groups.ts";

/** Offsets of a group that are on their way to the log. */
export interface OffsetsWrite {
  readonly offsets: ReadonlyMap<number, OffsetAndMetadata>;
  /** Of the transaction that commits them; NO_PRODUCER_ID: of none. */
  readonly producerId: number;
  readonly producerEpoch: number;
  /** What the caller is told with the outcome. */
  readonly token: number;
}

/** Who is told what became of offsets. */
export interface OffsetsListener {
  /** @param error one for the client; it is that of all of the offsets */
  offsetsStored(token: number, error: ErrorCode): void;
}

type Pending =
  | { readonly what: "group"; readonly group: GroupMetadata; readonly operation: StoreOperation }
  | { readonly what: "offsets"; readonly group: GroupMetadata; readonly write: OffsetsWrite };

/** How many partitions `__consumer_offsets` has. */
export interface PartitionCounts {
  /** 0: there is no such topic. */
  readonly offsetsPartitions: number;
}

/** What it takes a coordinator to begin with a partition, and how fast it reads. */
const LOAD_START_US = 1000;
const LOAD_BYTES_PER_US = 50;

/**
 * The groups of which a broker is the coordinator, in memory and in the log of `__consumer_offsets`
 * (`GroupMetadataManager`). What is in the log is what counts: an offset is committed, and a group has a
 * generation, once enough replicas have its record.
 */
export class GroupMetadataManager implements GroupStore, AppendListener, GroupLoader {
  readonly partitions: OffsetsPartitions;
  private readonly host: Host;
  private readonly brokerId: number;
  private readonly topicPartitions: TopicPartitions;
  private readonly switches: BrokerSwitches;
  private readonly counts: PartitionCounts;
  private readonly log: GroupLog;
  private readonly facts: GroupFacts;
  private readonly expiryRule: OffsetExpiryRule;
  private readonly configuredPartitions: number;
  private readonly loadBufferSize: number;
  private readonly checkIntervalUs: number;
  private readonly groups = new Map<string, GroupMetadata>();
  private readonly pending = new Map<number, Pending>();
  private nextToken = 1;
  private groupListener: GroupStoreListener | null = null;
  private offsetsListener: OffsetsListener | null = null;
  private active = false;
  /** Monotonic clock of the start, from which looks for what expired are counted. */
  private startedAtUs = 0;
  private expirationTimer: EventHandle = NO_EVENT;
  /** Partitions of `__consumer_offsets` when this process first heard of topics; 0: it has not yet. */
  private partitionCount = 0;

  constructor(environment: BrokerEnvironment, counts: PartitionCounts, log: GroupLog) {
    const { host, brokerId, config, names, switches } = environment;
    this.host = host;
    this.brokerId = brokerId;
    this.topicPartitions = names.topicPartitions;
    this.switches = switches;
    this.counts = counts;
    this.log = log;
    this.facts = new GroupFacts(host, brokerId);
    this.partitions = new OffsetsPartitions(host, this, switches.groupBeforeLoading);
    this.configuredPartitions = numberOf(config, "offsets.topic.num.partitions");
    this.loadBufferSize = numberOf(config, "offsets.load.buffer.size");
    this.checkIntervalUs = ms(numberOf(config, "offsets.retention.check.interval.ms"));
    this.expiryRule = {
      expiry: switches.offsetExpiry,
      retentionMs: numberOf(config, "offsets.retention.minutes") * 60_000,
      topicPartitions: names.topicPartitions,
    };
  }

  setListeners(groups: GroupStoreListener, offsets: OffsetsListener): void {
    this.groupListener = groups;
    this.offsetsListener = offsets;
  }

  startup(): void {
    this.active = true;
    this.startedAtUs = this.host.monotonicUs();
  }

  shutdown(): void {
    this.active = false;
  }

  get isActive(): boolean {
    return this.active;
  }

  get currentGroups(): readonly GroupMetadata[] {
    return [...this.groups.values()].sort((x, y) => (x.groupId < y.groupId ? -1 : 1));
  }

  partitionFor(groupId: string): number {
    return partitionFor(groupId, this.partitionCount || this.configuredPartitions);
  }

  /**
   * The controller told of the topics. Partitions that are added to `__consumer_offsets` later are not
   * reckoned with before the next start.
   */
  onMetadataUpdate(): void {
    if (this.partitionCount > 0) return;
    this.partitionCount = this.counts.offsetsPartitions || this.configuredPartitions;
  }

  isGroupLocal(groupId: string): boolean {
    return this.partitions.isOwned(this.partitionFor(groupId));
  }

  isGroupLoading(groupId: string): boolean {
    return this.partitions.isLoading(this.partitionFor(groupId));
  }

  getGroup(groupId: string): GroupMetadata | null {
    return this.groups.get(groupId) ?? null;
  }

  getOrMaybeCreateGroup(groupId: string, create: boolean): GroupMetadata | null {
    return this.getGroup(groupId) ?? (create ? this.addEmptyGroup(groupId) : null);
  }

  storeGroup(group: GroupMetadata, assignments: Assignments, operation: StoreOperation): void {
    const key = groupMetadataKey(group.groupId);
    const value = groupMetadataValue(group, assignments, this.switches);
    const token = this.await({ what: "group", group, operation });
    this.log.append(this.partitionFor(group.groupId), [{ key, value }], this, token);
  }

  /**
   * Writes offsets of a group to its log; the listener hears of it, at once or in a later event. Until
   * then they are pending.
   */
  storeOffsets(group: GroupMetadata, write: OffsetsWrite): void {
    const { groupId, offsets } = group;
    const { producerId, producerEpoch } = write;
    const records = [...write.offsets].map(([tp, offset]) => ({
      key: offsetCommitKey(groupId, tp, this.topicPartitions, this.switches),
      value: offsetCommitValue(offset, this.switches),
    }));
    const isTransactional = producerId !== NO_PRODUCER_ID;
    if (isTransactional) offsets.prepareTransactionalCommit(producerId, write.offsets);
    else offsets.prepareCommit(write.offsets);
    const token = this.await({ what: "offsets", group, write });
    const transaction = isTransactional ? { producerId, producerEpoch } : null;
    this.log.append(this.partitionFor(groupId), records, this, token, transaction);
  }

  onAppended(token: number, error: ErrorCode, baseOffset: number): void {
    const pending = this.pending.get(token);
    if (pending === undefined) return;
    this.pending.delete(token);
    const { group } = pending;
    const { offsetAppendErrors } = this.switches;
    if (pending.what === "group") {
      const told = error === Errors.NONE ? error : storeGroupError(error, offsetAppendErrors);
      this.groupListener?.groupStored(group, pending.operation, told);
      return;
    }
    if (this.holds(group)) applyOutcome(group.offsets, pending.write, error, baseOffset);
    const told = error === Errors.NONE ? error : storeOffsetsError(error, offsetAppendErrors);
    this.offsetsListener?.offsetsStored(pending.write.token, told);
  }

  /** A marker that ends a transaction is in these partitions (`scheduleHandleTxnCompletion`). */
  completeTransaction(producerId: number, partitions: readonly number[], isCommit: boolean): void {
    for (const [groupId, group] of this.groups) {
      if (!partitions.includes(this.partitionFor(groupId)) || group.is(GROUP_STATES.Dead)) continue;
      group.offsets.completeTransactionalCommit(producerId, isCommit);
    }
  }

  /**
   * Forgets offsets of a group, and the group when it has no members and nothing is left; tombstones tell
   * the log (`cleanupGroupMetadata`). A group that never had members has no record of its own.
   */
  removeOffsets(group: GroupMetadata, tps: readonly number[], cause: OffsetCause): void {
    const removed = group.offsets.remove(tps, cause);
    if (group.is(GROUP_STATES.Empty) && group.offsets.isEmpty) {
      group.transitionTo(GROUP_STATES.Dead);
    }
    this.writeTombstones(group, removed);
  }

  /** Forgets a group without members, and all that it committed. */
  deleteGroup(group: GroupMetadata): void {
    const removed = group.offsets.remove(group.offsets.partitions, "deleted");
    group.transitionTo(GROUP_STATES.Dead);
    this.writeTombstones(group, removed);
  }

  removeGroup(group: GroupMetadata): void {
    const { groupId, offsets } = group;
    if (this.groups.get(groupId) !== group) return;
    this.groups.delete(groupId);
    this.log.appendTombstones(this.partitionFor(groupId), [groupMetadataKey(groupId)]);
    if (offsets.isEmpty) return;
    // Offsets outlive the group then, as those of a consumer that is in none.
    this.addGroup(new GroupMetadata(groupId, GROUP_STATES.Empty, this.facts, offsets));
    offsets.announce();
  }

  /** Topics are deleted: so is what groups committed of them. */
  onDeletedPartitions(tps: readonly number[]): void {
    if (this.switches.offsetsOfDeletedTopics === "kept") return;
    for (const group of this.currentGroups) this.removeOffsets(group, tps, "deleted");
  }

  /** `delete-expired-group-metadata`: the looks go on while there are groups. */
  onExpirationTimer(): void {
    this.expirationTimer = NO_EVENT;
    const nowMs = this.host.wallMs();
    for (const group of this.currentGroups) {
      this.removeOffsets(group, expiredOffsets(group, nowMs, this.expiryRule), "expired");
    }
    this.scheduleExpiration();
  }

  loadingUs(partition: number): number {
    const bytes = this.log.ledLog(partition)?.segments.sizeBytes ?? 0;
    return LOAD_START_US + Math.ceil(bytes / LOAD_BYTES_PER_US);
  }

  /** Takes over what is in the log; nothing when this broker does not lead it any more. */
  load(partition: number): void {
    const log = this.log.ledLog(partition);
    if (log === null) return;
    const { offsetsLoadedTo } = this.switches;
    const end = offsetsLoadedTo === "logEnd" ? log.logEndOffset : log.highWatermark;
    const read = readGroups(log, end, this.loadBufferSize, this.topicPartitions);
    for (const [groupId, group] of read) {
      if (!this.groups.has(groupId)) this.loadGroup(groupId, group);
    }
  }

  unload(partition: number): void {
    for (const [groupId, group] of this.groups) {
      if (this.partitionFor(groupId) !== partition) continue;
      this.groupListener?.onGroupUnloaded(group);
      this.groups.delete(groupId);
    }
  }

  private writeTombstones(group: GroupMetadata, removed: readonly number[]): void {
    const { groupId } = group;
    const partition = this.partitionFor(groupId);
    if (this.log.log(partition) === null) return;
    const keys = removed.map((tp) =>
      offsetCommitKey(groupId, tp, this.topicPartitions, this.switches),
    );
    if (group.is(GROUP_STATES.Dead) && this.groups.get(groupId) === group) {
      this.groups.delete(groupId);
      if (group.generationId > 0) keys.push(groupMetadataKey(groupId));
    }
    this.log.appendTombstones(partition, keys);
  }

  private loadGroup(groupId: string, { stored, offsets, transactional }: ReadGroup): void {
    const { Empty, Stable } = GROUP_STATES;
    const state = stored === null || stored.members.length === 0 ? Empty : Stable;
    const own = this.newOffsets(groupId);
    const group = new GroupMetadata(groupId, state, this.facts, own, stored);
    own.initialize(offsets, transactional);
    this.addGroup(group);
    this.groupListener?.onGroupLoaded(group);
  }

  private addEmptyGroup(groupId: string): GroupMetadata {
    const offsets = this.newOffsets(groupId);
    const group = new GroupMetadata(groupId, GROUP_STATES.Empty, this.facts, offsets);
    this.addGroup(group);
    return group;
  }

  private newOffsets(groupId: string): GroupOffsets {
    const { brokerId, topicPartitions } = this;
    const { facts } = this.host.simulation;
    return new GroupOffsets({ groupId, brokerId, facts, topicPartitions });
  }

  private addGroup(group: GroupMetadata): void {
    this.groups.set(group.groupId, group);
    this.scheduleExpiration();
  }

  /** The group is still here, or another that took over its offsets. */
  private holds({ groupId, offsets }: GroupMetadata): boolean {
    const current = this.groups.get(groupId);
    return current?.offsets === offsets && !current.is(GROUP_STATES.Dead);
  }

  private await(pending: Pending): number {
    const token = this.nextToken++;
    this.pending.set(token, pending);
    return token;
  }

  /** At the times at which Kafka looks, counted from the start; nobody looks while there are no groups. */
  private scheduleExpiration(): void {
    if (this.expirationTimer !== NO_EVENT || this.groups.size === 0) return;
    const sinceUs = this.host.monotonicUs() - this.startedAtUs;
    const delayUs = this.checkIntervalUs - (sinceUs % this.checkIntervalUs);
    this.expirationTimer = this.host.setTimer(delayUs, TIMER_GROUP_METADATA_EXPIRATION);
  }
}

/** What a client commits outside of a transaction. */
export function plainWrite(
  offsets: ReadonlyMap<number, OffsetAndMetadata>,
  token: number,
): OffsetsWrite {
  return { offsets, producerId: NO_PRODUCER_ID, producerEpoch: NO_PRODUCER_EPOCH, token };
}

function applyOutcome(
  offsets: GroupOffsets,
  { offsets: written, producerId }: OffsetsWrite,
  error: ErrorCode,
  appendedBatchOffset: number,
): void {
  const isTransactional = producerId !== NO_PRODUCER_ID;
  for (const [tp, offset] of written) {
    if (error !== Errors.NONE) {
      if (isTransactional) offsets.failTransactionalCommit(producerId, tp);
      else offsets.failCommit(tp, offset);
    } else if (isTransactional) {
      const committed = { ...offset, appendedBatchOffset };
      offsets.onTransactionalCommitAppended(producerId, tp, committed);
    } else {
      offsets.onCommitAppended(tp, { ...offset, appendedBatchOffset }, offset);
    }
  }
}
