/** What the coordinator's side of a consumer asks of and does to its `SubscriptionState`. */
export interface GroupSubscriptions {
  /** The topics subscribed to, in ascending order. */
  readonly subscription: readonly string[];
  /** Partitions come from the group: there is a subscription (`hasAutoAssignedPartitions`). */
  readonly hasAutoAssignedPartitions: boolean;
  /** Topics of which metadata are needed: the subscription's, and at the leader those of all members. */
  readonly metadataTopics: readonly string[];
  /** Ids of the partitions that it owns now. */
  assignedPartitions(): readonly number[];
  /** Owns these partitions from now on (`assignFromSubscribed`). */
  assignFromSubscribed(partitions: readonly number[]): void;
  /** The leader watches these topics too. */
  groupSubscribe(topics: readonly string[]): void;
  /** Watches the topics of its own subscription only. */
  resetGroupSubscription(): void;
}
