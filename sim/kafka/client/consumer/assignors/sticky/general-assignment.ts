import { assert } from "../../../../../kernel/assert.ts";
import { compareJavaStrings } from "../../../../java-string-hash.ts";
import { AssignmentFailedError } from "../assignment-failed-error.ts";
import type { GroupInput } from "../group-input.ts";
import type { JavaHashMap } from "../java-hash-map.ts";
import type { TopicPartition } from "../partition-assignor.ts";
import { removeFirst } from "../partition-table.ts";
import { PartitionMovements } from "./partition-movements.ts";
import { type RackInfo, racksMismatch } from "./rack-info.ts";
import { SortedConsumers } from "./sorted-consumers.ts";
import type { TopicConsumers } from "./topic-consumers.ts";

/** From where the general algorithm starts, and by which rules it goes. */
export interface GeneralStart {
  /** What members keep for now, of what they may have; every member has an entry. */
  readonly current: JavaHashMap<string, TopicPartition[]>;
  /** Who holds each partition of `current`, and who held what nobody keeps. */
  readonly ownerOf: Map<TopicPartition, string>;
  /** Whom a partition belonged to before its owner. */
  readonly previousOwner: ReadonlyMap<TopicPartition, string>;
  /** In the order in which they are considered. */
  readonly sortedPartitions: readonly TopicPartition[];
  readonly unassigned: readonly TopicPartition[];
  /** Partitions that were unassigned are moved before others are. */
  readonly movesUnassignedFirst: boolean;
  /** How much more another has before a member could be given of it: 1, or 2 since KAFKA-15106. */
  readonly movableLead: number;
}

/**
 * Shares partitions out among members that subscribe to different topics, as evenly as can be, with few
 * movements (`AbstractStickyAssignor.GeneralAssignmentBuilder`).
 */
export class GeneralAssignment {
  private readonly topics: TopicConsumers;
  private readonly racks: RackInfo;
  private readonly start: GeneralStart;
  private readonly current: JavaHashMap<string, TopicPartition[]>;
  private readonly ownerOf: Map<TopicPartition, string>;
  private readonly sorted: SortedConsumers;
  private readonly movements = new PartitionMovements();

  constructor(topics: TopicConsumers, racks: RackInfo, start: GeneralStart) {
    this.topics = topics;
    this.racks = racks;
    this.start = start;
    this.current = start.current;
    this.ownerOf = start.ownerOf;
    this.sorted = new SortedConsumers((consumer) => this.partitionsOf(consumer).length);
    for (const consumer of start.current.keys()) this.sorted.add(consumer);
  }

  build(): Map<string, TopicPartition[]> {
    const initializing = this.countOf(this.sorted.most) === 0;
    this.assignUnassigned();
    const isMovable = ({ topic }: TopicPartition) => this.topics.consumersOf(topic).length >= 2;
    const unassigned = this.start.unassigned.filter(isMovable);
    const partitions = this.start.sortedPartitions.filter(isMovable);
    const fixed = this.takeOutFixedConsumers();

    const before = new Map<string, TopicPartition[]>();
    for (const [consumer, owned] of this.current.entries()) before.set(consumer, [...owned]);
    if (this.start.movesUnassignedFirst) this.performReassignments(unassigned);
    const reassigned = this.performReassignments(partitions);
    const after = new Map(this.current.entries());
    const isWorse = reassigned && balanceScore(after) >= balanceScore(before);
    const result = !initializing && isWorse ? before : after;
    for (const [consumer, owned] of fixed) result.set(consumer, owned);
    return result;
  }

  /** First to members near their replicas, where racks matter; each to the member that has least. */
  private assignUnassigned(): void {
    let rest = this.start.unassigned;
    if (this.racks.consumerRacks.size > 0) {
      rest = rest.filter((partition) => !this.assignToLeast(partition, true));
    }
    for (const partition of rest) this.assignToLeast(partition, false);
  }

  private assignToLeast(partition: TopicPartition, nearOnly: boolean): boolean {
    const consumer = this.sorted
      .ascending()
      .find(
        (candidate) =>
          this.topics.subscribes(candidate, partition.topic) &&
          !(nearOnly && racksMismatch(this.racks, candidate, partition)),
      );
    if (consumer === undefined) return false;
    this.sorted.remove(consumer);
    this.partitionsOf(consumer).push(partition);
    this.ownerOf.set(partition, consumer);
    this.sorted.add(consumer);
    return true;
  }

