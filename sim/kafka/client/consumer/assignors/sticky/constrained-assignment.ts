import { assert } from "../../../../../kernel/assert.ts";
import { compareJavaStrings } from "../../../../java-string-hash.ts";
import { AssignmentFailedError } from "../assignment-failed-error.ts";
import type { JavaHashMap } from "../java-hash-map.ts";
import type { PartitionInfo, TopicPartition } from "../partition-assignor.ts";
import { compareTopicPartitions, type PartitionTable } from "../partition-table.ts";
import type { OwnedPartitions } from "./owned-partitions.ts";
import {
  nextRackConsumer,
  type RackInfo,
  racksMismatch,
  sortByRackConsumers,
} from "./rack-info.ts";
import type { StickyAssignment } from "./sticky-algorithm.ts";
import { partitionsBut } from "./unassigned-partitions.ts";

/**
 * Shares partitions out among members that all subscribe to the same topics
 * (`AbstractStickyAssignor.ConstrainedAssignmentBuilder`, KAFKA-12464). Each gets `minQuota` partitions,
 * some one more; each keeps as many of its own as that allows.
 */
export class ConstrainedAssignment {
  private readonly partitionsPerTopic: JavaHashMap<string, readonly PartitionInfo[]>;
  private readonly ownership: OwnedPartitions;
  private readonly racks: RackInfo;
  private readonly table: PartitionTable;
  private readonly minQuota: number;
  private readonly maxQuota: number;
  /** How many members are to have one more than `minQuota`. */
  private readonly expectedOverMinQuota: number;
  private overMinQuota = 0;
  private readonly assignment = new Map<string, TopicPartition[]>();
  private readonly maybeRevoked = new Map<TopicPartition, string>();
  private readonly transferring = new Map<TopicPartition, string>();
  private underMinQuota: string[] = [];
  private exactlyMinQuota: string[] = [];

  constructor(
    partitionsPerTopic: JavaHashMap<string, readonly PartitionInfo[]>,
    ownership: OwnedPartitions,
    racks: RackInfo,
    table: PartitionTable,
  ) {
    this.partitionsPerTopic = partitionsPerTopic;
    this.ownership = ownership;
    this.racks = racks;
    this.table = table;
    const members = ownership.owned.size;
    let total = 0;
    for (const partitions of partitionsPerTopic.values()) total += partitions.length;
    this.minQuota = Math.floor(total / members);
    this.maxQuota = Math.ceil(total / members);
    this.expectedOverMinQuota = total % members;
  }

  build(): StickyAssignment {
    for (const [consumer, owned] of this.ownership.owned.entries()) {
      this.keepOwned(consumer, owned);
    }
    this.underMinQuota.sort(compareJavaStrings);
    this.exactlyMinQuota.sort(compareJavaStrings);
    const unassigned = sortByRackConsumers(this.racks, this.unassignedPartitions());
    this.assignRoundRobin(this.assignNearRacks(unassigned));
    this.verifyUnfilled();
    return { assignment: this.assignment, transferring: this.transferring };
  }

  private keepOwned(consumer: string, partitions: readonly TopicPartition[]): void {
    const owned: TopicPartition[] = [];
    for (const partition of partitions) {
      if (racksMismatch(this.racks, consumer, partition)) {
        this.maybeRevoked.set(partition, consumer);
      } else if (!this.ownership.withMultipleOwners.has(partition)) owned.push(partition);
    }
    // In the order of partitions, not of topics, all topics lose some (KAFKA-16277).
    owned.sort((a, b) => a.partition - b.partition || compareJavaStrings(a.topic, b.topic));

    const mayGrow = this.overMinQuota < this.expectedOverMinQuota;
    let kept = this.minQuota;
    if (owned.length < this.minQuota) {
      kept = owned.length;
      this.underMinQuota.push(consumer);
    } else if (owned.length >= this.maxQuota && mayGrow) {
      kept = this.maxQuota;
      this.overMinQuota++;
      if (this.overMinQuota === this.expectedOverMinQuota) this.exactlyMinQuota = [];
    } else if (mayGrow) this.exactlyMinQuota.push(consumer);
    this.assignment.set(consumer, owned.slice(0, kept));
    for (const partition of owned.slice(kept)) this.maybeRevoked.set(partition, consumer);
  }

