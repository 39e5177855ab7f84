import { assert } from "../../../../kernel/assert.ts";
import type { MemberInfo } from "./member-info.ts";
import type { PartitionInfo, TopicPartition } from "./partition-assignor.ts";
import { racksOf, usesRacks } from "./racks.ts";

/** A topic while its partitions are shared out (`RangeAssignor.TopicAssignmentState`). */
export class RangeTopic {
  readonly topic: string;
  readonly partitionCount: number;
  /** Member ids in the order of ranges, with their racks. */
  readonly consumers: ReadonlyMap<string, string | null>;
  /** Some consumer says where it is. */
  readonly hasConsumerRacks: boolean;
  /** Racks make a difference to this topic. */
  readonly needsRacks: boolean;
  private readonly partitionRacks: ReadonlyMap<number, ReadonlySet<string>>;
  private readonly unassigned: Set<number>;
  private readonly assignedCount = new Map<string, number>();
  private readonly perConsumer: number;
  private consumersWithExtra: number;

  /** `members` are sorted. */
  constructor(
    topic: string,
    partitions: readonly PartitionInfo[],
    members: readonly MemberInfo[],
    racks: ReadonlyMap<string, string>,
  ) {
    this.topic = topic;
    this.partitionCount = partitions.length;
    this.consumers = new Map(
      members.map(({ memberId }) => [memberId, racks.get(memberId) ?? null]),
    );
    this.unassigned = new Set(partitions.map(({ partition }) => partition));
    const count = this.consumers.size;
    assert(count > 0, "a topic of the group has consumers");
    this.perConsumer = Math.floor(partitions.length / count);
    this.consumersWithExtra = partitions.length % count;
    const consumerRacks = new Set([...this.consumers.values()].filter((rack) => rack !== null));
    this.hasConsumerRacks = consumerRacks.size > 0;
    this.partitionRacks = new Map(
      this.hasConsumerRacks ? partitions.map((info) => [info.partition, racksOf(info)]) : [],
    );
    this.needsRacks = usesRacks(consumerRacks, [...this.partitionRacks.values()]);
  }

  /** A consumer without a rack is everywhere at home. */
  racksMatch(consumer: string, partition: number): boolean {
    const rack = this.consumers.get(consumer) ?? null;
    return rack === null || this.partitionRacks.get(partition)?.has(rack) === true;
  }

  maxAssignable(consumer: string): number {
    const extra = this.consumersWithExtra > 0 ? 1 : 0;
    return Math.max(0, this.perConsumer + extra - (this.assignedCount.get(consumer) ?? 0));
  }

  /** Gives each consumer as many of the partitions that it may have as its range is long. */
  assignRanges(
    mayAssign: (consumer: string, partition: number) => boolean,
    assignment: ReadonlyMap<string, TopicPartition[]>,
  ): void {
    for (const consumer of this.consumers.keys()) {
      const assignable = [...this.unassigned].filter((partition) => mayAssign(consumer, partition));
      const range = assignable.slice(0, this.maxAssignable(consumer));
      if (range.length > 0) this.assign(consumer, range, assignment);
    }
  }

  assign(
    consumer: string,
    partitions: readonly number[],
    assignment: ReadonlyMap<string, TopicPartition[]>,
  ): void {
    const { topic } = this;
    const given = assignment.get(consumer);
    assert(given !== undefined, "a consumer is a member");
    given.push(...partitions.map((partition) => ({ topic, partition })));
    const count = (this.assignedCount.get(consumer) ?? 0) + partitions.length;
    this.assignedCount.set(consumer, count);
    if (count > this.perConsumer) this.consumersWithExtra--;
    for (const partition of partitions) this.unassigned.delete(partition);
  }
}
