import { MEMBER_STATES } from "../../kafka/facts.ts";
import type { Micros } from "../../kernel/time.ts";
import type { ClusterModel } from "../model/cluster-model.ts";
import type { GroupFacts } from "./group-facts.ts";
import type { ConsumerModel, GroupModel, GroupPartition } from "./group-model.ts";

/** A time in which nobody of a group consumed a partition that somebody had consumed before. */
export interface Unconsumed {
  readonly group: string;
  readonly partition: string;
  readonly fromUs: Micros;
  readonly fromEvent: number;
  /** Null: until the end of the run. */
  readonly toUs: Micros | null;
}

/**
 * Watches who consumes what. A partition is consumed while a member of the group owns it, whose process
 * runs and is not paused, and that has a position to fetch from. A member that rebalances with an eager
 * protocol owns nothing, whatever it still holds; so does one that is out of its group. One that keeps
 * what it has while it rebalances consumes it if poll returns records meanwhile (KAFKA-8421).
 */
export class Consumption {
  private readonly model: ClusterModel;
  private readonly facts: GroupFacts;

  constructor(model: ClusterModel) {
    this.model = model;
    this.facts = model.groups;
  }

  /** After an event. */
  check(): void {
    for (const { group, of } of this.facts.touchedPartitions) {
      this.look(group, of);
      this.lookForStaleOwners(of);
    }
  }

  /** The gaps, in the order of their beginning. */
  gaps(): readonly Unconsumed[] {
    const all: Unconsumed[] = [];
    for (const { name: group, partitions } of this.facts.groups.values()) {
      for (const of of partitions.values()) {
        const partition = of.partition.name;
        for (const gap of of.gaps) all.push({ group, partition, ...gap });
        if (of.isConsumed !== false) continue;
        const { unconsumedSinceUs: fromUs, unconsumedSinceEvent: fromEvent } = of;
        all.push({ group, partition, fromUs, fromEvent, toUs: null });
      }
    }
    return all.sort((x, y) => x.fromEvent - y.fromEvent || (x.partition < y.partition ? -1 : 1));
  }

  private look(group: GroupModel, of: GroupPartition): void {
    const isConsumed = of.owners.some((owner) => consumes(group, of, owner));
    const { event, timeUs } = this.model;
    if (isConsumed === of.isConsumed || (of.isConsumed === null && !isConsumed)) return;
    if (of.isConsumed === false) {
      const { unconsumedSinceUs: fromUs, unconsumedSinceEvent: fromEvent } = of;
      if (timeUs > fromUs) of.gaps.push({ fromUs, fromEvent, toUs: timeUs });
    }
    of.isConsumed = isConsumed;
    of.unconsumedSinceUs = timeUs;
    of.unconsumedSinceEvent = event;
  }

  /** Who runs and takes itself for the owner, while a later generation has another. */
  private lookForStaleOwners(of: GroupPartition): void {
    const { timeUs, event } = this.model;
    const owner = newestOwner(of);
    for (const known of of.staleOwners) {
      if (known.untilUs !== null) continue;
      const { consumer, generation } = known;
      if (owner !== null && isStale(of, consumer, owner) && consumer.generation === generation)
        continue;
      known.untilUs = timeUs;
    }
    if (owner === null) return;
    for (const consumer of of.owners) {
      if (!isStale(of, consumer, owner)) continue;
      if (of.staleOwners.some((known) => known.consumer === consumer && known.untilUs === null))
        continue;
      const { generation } = consumer;
      const { generation: ownerGeneration } = owner;
      of.staleOwners.push({
        consumer,
        generation,
        owner,
        ownerGeneration,
        event,
        timeUs,
        untilUs: null,
      });
    }
  }
}

function consumes(group: GroupModel, of: GroupPartition, owner: ConsumerModel): boolean {
  if (!owner.isUp || !of.positioned.has(owner)) return false;
  const { UNJOINED, STABLE } = MEMBER_STATES;
  const goesOn = group.isCooperative && owner.pollsDuringRebalance;
  return goesOn ? owner.state !== UNJOINED : owner.state === STABLE;
}

function newestOwner({ owners }: GroupPartition): ConsumerModel | null {
  let newest: ConsumerModel | null = null;
  for (const owner of owners) {
    if (owner.isUp && owner.generation > (newest?.generation ?? -1)) newest = owner;
  }
  return newest;
}

function isStale({ owners }: GroupPartition, consumer: ConsumerModel, owner: ConsumerModel) {
  return consumer.isUp && consumer.generation < owner.generation && owners.includes(consumer);
}
