import { assert, present } from "../../../kernel/assert.ts";

/** A broker on which replicas can be placed. */
export interface PlacementBroker {
  readonly id: number;
  readonly rack: string | null;
}

/** How many partitions of how many replicas, and where the round robin begins. */
export interface Placement {
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Index of the broker that leads partition 0. */
  readonly startIndex: number;
  /** Distance of the followers from the leader to begin with. */
  readonly replicaShift: number;
  /** Number of the first partition. */
  readonly startPartitionId: number;
}

/** Why replicas cannot be placed. */
export type PlacementError =
  | "INVALID_PARTITIONS"
  | "INVALID_REPLICATION_FACTOR"
  | "INCOMPLETE_RACKS";

/** What is wrong with a placement; null when it is possible. */
export function checkPlacement(
  brokers: readonly PlacementBroker[],
  partitions: number,
  replicationFactor: number,
): PlacementError | null {
  if (partitions <= 0) return "INVALID_PARTITIONS";
  if (replicationFactor <= 0 || replicationFactor > brokers.length) {
    return "INVALID_REPLICATION_FACTOR";
  }
  return hasIncompleteRacks(brokers) ? "INCOMPLETE_RACKS" : null;
}

/** Whether some brokers are in a rack and others are not. */
export function hasIncompleteRacks(brokers: readonly PlacementBroker[]): boolean {
  const withRack = brokers.filter(({ rack }) => rack !== null).length;
  return withRack > 0 && withRack < brokers.length;
}

/**
 * The replicas of each new partition, the preferred leader first (`AdminUtils`): leaders go round
 * the brokers, followers follow at a distance that grows with each round; with racks, replicas go to
 * racks that have none while there are such.
 */
export function assignReplicasToBrokers(
  brokers: readonly PlacementBroker[],
  placement: Placement,
): readonly (readonly number[])[] {
  const { partitions, replicationFactor, startIndex, startPartitionId } = placement;
  assert(checkPlacement(brokers, partitions, replicationFactor) === null, "the placement fits");
  const racks = new Map<number, string>();
  for (const { id, rack } of brokers) if (rack !== null) racks.set(id, rack);
  const list = racks.size === 0 ? brokers.map(({ id }) => id) : rackAlternatedBrokers(racks);
  let shift = placement.replicaShift;
  return Array.from({ length: partitions }, (_, i) => {
    const partition = startPartitionId + i;
    if (partition > 0 && partition % list.length === 0) shift++;
    const first = (partition + startIndex) % list.length;
    return racks.size === 0
      ? replicasAnywhere(list, first, shift, replicationFactor)
      : replicasInRacks(list, racks, first, shift, replicationFactor);
  });
}

/** Brokers in turns of their racks: the first of each rack, the second of each, … */
export function rackAlternatedBrokers(racks: ReadonlyMap<number, string>): readonly number[] {
  const byRack = new Map<string, number[]>();
  for (const id of [...racks.keys()].sort((a, b) => a - b)) {
    const rack = present(racks.get(id), "every broker has a rack");
    byRack.set(rack, [...(byRack.get(rack) ?? []), id]);
  }
  const lists = [...byRack.keys()].sort().map((rack) => byRack.get(rack) ?? []);
  const rounds = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: rounds }, (_, round) =>
    lists.flatMap((list) => list[round] ?? []),
  ).flat();
}

function replicasAnywhere(
  list: readonly number[],
  first: number,
  shift: number,
  replicationFactor: number,
): readonly number[] {
  const followers = Array.from({ length: replicationFactor - 1 }, (_, j) =>
    brokerAt(list, first, shift + j),
  );
  return [present(list[first], "the index is within the brokers"), ...followers];
}

/** A broker is passed over while another rack, or another broker, has no replica yet. */
function replicasInRacks(
  list: readonly number[],
  racks: ReadonlyMap<number, string>,
  first: number,
  shift: number,
  replicationFactor: number,
): readonly number[] {
  const rackCount = new Set(racks.values()).size;
  const leader = present(list[first], "the index is within the brokers");
  const replicas = [leader];
  const usedRacks = new Set([racks.get(leader)]);
  for (let k = 0; replicas.length < replicationFactor; k++) {
    const broker = brokerAt(list, first, shift * rackCount + k);
    const rack = racks.get(broker);
    const rackIsFree = !usedRacks.has(rack) || usedRacks.size === rackCount;
    if (!rackIsFree || replicas.includes(broker)) continue;
    replicas.push(broker);
    usedRacks.add(rack);
  }
  return replicas;
}

/** The broker at a distance from the first that never is the first itself. */
function brokerAt(list: readonly number[], first: number, distance: number): number {
  const shift = 1 + (distance % (list.length - 1));
  return present(list[(first + shift) % list.length], "the index is within the brokers");
}
