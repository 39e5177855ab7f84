/** A partition as clients name it to each other. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** How a member behaves in a rebalance (`ConsumerPartitionAssignor.RebalanceProtocol`, KIP-429). */
export type RebalanceProtocol = "EAGER" | "COOPERATIVE";

/** What a member tells its leader (`ConsumerPartitionAssignor.Subscription`). */
export interface Subscription {
  readonly topics: readonly string[];
  readonly userData: Uint8Array | null;
  /** None before version 1 of the protocol, and of an eager member. */
  readonly ownedPartitions: readonly TopicPartition[];
  /** null where it is not known: before version 2 of the protocol, or of a member that is new. */
  readonly generationId: number | null;
  /** `client.rack`; null where there is none. */
  readonly rackId: string | null;
  /** `group.instance.id`; null of a dynamic member. Comes from the coordinator, not from the bytes. */
  readonly instanceId: string | null;
}

/** What a leader tells a member (`ConsumerPartitionAssignor.Assignment`). */
export interface Assignment {
  readonly partitions: readonly TopicPartition[];
  readonly userData: Uint8Array | null;
}

/** A partition of a topic, as far as assignors look. */
export interface PartitionInfo {
  readonly partition: number;
  /** `broker.rack` of each of its replicas; null of a broker without one. */
  readonly replicaRacks: readonly (string | null)[];
}

/** What the leader knows of the cluster. */
export interface AssignedCluster {
  /** In any order; topics that it lacks are not assigned. */
  readonly partitionsByTopic: ReadonlyMap<string, readonly PartitionInfo[]>;
}

/** Shares out partitions among members (`ConsumerPartitionAssignor`). A consumer owns one of its own. */
export interface PartitionAssignor {
  /** Name in the group's protocol: `range`, … */
  readonly name: string;
  readonly protocols: readonly RebalanceProtocol[];
  /** What a member adds to its subscription to these topics. */
  subscriptionUserData(topics: readonly string[]): Uint8Array | null;
  /** At the leader: partitions by member, in Kafka's order; each member has an entry. */
  assign(
    cluster: AssignedCluster,
    members: ReadonlyMap<string, Subscription>,
  ): Map<string, TopicPartition[]>;
  /** At each member, after SyncGroup: what it was given, in which generation. */
  onAssignment(assignment: Assignment, generation: number): void;
}
