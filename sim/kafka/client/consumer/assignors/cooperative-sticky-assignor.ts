import { groupInput } from "./group-input.ts";
import type {
  AssignedCluster,
  Assignment,
  PartitionAssignor,
  RebalanceProtocol,
  Subscription,
  TopicPartition,
} from "./partition-assignor.ts";
import { PartitionTable, removeFirst } from "./partition-table.ts";
import { DEFAULT_GENERATION, type MemberData } from "./sticky/member-data.ts";
import {
  STICKY_FIRST,
  STICKY_GENERATIONS,
  STICKY_QUOTAS,
  type StickyAlgorithm,
  type StickyAlgorithmName,
  stickyAlgorithm,
} from "./sticky/sticky-algorithm.ts";
import {
  deserializeCooperativeUserData,
  serializeCooperativeUserData,
} from "./sticky/sticky-user-data.ts";

/** No bytes are left to be read. */
const SPENT = new Uint8Array(0);

/**
 * Shares out as the sticky assignor does, among members that keep what they have while they join
 * (`CooperativeStickyAssignor`, KIP-429). What goes from one to another goes to nobody at first: it is
 * given in the next rebalance, when its old owner has let go of it.
 */
export class CooperativeStickyAssignor implements PartitionAssignor {
  readonly name = "cooperative-sticky";
  readonly protocols: readonly RebalanceProtocol[] = ["COOPERATIVE", "EAGER"];
  /** Of the last assignment: who is to get what later; null if the algorithm did not work it out. */
  partitionsTransferringOwnership: ReadonlyMap<TopicPartition, string> | null = new Map();
  private readonly algorithm: StickyAlgorithm;
  private readonly algorithmName: StickyAlgorithmName;
  private generation = DEFAULT_GENERATION;

  constructor(algorithm: StickyAlgorithmName) {
    this.algorithm = stickyAlgorithm(algorithm);
    this.algorithmName = algorithm;
  }

  subscriptionUserData(): Uint8Array | null {
    if (!this.saysGeneration()) return null;
    return serializeCooperativeUserData(this.generation);
  }

  onAssignment(_assignment: Assignment, generation: number): void {
    this.generation = generation;
  }

  assign(
    cluster: AssignedCluster,
    members: ReadonlyMap<string, Subscription>,
  ): Map<string, TopicPartition[]> {
    const input = groupInput(cluster, members);
    const { assignment, transferring } = this.algorithm.assign(input, (subscription, again) =>
      this.memberData(subscription, again),
    );
    this.partitionsTransferringOwnership = transferring;
    if (transferring === null) withholdMoved(members, assignment);
    for (const [partition, consumer] of transferring ?? []) {
      removeFirst(assignment.get(consumer) ?? [], partition);
    }
    return assignment;
  }

  private memberData(subscription: Subscription, again: boolean): MemberData {
    const { ownedPartitions: partitions, generationId, userData } = subscription;
    if (!this.saysGeneration()) return { partitions, generation: null };
    if (this.algorithmName === STICKY_QUOTAS && generationId !== null) {
      return { partitions, generation: generationId };
    }
    const unread = userData === null || !again ? userData : SPENT;
    return { partitions, generation: deserializeCooperativeUserData(unread) };
  }

  /** In user data since KAFKA-13081. */
  private saysGeneration(): boolean {
    return this.algorithmName !== STICKY_FIRST && this.algorithmName !== STICKY_GENERATIONS;
  }
}

/** Takes out what is new to one member and was taken from another. */
function withholdMoved(
  members: ReadonlyMap<string, Subscription>,
  assignment: Map<string, TopicPartition[]>,
): void {
  const table = new PartitionTable();
  const ownedBy = (consumer: string) =>
    new Set(table.all(members.get(consumer)?.ownedPartitions ?? []));
  const revoked = new Set<TopicPartition>();
  for (const [consumer, given] of assignment) {
    const assigned = new Set(table.all(given));
    for (const partition of ownedBy(consumer)) if (!assigned.has(partition)) revoked.add(partition);
  }
  for (const [consumer, given] of assignment) {
    const owned = ownedBy(consumer);
    const kept = table
      .all(given)
      .filter((partition) => owned.has(partition) || !revoked.has(partition));
    assignment.set(consumer, kept);
  }
}
