/**
 * Arguments of what is said of consumer groups: why a record was processed again or never, what became of
 * committed offsets, and who owned what. Times are virtual microseconds.
 */
export interface GroupArguments {
  /** `generation`: -1 when it was nobody's member. */
  "why.failedOn": { client: string; generation: number; timeUs: number };
  "why.processedBy": { client: string; generation: number; timeUs: number };
  "why.clientPaused": { client: string; timeUs: number };
  "why.rebalanced": { group: string; generation: number; timeUs: number };
  /** It began to read there; `committed`: -1 for nothing. */
  "why.startedFrom": { client: string; offset: number; committed: number; timeUs: number };
  "why.commitRefused": { client: string; error: string; timeUs: number };
  /** A consumer was told that its commit is done. */
  "why.offsetCommitted": { client: string; partition: string; offset: number; timeUs: number };
  /** A new coordinator read its partition of __consumer_offsets up to the offset `to`. */
  "why.offsetsRead": {
    broker: number;
    partition: string;
    to: number;
    logEndOffset: number;
    timeUs: number;
  };
  "why.offsetExpired": { group: string; partition: string; timeUs: number };
  "why.offsetDeleted": { group: string; partition: string; timeUs: number };
  "why.offsetSet": { group: string; partition: string; offset: number; timeUs: number };
  "why.twiceInLog": { offsets: string };
  "why.polled": { client: string };
  "why.committedPast": { client: string; offset: number; timeUs: number };
  /** `from`: -1 when it had no position. */
  "why.skippedOver": { client: string; from: number; to: number; timeUs: number };
  "why.cutBelowReader": { partition: string; broker: number; offset: number; timeUs: number };
  /** The outside system had the effect of a newer record of the key. */
  "why.newerEffect": { key: string; value: string; newer: string; offset: number };

  "class.atLeastOnce": Record<never, never>;
  "class.staleOwner": Record<never, never>;
  "class.sought": Record<never, never>;
  "class.offsetsExpired": Record<never, never>;
  "class.offsetsSet": Record<never, never>;
  "class.offsetsInZooKeeper": Record<never, never>;
  "class.resetToLatest": Record<never, never>;
  "class.committedBefore": Record<never, never>;
  "class.autoCommitOfWorker": Record<never, never>;
  "class.processingFailed": Record<never, never>;
  "class.effectRefused": Record<never, never>;
  "class.twiceInLog": Record<never, never>;

  // Violations.
  /** The coordinator's assignments. */
  "violation.assigned-twice": {
    group: string;
    broker: number;
    generation: number;
    partition: string;
    one: string;
    other: string;
  };
  /** As consumers believe. */
  "violation.owned-twice": {
    group: string;
    generation: number;
    partition: string;
    one: string;
    other: string;
  };
  /** As two believe that were given the same `group.instance.id`. */
  "violation.instance-twice": {
    group: string;
    generation: number;
    partition: string;
    one: string;
    other: string;
    instance: string;
  };
  "violation.unassigned": {
    group: string;
    broker: number;
    generation: number;
    partitions: string;
  };
  /** `found`: -1 for nothing. */
  "violation.offset-lost": {
    group: string;
    partition: string;
    broker: number;
    committed: number;
    found: number;
    client: string;
  };
  "violation.stale-commit": {
    group: string;
    partition: string;
    from: number;
    to: number;
    client: string;
  };

  // The story of a run.
  "story.rebalanced": MembersGone & {
    group: string;
    generation: number;
    protocol: string;
    members: number;
    /** Names, as of those who went. */
    joined: string;
    tookUs: number;
    /** For what the coordinator waited: see RebalanceWait; empty when that is not told. */
    waitedFor: "" | "more" | "gone" | "join";
    who: string;
    /** Whether `who` was a member before, or, of one that is gone, is again. */
    isMember: boolean;
  };
  /** Rebalances like those told before. */
  "story.moreRebalances": { group: string; times: number };
  /** Stops and starts of clients, as those told before. */
  "story.moreRestarts": { count: number };
  "story.groupEmpty": MembersGone & { group: string };
  "story.groupMoved": { group: string; broker: number; before: number };
  "story.offsetsExpired": { group: string; partitions: string };
  "story.offsetsDeleted": { group: string; partitions: string };
  "story.offsetsSet": { group: string; partitions: string };
  "story.offsetsLost": { group: string; partitions: string };
  "story.staleOwner": {
    group: string;
    /** Names of `count` consumers. */
    clients: string;
    count: number;
    generation: number;
    ownerGeneration: number;
    partitions: string;
  };
  "story.processingFailed": { client: string; value: string };
  "story.processedTwice": { group: string; values: string; class: string };
  "story.neverProcessed": { group: string; values: string; class: string };
  "story.overwritten": { group: string; keys: string };
}

/** Members that went, by how they went (see Departure): lists of names, mostly empty. */
export interface MembersGone {
  down: string;
  paused: string;
  left: string;
  /** Their application did not poll in time. */
  late: string;
  out: string;
}
