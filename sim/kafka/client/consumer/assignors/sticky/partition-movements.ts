import type { JavaHashMap } from "../java-hash-map.ts";
import type { TopicPartition } from "../partition-assignor.ts";
import { partitionHashMap } from "../partition-table.ts";

interface Movement {
  readonly from: string;
  readonly to: string;
}

/**
 * Which partitions moved from whom to whom while one assignment was worked out
 * (`AbstractStickyAssignor.PartitionMovements`). Partitions of a topic should not move both ways between
 * two members.
 */
export class PartitionMovements {
  private readonly movements = new Map<TopicPartition, Movement>();
  private readonly byPair = new Map<string, JavaHashMap<TopicPartition, true>>();

  move(partition: TopicPartition, from: string, to: string): void {
    const before = this.movements.get(partition);
    if (before === undefined) {
      this.add(partition, { from, to });
      return;
    }
    this.movements.delete(partition);
    this.pair(partition.topic, before).delete(partition);
    if (before.from !== to) this.add(partition, { from: before.from, to });
  }

  /** A partition that came the other way before, if there is one; else this one. */
  actualPartition(partition: TopicPartition, owner: string, to: string): TopicPartition {
    const from = this.movements.get(partition)?.from ?? owner;
    const [reverse] = this.pair(partition.topic, { from: to, to: from }).keys();
    return reverse ?? partition;
  }

  private add(partition: TopicPartition, movement: Movement): void {
    this.movements.set(partition, movement);
    this.pair(partition.topic, movement).set(partition, true);
  }

  /** A set that was emptied is a new one, as small as one, when it is filled again. */
  private pair(topic: string, { from, to }: Movement): JavaHashMap<TopicPartition, true> {
    const key = JSON.stringify([topic, from, to]);
    const known = this.byPair.get(key);
    if (known !== undefined && known.size > 0) return known;
    const made = partitionHashMap<true>();
    this.byPair.set(key, made);
    return made;
  }
}
