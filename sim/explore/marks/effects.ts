/** What faults do, by the names under which it is counted. */
export const FAULT_EFFECTS = [
  /** Faults that were carried out, and those of which nothing was possible. */
  "injected",
  "skipped",
  /** Partitions that the registry said it led, when a broker was struck; and controllers. */
  "leadersHit",
  "controllersHit",
  /** Partitions that a broker led with records that were not committed, when it was struck. */
  "leadersHitMidWrite",
  /** Partitions that its broker led, and leads no more, though nobody asked it to hand them over. */
  "leadersLost",
  "controllersLost",
  "isrMembersRemoved",
  "sessionsExpired",
  /** Messages that waited, and how long in all. */
  "messagesHeld",
  "heldMs",
  "connectionsReset",
  "requestsTimedOut",
  /** Entries of files that went with the power, and the records of partitions among them. */
  "entriesLost",
  "recordsLost",
  "replicasOffline",
  "processesHalted",
  /** Batches that rotted, and those of them that somebody found. */
  "batchesRotten",
  "batchesFound",
  "zookeeperLeadersLost",
] as const;

export type FaultEffect = (typeof FAULT_EFFECTS)[number];
