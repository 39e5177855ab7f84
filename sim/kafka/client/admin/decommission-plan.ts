import type { PlacementBroker } from "../../controller/replicas/replica-placement.ts";
import type { ZkPartition } from "../../zk/zk-data.ts";
import type { RequestedReplicas } from "./operations.ts";

/** A partition and where it is. */
export interface PlacedPartition extends ZkPartition {
  readonly replicas: readonly number[];
}

/**
 * Where the replicas of a broker go that is to leave: each to a live broker that has none of that
 * partition, in the rack with the fewest others of it, the broker with the fewest replicas among those,
 * with the smallest id among equals. It takes the place of the one that goes, so that the order of
 * preference stays.
 * @returns null when some partition has no broker to go to
 */
export function planDecommission(
  partitions: readonly PlacedPartition[],
  liveBrokers: readonly PlacementBroker[],
  broker: number,
): readonly RequestedReplicas[] | null {
  const others = liveBrokers.filter(({ id }) => id !== broker).sort((a, b) => a.id - b.id);
  const racks = new Map(others.map(({ id, rack }) => [id, rack]));
  const load = new Map(others.map(({ id }) => [id, 0]));
  for (const id of partitions.flatMap(({ replicas }) => replicas)) {
    const known = load.get(id);
    if (known !== undefined) load.set(id, known + 1);
  }
  const moves: RequestedReplicas[] = [];
  for (const { topic, partition, replicas } of partitions) {
    if (!replicas.includes(broker)) continue;
    const taken = replicas.flatMap((id) => racks.get(id) ?? []);
    const crowd = ({ rack }: PlacementBroker) => taken.filter((other) => other === rack).length;
    const free = others.filter(({ id }) => !replicas.includes(id));
    const fewest = Math.min(...free.map(crowd));
    const target = leastLoaded(
      free.filter((one) => crowd(one) === fewest),
      load,
    );
    if (target === null) return null;
    load.set(target, (load.get(target) ?? 0) + 1);
    const moved = replicas.map((id) => (id === broker ? target : id));
    moves.push({ topic, partition, replicas: moved });
  }
  return moves;
}

function leastLoaded(
  brokers: readonly PlacementBroker[],
  load: ReadonlyMap<number, number>,
): number | null {
  let best: number | null = null;
  for (const { id } of brokers) {
    if (best === null || (load.get(id) ?? 0) < (load.get(best) ?? 0)) best = id;
  }
  return best;
}
