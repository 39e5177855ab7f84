import type { GroupArguments } from "./told-groups.ts";
import type { RecordArguments } from "./told-records.ts";

/** Arguments of everything the checks say, by code. Times are virtual microseconds. */
export interface CheckArguments extends RecordArguments, GroupArguments {
  // What became of a lost record, in the order in which it happened.
  "why.handedOver": { timeUs: number };
  "why.notAppended": { attempts: number };
  /** `leaderEpoch`: -1 when there was none. */
  "why.appended": { broker: number; offset: number; leaderEpoch: number; timeUs: number };
  /** `acks`: 1, all, or a number above 1. */
  "why.acked": { acks: string; timeUs: number };
  /** `brokers`: `2, 3`; `lastUs`: when they last fetched anything, -1 for never. */
  "why.neverFetched": { brokers: string; lastUs: number };
  "why.fetched": { brokers: string };
  /** It was committed by so many members of the ISR. */
  "why.committed": { leader: number; isrSize: number };
  /** `reason`: killed, lost power, shut down. */
  "why.down": { broker: number; reason: string; timeUs: number };
  "why.elected": { broker: number; leaderEpoch: number; logEndOffset: number; timeUs: number };
  "why.electedUncleanly": {
    broker: number;
    leaderEpoch: number;
    logEndOffset: number;
    timeUs: number;
  };
  /** A start found a damaged batch there. */
  "why.damageTook": { broker: number; offset: number; timeUs: number };
  /** `timeUs`: when the power failed. */
  "why.powerTook": { broker: number; offset: number; timeUs: number };
  // Flaws of the protocol: what a follower or its leader did wrong.
  "why.truncatedToHighWatermark": {
    broker: number;
    offset: number;
    leader: number;
    timeUs: number;
  };
  "why.keptBelowHighWatermark": { broker: number; offset: number; leader: number; timeUs: number };
  "why.keptOwnEpoch": { broker: number; offset: number; leader: number; timeUs: number };
  "why.leaderWithoutEpoch": {
    broker: number;
    offset: number;
    leader: number;
    leaderEpoch: number;
    timeUs: number;
  };
  "why.joinedBeforeEpochStart": {
    broker: number;
    logEndOffset: number;
    leader: number;
    leaderEpoch: number;
    epochStart: number;
    timeUs: number;
  };
  "why.compactedAboveHighWatermark": { broker: number; offset: number; timeUs: number };
  "why.countedInOtherEpoch": {
    broker: number;
    ownEpoch: number;
    leader: number;
    leaderEpoch: number;
  };
  "why.truncatedInOtherEpoch": {
    broker: number;
    leaderEpoch: number;
    leader: number;
    leadersEpoch: number;
    offset: number;
    timeUs: number;
  };
  "why.missedEpoch": {
    broker: number;
    ownEpoch: number;
    leader: number;
    leaderEpoch: number;
    timeUs: number;
  };
  "why.divergingFetchCounted": { broker: number; offset: number; leader: number };
  "why.sequenceReused": { producer: string; broker: number; offset: number };
  /** The registry's ISR, which the controller wrote at `timeUs`. */
  "why.isrAnswerLost": { leader: number; isr: string; timeUs: number };
  /** `timeUs`: when it was cut off. */
  "why.ackedAfterLoss": { broker: number; offset: number; timeUs: number };
  /** Of each producer its log knows only the last batch since then. */
  "why.earlierForgotten": { broker: number; timeUs: number };
  "why.startedOver": { broker: number; leader: number; timeUs: number };
  "why.formerRecords": { broker: number; partition: string; offset: number };
  "why.truncated": { broker: number; offset: number; timeUs: number };
  "why.deletionRequested": { topic: string; timeUs: number };
  "why.deleted": { partition: string; timeUs: number };
  /** A replica still has it, but will drop it when it follows the leader. */
  "why.remains": { brokers: string };

  // Why a loss has its class.
  "class.acks0": Record<never, never>;
  "class.acks1": Record<never, never>;
  /** acks=2 and more, which brokers took until 0.9. */
  "class.acksSome": { acks: number };
  "class.isrTooSmall": { isrSize: number; needed: number };
  "class.unclean": Record<never, never>;
  "class.uncleanForbidden": Record<never, never>;
  "class.power": Record<never, never>;
  "class.damage": Record<never, never>;
  /** Power took it from the only member of the ISR; others had it. */
  "class.lastReplica": Record<never, never>;
  "class.retention": Record<never, never>;
  "class.deleted": Record<never, never>;
  /** A flaw that Kafka repaired: a KIP or a JIRA. */
  "class.repaired": { fix: string };
  "class.unexplained": Record<never, never>;

  // Duplicates and disorder.
  "why.duplicated": { offsets: string; attempts: number };
  /** The application sent it again, and an earlier copy is there as well. */
  "why.resent": { offset: number; first: string; firstOffset: number };
  "class.resent": Record<never, never>;
  "class.notIdempotent": Record<never, never>;
  "class.idempotent": Record<never, never>;
  "class.earlierForgotten": Record<never, never>;
  "why.reordered": { offset: number; overtakenBy: string; overtakerOffset: number };
  "class.inFlight": { maxInFlight: number };

