import { assert } from "../../../kernel/assert.ts";
import type { FactLog } from "../../../kernel/facts.ts";
import type { TopicPartitions } from "../../context.ts";
import { FACT_GROUP_OFFSET } from "../../facts.ts";
import { INVALID_OFFSET } from "../../group-messages.ts";
import type { CommittedOffset, OffsetAndMetadata, OffsetCause } from "./offset-and-metadata.ts";

/** Whose offsets these are, and where their facts go. */
export interface GroupIdentity {
  readonly groupId: string;
  readonly brokerId: number;
  readonly facts: FactLog;
  readonly topicPartitions: TopicPartitions;
}

/**
 * The offsets of a group (`GroupMetadata`): those that are committed, those on their way to the log, and
 * those of transactions that are not decided. Partitions are ids of `TopicPartitions`.
 */
export class GroupOffsets {
  private readonly identity: GroupIdentity;
  private readonly offsets = new Map<number, CommittedOffset>();
  private readonly pending = new Map<number, OffsetAndMetadata>();
  /** By producer id, then by partition. */
  private readonly transactional = new Map<number, Map<number, CommittedOffset>>();

  constructor(identity: GroupIdentity) {
    this.identity = identity;
  }

  /** Every partition with a committed offset, in the order in which they got one. */
  get partitions(): readonly number[] {
    return [...this.offsets.keys()];
  }

  /** Whether anything is committed, or may become so. */
  get isEmpty(): boolean {
    return this.offsets.size === 0 && this.pending.size === 0 && this.transactional.size === 0;
  }

  offset(tp: number): CommittedOffset | null {
    return this.offsets.get(tp) ?? null;
  }

  isPending(tp: number): boolean {
    return this.pending.has(tp);
  }

  /** Whether the offset may change once what is under way is decided (KIP-447). */
  isUnstable(tp: number): boolean {
    return this.pending.has(tp) || [...this.transactional.values()].some((each) => each.has(tp));
  }

  /** Takes over what a log held, before anybody can ask. */
  initialize(
    offsets: ReadonlyMap<number, CommittedOffset>,
    transactional: ReadonlyMap<number, ReadonlyMap<number, CommittedOffset>>,
  ): void {
    for (const [tp, offset] of offsets) this.put(tp, offset, "loaded");
    for (const [producerId, each] of transactional) {
      this.transactional.set(producerId, new Map(each));
    }
  }

  /** Tells of what is committed, once the group that had it is gone (until 0.10.0). */
  announce(): void {
    for (const [tp, offset] of this.offsets) this.put(tp, offset, "loaded");
  }

  /** Offsets are being written to the log. */
  prepareCommit(offsets: ReadonlyMap<number, OffsetAndMetadata>): void {
    for (const [tp, offset] of offsets) this.pending.set(tp, offset);
  }

  /** An offset is in the log: it counts, unless a later one does already. */
  onCommitAppended(tp: number, offset: CommittedOffset, written: OffsetAndMetadata): void {
    const staged = this.pending.get(tp);
    // Its topic may have been deleted since.
    if (staged === undefined) return;
    assert(offset.appendedBatchOffset >= 0, "a committed offset has a place in the log");
    if (this.isNewer(tp, offset)) this.put(tp, offset, "committed");
    if (staged === written) this.pending.delete(tp);
  }

  /** An offset did not get into the log, or not for sure. */
  failCommit(tp: number, written: OffsetAndMetadata): void {
    if (this.pending.get(tp) === written) this.pending.delete(tp);
  }

  /** Offsets that a transaction commits are being written to the log (KIP-98). */
  prepareTransactionalCommit(
    producerId: number,
    offsets: ReadonlyMap<number, OffsetAndMetadata>,
  ): void {
    const known = this.transactional.get(producerId) ?? new Map<number, CommittedOffset>();
    this.transactional.set(producerId, known);
    for (const [tp, offset] of offsets) known.set(tp, { ...offset, appendedBatchOffset: -1 });
  }

  onTransactionalCommitAppended(producerId: number, tp: number, offset: CommittedOffset): void {
    const known = this.transactional.get(producerId);
    if (known?.has(tp)) known.set(tp, offset);
  }

  failTransactionalCommit(producerId: number, tp: number): void {
    const known = this.transactional.get(producerId);
    known?.delete(tp);
    if (known?.size === 0) this.transactional.delete(producerId);
  }

  /** The marker that ends a transaction is in the log. */
  completeTransactionalCommit(producerId: number, isCommit: boolean): void {
    const decided = this.transactional.get(producerId);
    this.transactional.delete(producerId);
    if (decided === undefined || !isCommit) return;
    for (const [tp, offset] of decided) {
      assert(offset.appendedBatchOffset >= 0, "what a transaction commits is in the log");
      if (this.isNewer(tp, offset)) this.put(tp, offset, "committed");
    }
  }

  hasTransactionalCommitsOf(producerId: number): boolean {
    return this.transactional.has(producerId);
  }

  /** Forgets partitions. Returns those that had a committed offset. */
  remove(tps: Iterable<number>, cause: OffsetCause): number[] {
    const removed: number[] = [];
    for (const tp of tps) {
      this.pending.delete(tp);
      for (const each of this.transactional.values()) each.delete(tp);
      if (!this.offsets.has(tp)) continue;
      this.put(tp, null, cause);
      removed.push(tp);
    }
    return removed;
  }

  /** `olderThan`: what is later in the log counts. */
  private isNewer(tp: number, { appendedBatchOffset }: CommittedOffset): boolean {
    const known = this.offsets.get(tp);
    return known === undefined || known.appendedBatchOffset < appendedBatchOffset;
  }

  private put(tp: number, offset: CommittedOffset | null, cause: OffsetCause): void {
    if (offset === null) this.offsets.delete(tp);
    else this.offsets.set(tp, offset);
    const { facts, groupId, brokerId, topicPartitions } = this.identity;
    facts.add(
      FACT_GROUP_OFFSET,
      facts.intern(groupId),
      brokerId,
      topicPartitions.text(tp),
      offset?.offset ?? INVALID_OFFSET,
      facts.intern(cause),
    );
  }
}
