import { LIFE_UP } from "../kernel/kernel-facts.ts";
import { isInternal, offsetsPartitionOf } from "./internal-topics.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import { type PartitionModel, TOUCHED_ROLE, TOUCHED_TRUTH } from "./model/partition-model.ts";

/** A time in which no leader that the registry names answered. */
export interface Unavailability {
  readonly partition: string;
  readonly fromUs: number;
  readonly fromEvent: number;
  /** Null: until the end of the run. */
  readonly toUs: number | null;
  readonly toEvent: number | null;
}

interface Watched {
  available: boolean;
  /** Since when it is not available; -1 before its first leader. */
  sinceUs: number;
  sinceEvent: number;
  createdUs: number;
  createdEvent: number;
}

/**
 * Watches whether every partition has a leader: one that the registry names, that knows it, and whose
 * process runs and is not paused. The time before the first leader of a partition does not count,
 * unless there never is one; nor does the time of its deletion.
 */
export class Availability {
  private readonly model: ClusterModel;
  private readonly watched: Watched[] = [];
  private readonly closed: Unavailability[] = [];

  constructor(model: ClusterModel) {
    this.model = model;
  }

  /** After an event. */
  check(): void {
    const { model } = this;
    if (model.livesTouched) {
      for (const partition of model.partitions) this.look(partition);
      return;
    }
    const { touchedPartitions, touchedReplicas } = model;
    for (let i = 0; i < touchedPartitions.count; i++) {
      const partition = touchedPartitions.at(i);
      if ((partition.touched & TOUCHED_TRUTH) !== 0) this.look(partition);
    }
    for (let i = 0; i < touchedReplicas.count; i++) {
      const replica = touchedReplicas.at(i);
      if ((replica.touched & TOUCHED_ROLE) !== 0) this.look(replica.partition);
    }
  }

  /** The windows, in the order of their beginning. */
  windows(): readonly Unavailability[] {
    const all = [...this.closed];
    this.watched.forEach((watched, id) => {
      if (watched.available) return;
      const never = watched.sinceUs < 0;
      all.push({
        partition: (this.model.partitions[id] as PartitionModel).name,
        fromUs: never ? watched.createdUs : watched.sinceUs,
        fromEvent: never ? watched.createdEvent : watched.sinceEvent,
        toUs: null,
        toEvent: null,
      });
    });
    return all
      .filter(({ partition, toUs }) => this.isTold(partition, toUs))
      .sort((x, y) => x.fromEvent - y.fromEvent || (x.partition < y.partition ? -1 : 1));
  }

  /** Of internal partitions only those are told in which a group is kept that was there meanwhile. */
  private isTold(partition: string, toUs: number | null): boolean {
    if (!isInternal(partition)) return true;
    return this.model.groups
      .keptAt(toUs ?? this.model.timeUs)
      .some((group) => offsetsPartitionOf(this.model, group)?.name === partition);
  }

  private look(partition: PartitionModel): void {
    const { event, timeUs } = this.model;
    let watched = this.watched[partition.id];
    if (watched === undefined) {
      if (partition.truth === null) return;
      watched = {
        available: false,
        sinceUs: -1,
        sinceEvent: -1,
        createdUs: timeUs,
        createdEvent: event,
      };
      this.watched[partition.id] = watched;
    }
    const isGone = partition.truth === null;
    const available = this.answers(partition) || isGone;
    if (available === watched.available) return;
    if (!available && this.model.topics.toBeDeleted.has(partition.topic)) return;
    watched.available = available;
    if (available && watched.sinceUs >= 0) {
      const { sinceUs: fromUs, sinceEvent: fromEvent } = watched;
      const { name } = partition;
      this.closed.push({ partition: name, fromUs, fromEvent, toUs: timeUs, toEvent: event });
    }
    watched.sinceUs = timeUs;
    watched.sinceEvent = event;
  }

  private answers(partition: PartitionModel): boolean {
    const leader = partition.currentLeader();
    return leader !== null && this.model.hostOfBroker(leader.broker)?.life === LIFE_UP;
  }
}