  private unassignedPartitions(): TopicPartition[] {
    const all: TopicPartition[] = [];
    for (const topic of [...this.partitionsPerTopic.keys()].sort(compareJavaStrings)) {
      for (const { partition } of this.partitionsPerTopic.get(topic) ?? []) {
        all.push(this.table.of(topic, partition));
      }
    }
    return partitionsBut(all, [...this.assignment.values()].flat().sort(compareTopicPartitions));
  }

  /** In a circle of members, each in a rack of the partition; returns what is left. */
  private assignNearRacks(unassigned: readonly TopicPartition[]): readonly TopicPartition[] {
    if (this.racks.consumerRacks.size === 0) return unassigned;
    let next = 0;
    return unassigned.filter((partition) => {
      const index = nextRackConsumer(this.racks, partition, this.underMinQuota, next);
      const consumer = this.underMinQuota[index];
      if (consumer === undefined) return !this.growNearRack(partition);
      const count = this.assignedTo(consumer).length + 1;
      let following = index + 1;
      if (count >= this.minQuota) {
        following = index;
        this.underMinQuota.splice(index, 1);
        if (count < this.maxQuota && this.overMinQuota < this.expectedOverMinQuota) {
          this.exactlyMinQuota.push(consumer);
        }
      }
      next = this.underMinQuota.length === 0 ? 0 : following % this.underMinQuota.length;
      this.assignNew(partition, consumer);
      return false;
    });
  }

  /** Gives it to one that has its `minQuota`, if one is near. */
  private growNearRack(partition: TopicPartition): boolean {
    const index = nextRackConsumer(this.racks, partition, this.exactlyMinQuota, 0);
    const consumer = this.exactlyMinQuota[index];
    if (consumer === undefined) return false;
    if (this.assignedTo(consumer).length + 1 === this.maxQuota) {
      this.exactlyMinQuota.splice(index, 1);
      this.overMinQuota++;
      if (this.overMinQuota === this.expectedOverMinQuota) this.exactlyMinQuota = [];
    }
    this.assignNew(partition, consumer);
    return true;
  }

  private assignRoundRobin(unassigned: readonly TopicPartition[]): void {
    let next = 0;
    for (const partition of unassigned) {
      if (next >= this.underMinQuota.length) next = 0;
      const needy = this.underMinQuota[next];
      const consumer = needy ?? this.exactlyMinQuota.shift();
      if (consumer === undefined) {
        throw new AssignmentFailedError("No more unfilled consumers to be assigned.");
      }
      const count = this.assignNew(partition, consumer);
      if (needy !== undefined && count === this.minQuota) {
        this.underMinQuota.splice(next, 1);
        this.exactlyMinQuota.push(consumer);
      } else {
        if (needy !== undefined) next++;
        if (count === this.maxQuota) this.overMinQuota++;
      }
    }
  }

  /** Returns how many partitions the consumer has now. */
  private assignNew(partition: TopicPartition, consumer: string): number {
    const owner = this.maybeRevoked.get(partition);
    const isTransferred = owner !== undefined && owner !== consumer;
    if (isTransferred || this.ownership.withMultipleOwners.has(partition)) {
      this.transferring.set(partition, consumer);
    }
    return this.assignedTo(consumer).push(partition);
  }

  private assignedTo(consumer: string): TopicPartition[] {
    const partitions = this.assignment.get(consumer);
    assert(partitions !== undefined, "every member has an entry");
    return partitions;
  }

  private verifyUnfilled(): void {
    const isFilled = (consumer: string) => this.assignedTo(consumer).length === this.minQuota;
    const wasCounted = this.overMinQuota === this.expectedOverMinQuota;
    if (this.underMinQuota.every((consumer) => wasCounted && isFilled(consumer))) return;
    throw new AssignmentFailedError("Members are below their quota, and no partitions are left.");
  }
}
