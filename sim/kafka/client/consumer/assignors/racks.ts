import type { PartitionInfo } from "./partition-assignor.ts";

/** Racks that have a replica of a partition. */
export function racksOf({ replicaRacks }: PartitionInfo): ReadonlySet<string> {
  return new Set(replicaRacks.filter((rack) => rack !== null));
}

/** A consumer's rack; the empty one is none. */
export function rackOrNull(rackId: string | null): string | null {
  return rackId === "" ? null : rackId;
}

/**
 * Racks are looked at only where they can make a difference: some consumer is where some replica is,
 * and not every partition is in all racks (`AbstractPartitionAssignor.useRackAwareAssignment`, KIP-881).
 */
export function usesRacks(
  consumerRacks: ReadonlySet<string>,
  partitionRacks: readonly ReadonlySet<string>[],
): boolean {
  const all = new Set<string>();
  for (const racks of partitionRacks) for (const rack of racks) all.add(rack);
  const shared = [...consumerRacks].some((rack) => all.has(rack));
  return shared && partitionRacks.some(({ size }) => size !== all.size);
}
