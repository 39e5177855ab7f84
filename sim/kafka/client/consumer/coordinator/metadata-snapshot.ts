import type { Metadata } from "../../metadata.ts";

/**
 * What of the metadata a leader's assignment depends on (`ConsumerCoordinator.MetadataSnapshot`): the number
 * of partitions of each topic, and in a member that has a rack, the racks of their replicas too (KIP-881).
 */
export class MetadataSnapshot {
  readonly version: number;
  private readonly topics = new Map<string, string>();

  constructor(metadata: Metadata, topics: readonly string[], looksAtRacks: boolean) {
    this.version = metadata.updateVersion;
    for (const topic of topics) {
      const partitions = metadata.partitions(topic);
      if (partitions.length === 0) continue;
      const racks = looksAtRacks ? partitions.map((tp) => metadata.replicaRacks(tp)) : null;
      this.topics.set(topic, JSON.stringify([partitions.length, racks]));
    }
  }

  matches(other: MetadataSnapshot): boolean {
    if (this.version === other.version) return true;
    if (this.topics.size !== other.topics.size) return false;
    for (const [topic, partitions] of this.topics)
      if (other.topics.get(topic) !== partitions) return false;
    return true;
  }
}