  // Violations.
  "violation.log-order": {
    partition: string;
    broker: number;
    logStartOffset: number;
    highWatermark: number;
    logEndOffset: number;
  };
  "violation.two-leaders": {
    partition: string;
    leaderEpoch: number;
    broker: number;
    other: number;
  };
  /** The registry gave that epoch to nobody. */
  "violation.unnamed-leader": { partition: string; leaderEpoch: number; broker: number };
  "violation.epoch-went-back": { partition: string; from: number; to: number };
  "violation.version-went-back": { partition: string; from: number; to: number };
  "violation.leader-without-epoch": {
    partition: string;
    leaderEpoch: number;
    broker: number;
    other: number;
  };
  /** `member` of the registry's ISR lacks records below the leader's high watermark, from `offset`. */
  "violation.strong-isr": {
    partition: string;
    leader: number;
    highWatermark: number;
    member: number;
    offset: number;
    isr: string;
  };
  /** The same of the leader's own ISR. */
  "violation.weak-isr": {
    partition: string;
    leader: number;
    highWatermark: number;
    member: number;
    offset: number;
    isr: string;
  };
  /** A leader lacks records from `offset` on; all below `below` were committed. */
  "violation.leader-completeness": {
    partition: string;
    broker: number;
    leaderEpoch: number;
    offset: number;
    below: number;
  };
  "violation.epoch-cache-order": {
    partition: string;
    broker: number;
    epoch: number;
    offset: number;
    epochBefore: number;
    offsetBefore: number;
  };
  /** The newest epoch that a replica knows is newer than the one it lives in. */
  "violation.epoch-ahead": {
    partition: string;
    broker: number;
    epoch: number;
    leaderEpoch: number;
  };
  "violation.registry-state": {
    partition: string;
    leader: number;
    isr: string;
    assignment: string;
  };
  "violation.version-skipped": { partition: string; from: number; to: number };
  /** A replica lives in an epoch that the registry does not know yet. */
  "violation.unknown-epoch": {
    partition: string;
    broker: number;
    leaderEpoch: number;
    known: number;
  };
  "violation.maximal-isr": {
    partition: string;
    leader: number;
    maximalIsr: string;
    isr: string;
  };
  "violation.fetcher-state": {
    partition: string;
    broker: number;
    source: number;
    fetchers: number;
  };
  /** Faults are over, and yet a running broker is not in the ISR. */
  "violation.not-in-isr": { partition: string; broker: number; isr: string };
  /** Faults are over, and yet a broker's log differs from its leader's from `offset` on. */
  "violation.logs-differ": { partition: string; broker: number; leader: number; offset: number };
  "violation.uncommitted": { partition: string; highWatermark: number; logEndOffset: number };
  "violation.no-leader": { partition: string; isr: string };
  /** A broker does not know what the registry says. */
  "violation.stale-role": {
    partition: string;
    broker: number;
    leaderEpoch: number;
    known: number;
  };
  "violation.controllers": { brokers: string };
  "violation.log-matching": {
    partition: string;
    broker: number;
    other: number;
    offset: number;
    below: number;
  };
  "violation.ack-durability": {
    partition: string;
    offsets: string;
    leader: number;
    leaderEpoch: number;
  };
  "violation.consistent-read": {
    partition: string;
    offsets: string;
    leader: number;
    leaderEpoch: number;
  };
  "violation.read-changed": { partition: string; offset: number; before: string; now: string };
  "violation.hw-monotone": {
    partition: string;
    broker: number;
    leaderEpoch: number;
    from: number;
    to: number;
  };

  /** An append began at an offset that the log had already. */
  "violation.offset-order": { partition: string; broker: number; offset: number };
  /** Compaction took the last records of their keys. */
  "violation.materialized-state": { partition: string; broker: number; offsets: string };
  /** The same batch of an idempotent producer, at two offsets. */
  "violation.written-twice": {
    partition: string;
    broker: number;
    value: string;
    first: number;
    second: number;
  };
  "violation.overtaken": {
    partition: string;
    broker: number;
    value: string;
    offset: number;
    overtakenBy: string;
  };
  "violation.min-insync-replicas": {
    partition: string;
    offset: number;
    leader: number;
    isrSize: number;
    needed: number;
  };
  "violation.failed-records": {
    partition: string;
    broker: number;
    offset: number;
    value: string;
  };

