import { groupInput } from "./group-input.ts";
import type {
  AssignedCluster,
  Assignment,
  PartitionAssignor,
  RebalanceProtocol,
  Subscription,
  TopicPartition,
} from "./partition-assignor.ts";
import { DEFAULT_GENERATION, type MemberData } from "./sticky/member-data.ts";
import {
  STICKY_FIRST,
  type StickyAlgorithm,
  type StickyAlgorithmName,
  stickyAlgorithm,
} from "./sticky/sticky-algorithm.ts";
import { deserializeStickyUserData, serializeStickyUserData } from "./sticky/sticky-user-data.ts";

const SPENT: MemberData = { partitions: [], generation: null };

/**
 * Shares partitions out evenly and lets members keep as many as that allows (`StickyAssignor`, KIP-54).
 * Members give up all partitions before they join; what they had they say in their user data.
 */
export class StickyAssignor implements PartitionAssignor {
  readonly name = "sticky";
  readonly protocols: readonly RebalanceProtocol[] = ["EAGER"];
  /** Of the last assignment: new owners of what others had; null if that was not worked out. */
  partitionsTransferringOwnership: ReadonlyMap<TopicPartition, string> | null = new Map();
  private readonly algorithm: StickyAlgorithm;
  /** User data say the generation since KIP-341. */
  private readonly saysGeneration: boolean;
  private memberAssignment: readonly TopicPartition[] | null = null;
  private generation = DEFAULT_GENERATION;

  constructor(algorithm: StickyAlgorithmName) {
    this.algorithm = stickyAlgorithm(algorithm);
    this.saysGeneration = algorithm !== STICKY_FIRST;
  }

  subscriptionUserData(): Uint8Array | null {
    if (this.memberAssignment === null) return null;
    const generation = this.saysGeneration ? this.generation : null;
    return serializeStickyUserData(this.memberAssignment, generation);
  }

  onAssignment({ partitions }: Assignment, generation: number): void {
    this.memberAssignment = partitions;
    this.generation = generation;
  }

  assign(
    cluster: AssignedCluster,
    members: ReadonlyMap<string, Subscription>,
  ): Map<string, TopicPartition[]> {
    const { assignment, transferring } = this.algorithm.assign(
      groupInput(cluster, members),
      ({ userData }, again) => (again ? SPENT : deserializeStickyUserData(userData)),
    );
    this.partitionsTransferringOwnership = transferring;
    return assignment;
  }
}