  /** Members that have all that they could, of topics that only they subscribe to. */
  private takeOutFixedConsumers(): Map<string, TopicPartition[]> {
    const fixed = new Map<string, TopicPartition[]>();
    for (const consumer of this.topics.consumers()) {
      const owned = this.partitionsOf(consumer);
      const isFixed =
        owned.length >= this.topics.potentialCount(consumer) &&
        owned.every(({ topic }) => this.topics.consumersOf(topic).length < 2);
      if (!isFixed) continue;
      this.sorted.remove(consumer);
      fixed.set(consumer, owned);
      this.current.delete(consumer);
    }
    return fixed;
  }

  /** Until no partition can be moved for a better balance. */
  private performReassignments(partitions: readonly TopicPartition[]): boolean {
    let performed = false;
    let modified: boolean;
    do {
      modified = false;
      for (const partition of partitions) {
        if (this.isBalanced()) break;
        if (this.moveIfBetter(partition)) modified = true;
      }
      performed ||= modified;
    } while (modified);
    return performed;
  }

  private moveIfBetter(partition: TopicPartition): boolean {
    const consumer = this.ownerOf.get(partition);
    assert(consumer !== undefined, "a partition with consumers was assigned");
    const count = this.countOf(consumer);
    const previous = this.start.previousOwner.get(partition);
    if (previous !== undefined && count > this.countOf(previous) + 1) {
      this.reassign(partition, consumer, previous);
      return true;
    }
    const others = this.topics.consumersOf(partition.topic);
    if (!others.some((other) => count > this.countOf(other) + 1)) return false;
    const least = this.sorted
      .ascending()
      .find((candidate) => this.topics.subscribes(candidate, partition.topic));
    assert(least !== undefined, "a topic with consumers has one that has least");
    this.reassign(partition, consumer, least);
    return true;
  }

  private reassign(wanted: TopicPartition, owner: string, to: string): void {
    const partition = this.movements.actualPartition(wanted, owner, to);
    const from = this.ownerOf.get(partition);
    assert(from !== undefined, "a partition that moved has an owner");
    this.sorted.remove(from);
    this.sorted.remove(to);
    this.movements.move(partition, from, to);
    removeFirst(this.partitionsOf(from), partition);
    this.partitionsOf(to).push(partition);
    this.ownerOf.set(partition, to);
    this.sorted.add(to);
    this.sorted.add(from);
  }

  /** Nobody could be given more without another having less than it then. */
  private isBalanced(): boolean {
    if (this.countOf(this.sorted.least) >= this.countOf(this.sorted.most) - 1) return true;
    const holder = new Map<TopicPartition, string>();
    for (const [consumer, partitions] of this.current.entries()) {
      for (const partition of partitions) holder.set(partition, consumer);
    }
    return this.sorted.ascending().every((consumer) => {
      const owned = new Set(this.partitionsOf(consumer));
      const count = this.countOf(consumer);
      if (count === this.topics.potentialCount(consumer)) return true;
      return !this.topics.potentialPartitions(consumer).some((partition) => {
        if (owned.has(partition)) return false;
        return count + this.start.movableLead <= this.countOf(holder.get(partition));
      });
    });
  }

  private countOf(consumer: string | undefined): number {
    return this.partitionsOf(consumer ?? "").length;
  }

  private partitionsOf(consumer: string): TopicPartition[] {
    const partitions = this.current.get(consumer);
    // Kafka's runs into a null pointer here, such as for a previous owner that cannot take part.
    if (partitions === undefined) throw new AssignmentFailedError("NullPointerException");
    return partitions;
  }
}

/** The differences between all pairs of members. */
function balanceScore(assignment: ReadonlyMap<string, readonly TopicPartition[]>): number {
  const counts = [...assignment.values()].map(({ length }) => length);
  let score = 0;
  for (const [i, count] of counts.entries()) {
    for (const other of counts.slice(i + 1)) score += Math.abs(count - other);
  }
  return score;
}

/** Topics with few consumers first, then by name; partitions ascending (`TopicComparator`). */
export function sortByConsumers(topics: TopicConsumers, input: GroupInput): TopicPartition[] {
  const count = (topic: string) => topics.consumersOf(topic).length;
  return [...input.partitionsPerTopic.keys()]
    .sort((a, b) => count(a) - count(b) || compareJavaStrings(a, b))
    .flatMap((topic) => topics.partitionsOf(topic));
}