  // The story of a run.
  "story.started": { hosts: string };
  "story.killed": { host: string };
  "story.powerLost": { host: string; lost: number };
  "story.stopped": { host: string; reason: string };
  "story.restarted": { host: string };
  "story.paused": { host: string };
  "story.resumed": { host: string };
  "story.cut": { links: string };
  "story.healed": { links: string };
  "story.clockJumped": { host: string; offsetUs: number };
  "story.damage": { partition: string; broker: number; first: number; last: number };
  "story.directoryFailed": { host: string; directory: string };
  "story.directoryRepaired": { host: string; directory: string };
  "story.sessionExpired": { host: string };
  "story.slowDisk": { host: string; syncUs: number };
  "story.fastDisk": { host: string };
  "story.slowerDisk": { host: string; times: number };
  "story.stalledDisk": { host: string };
  "story.quorumLeader": { host: string; epoch: number };
  "story.quorumLost": { host: string };
  "story.controller": { broker: number; epoch: number };
  /** `partitions`: names, or how many. */
  "story.elected": { partitions: string; leader: number; leaderEpoch: number; isr: string };
  "story.electedUncleanly": {
    partitions: string;
    leader: number;
    leaderEpoch: number;
    isr: string;
  };
  "story.noLeader": { partitions: string; isr: string };
  /** The leader is out of the ISR, and others are in it. */
  "story.leaderOut": { partitions: string; isr: string };
  "story.isr": { partitions: string; before: string; after: string };
  "story.deletionRequest": { topics: string };
  "story.partitionsAdded": { topic: string; count: number };
  "story.reassigning": { partitions: string; from: string; to: string };
  "story.reassigned": { partitions: string; replicas: string };
  /** `set` and `removed` list settings; either may be empty. */
  "story.topicSettings": { topic: string; set: string; removed: string };
  /** `<default>` for those of all brokers. */
  "story.brokerSettings": { broker: string; set: string; removed: string };
  "story.deleted": { partitions: string };
  "story.truncated": { partitions: string; broker: number; from: number; to: number };
  "story.powerTook": { partitions: string; broker: number; from: number; to: number };
  /** `values`: `r0..r9`. */
  "story.sent": { values: string; client: string };
  /** Told one after another over `overUs`, which ends now; 0: at once, as people see it. */
  "story.acked": { values: string; client: string; overUs: number };
  "story.failed": { values: string; client: string; overUs: number };
  "story.unknown": { values: string; client: string; overUs: number };
  /** Clients meet an error for the first time; `clients`: names. */
  "story.error": { clients: string; error: string };
  "story.unavailable": { partition: string; fromUs: number; toUs: number };
  "story.unavailableToTheEnd": { partition: string; fromUs: number };
  "story.lost": { values: string; class: string };
  "story.lostUnacknowledged": { values: string };
  "story.duplicated": { values: string };
  "story.reordered": { values: string };
  "story.more": { count: number };
}

export type CheckCode = keyof CheckArguments;

/** Something said: a code and its arguments. It becomes a sentence where somebody reads it. */
export type Told<C extends CheckCode = CheckCode> = {
  readonly [K in C]: { readonly code: K; readonly args: Readonly<CheckArguments[K]> };
}[C];

/** Something said of one event; `event` is -1 for what is said of none, such as a judgement. */
export type ToldOf<C extends CheckCode = CheckCode> = Told<C> & { readonly event: number };

/** The codes of violations. */
export type ViolationCode = Extract<CheckCode, `violation.${string}`>;
export type StoryCode = Extract<CheckCode, `story.${string}`>;
export type ClassCode = Extract<CheckCode, `class.${string}`>;
/** The codes of known flaws of the protocol. */
export type FlawCode =
  | "why.truncatedToHighWatermark"
  | "why.keptBelowHighWatermark"
  | "why.keptOwnEpoch"
  | "why.leaderWithoutEpoch"
  | "why.joinedBeforeEpochStart"
  | "why.compactedAboveHighWatermark"
  | "why.countedInOtherEpoch"
  | "why.truncatedInOtherEpoch"
  | "why.missedEpoch"
  | "why.divergingFetchCounted"
  | "why.sequenceReused"
  | "why.ackedAfterLoss"
  | "why.startedOver"
  | "why.formerRecords";

/** The codes of flaws of the protocol that no KIP and no JIRA is known to have repaired. */
export type OpenFlawCode = "why.isrAnswerLost" | "why.earlierForgotten";

/** How a loss, or a broken invariant, is to be judged. */
export type OutcomeClass =
  | "allowed by configuration"
  | "operator choice"
  | "beyond the guarantee"
  | "protocol bug"
  | "simulator bug";

/** The names of the invariants. */
export const INVARIANTS = [
  "log-order",
  "one-leader-per-epoch",
  "strong-isr",
  "weak-isr",
  "leader-completeness",
  "log-matching",
  "epoch-cache-order",
  "fetcher-state",
  "registry-state",
  "maximal-isr",
  "convergence",
  "ack-durability",
  "consistent-read",
  "hw-monotone",
  "offset-order",
  "materialized-state",
  "failed-records",
  "min-insync-replicas",
  "idempotence",
  "group-exclusivity",
  "assignment-completeness",
  "committed-offset-durability",
  "committed-offset-monotonicity",
] as const;

export type InvariantName = (typeof INVARIANTS)[number];

/** `1, 2, 3`. */
export function listText(values: readonly (number | string)[]): string {
  return values.join(", ");
}
