import { assert } from "../../../../../kernel/assert.ts";
import { compareJavaStrings } from "../../../../java-string-hash.ts";
import { AssignmentFailedError } from "../assignment-failed-error.ts";
import type { JavaHashMap } from "../java-hash-map.ts";
import type { PartitionInfo, TopicPartition } from "../partition-assignor.ts";
import { compareTopicPartitions, type PartitionTable } from "../partition-table.ts";
import type { EqualOwnership } from "./ownership-by-generation.ts";
import type { StickyAssignment } from "./sticky-algorithm.ts";

/**
 * The first way to share partitions out among members that all subscribe to the same topics
 * (`AbstractStickyAssignor.constrainedAssign` of 2.4 to 2.8, KAFKA-9987): members keep up to the larger
 * quota, those with too little are filled up, if need be from those that have most.
 */
export class FirstConstrainedAssignment {
  private readonly ownership: EqualOwnership;
  private readonly minQuota: number;
  private readonly maxQuota: number;
  private readonly assignment = new Map<string, TopicPartition[]>();
  private readonly transferring = new Map<TopicPartition, string>();
  private readonly revoked = new Set<TopicPartition>();
  /** In order; all partitions that nobody has. */
  private unassigned: TopicPartition[];
  private unfilled: string[] = [];
  private readonly maxCapacity: string[] = [];
  private readonly minCapacity: string[] = [];

  constructor(
    partitionsPerTopic: JavaHashMap<string, readonly PartitionInfo[]>,
    ownership: EqualOwnership,
    table: PartitionTable,
  ) {
    this.ownership = ownership;
    this.unassigned = [...partitionsPerTopic.entries()]
      .flatMap(([topic, infos]) => infos.map(({ partition }) => table.of(topic, partition)))
      .sort(compareTopicPartitions);
    const members = ownership.owned.size;
    this.minQuota = Math.floor(this.unassigned.length / members);
    this.maxQuota = Math.ceil(this.unassigned.length / members);
  }

  build(): StickyAssignment {
    const assigned = new Set<TopicPartition>();
    for (const [consumer, owned] of this.ownership.owned.entries()) {
      for (const partition of this.keepOwned(consumer, owned)) assigned.add(partition);
    }
    this.unassigned = this.unassigned.filter((partition) => !assigned.has(partition));
    this.unfilled.sort(compareJavaStrings);
    this.fillToMinQuota();
    this.takeFromMaxCapacity();
    this.handOutTheRest();
    return { assignment: this.assignment, transferring: this.transferring };
  }

  private keepOwned(consumer: string, partitions: readonly TopicPartition[]): TopicPartition[] {
    const { withMultipleOwners } = this.ownership;
    const owned = partitions.filter((partition) => !withMultipleOwners.has(partition));
    const kept = owned.slice(0, this.maxQuota);
    this.assignment.set(consumer, [...kept]);
    for (const partition of owned.slice(this.maxQuota)) this.revoked.add(partition);
    if (owned.length < this.minQuota) this.unfilled.push(consumer);
    else {
      if (kept.length === this.minQuota) this.minCapacity.push(consumer);
      if (kept.length === this.maxQuota) this.maxCapacity.push(consumer);
    }
    return kept;
  }

  /** One to each in turn. */
  private fillToMinQuota(): void {
    while (this.unfilled.length > 0 && this.unassigned.length > 0) {
      this.unfilled = this.unfilled.filter((consumer) => {
        const partition = this.unassigned.shift();
        if (partition === undefined) return true;
        if (this.assignNew(partition, consumer) < this.minQuota) return true;
        this.minCapacity.push(consumer);
        return false;
      });
    }
  }

  private takeFromMaxCapacity(): void {
    for (const consumer of this.unfilled) {
      const partitions = this.assignedTo(consumer);
      while (partitions.length < this.minQuota) {
        const overloaded = this.maxCapacity.shift();
        if (overloaded === undefined) {
          throw new AssignmentFailedError(
            "Some consumers are under capacity but all partitions have been assigned",
          );
        }
        const partition = this.assignedTo(overloaded).shift();
        assert(partition !== undefined, "a member at its capacity has partitions");
        partitions.push(partition);
        this.transferring.set(partition, consumer);
      }
      this.minCapacity.push(consumer);
    }
  }

  private handOutTheRest(): void {
    for (const partition of this.unassigned) {
      const consumer = this.minCapacity.shift();
      if (consumer === undefined) {
        throw new AssignmentFailedError(
          "Some partitions are unassigned but all consumers are at maximum capacity",
        );
      }
      this.assignNew(partition, consumer);
    }
  }

  private assignNew(partition: TopicPartition, consumer: string): number {
    if (this.revoked.has(partition) || this.ownership.withMultipleOwners.has(partition)) {
      this.transferring.set(partition, consumer);
    }
    return this.assignedTo(consumer).push(partition);
  }

  private assignedTo(consumer: string): TopicPartition[] {
    const partitions = this.assignment.get(consumer);
    assert(partitions !== undefined, "every member has an entry");
    return partitions;
  }
}
