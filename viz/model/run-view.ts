import type { Localized } from "../../sim/index.ts";
import type { MessageClass } from "./message-class.ts";

/** What the page knows of a run as a whole, once it is open. */
export interface RunView {
  readonly origin: RunOrigin;
  readonly summary: RunSummary;
  readonly hosts: readonly HostView[];
  /** Pairs of hosts that ever speak with each other. */
  readonly links: readonly (readonly [string, string])[];
  /** Partitions of people's own topics. */
  readonly partitions: readonly string[];
  /** Partitions of Kafka's own topics that some group of this run belongs to. */
  readonly internalPartitions: readonly string[];
  /** Replicas of people's partitions at the end of the run: so many lanes of logs there will be. */
  readonly replicas: number;
  /** Whether records have keys, which the logs then show. */
  readonly keyed: boolean;
  /** Virtual time of every event, microseconds. */
  readonly times: Float64Array;
  /** Index into {@link EVENT_CLASSES} of every event. */
  readonly classes: Uint8Array;
  /** Events that everybody should see: faults, elections, ISR changes, losses, violations. */
  readonly milestones: readonly MilestoneView[];
  /** Event at which the page opens. */
  readonly firstMoment: number;
  readonly timeline: TimelineView;
  readonly invariants: readonly InvariantView[];
}

export const EVENT_CLASSES: readonly (MessageClass | "other")[] = [
  "produce",
  "fetch",
  "control",
  "zk",
  "group",
  "other",
];

export interface HostView {
  readonly name: string;
  readonly kind: string;
  readonly broker: number | null;
}

/** Where a run came from. */
export type RunOrigin =
  | {
      readonly kind: "scenario";
      readonly scenario: string;
      readonly control: boolean;
      readonly title: Localized;
      readonly explanation: Localized;
      /** The case's other side, in words. */
      readonly controlTitle: Localized;
    }
  | { readonly kind: "trace"; readonly name: string };

/** Where a person may go from a run, and what should be known of it and its era. */
export interface RunChoices {
  /** The link that makes the same run again; null for a trace whose inputs are not known. */
  readonly link: string | null;
  /** The same with or without the case's one change. */
  readonly otherSide: string | null;
  /** The same in each version of Kafka, oldest first. */
  readonly eras: readonly EraChoice[];
  /** Hosts whose version is not the run's. */
  readonly otherEras: readonly { readonly host: string; readonly era: string }[];
  readonly notices: readonly Localized[];
}

export interface EraChoice {
  readonly era: string;
  readonly link: string;
  /** Whether the case says what must come of it in that version. */
  readonly isSpoken: boolean;
}

/** A trace cannot be run again. */
export const NO_CHOICES: RunChoices = {
  link: null,
  otherSide: null,
  eras: [],
  otherEras: [],
  notices: [],
};

export interface RunSummary extends RunChoices {
  readonly engine: string;
  readonly seed: string;
  readonly era: string;
  /** Settings that the run changes, as `acks=all`. */
  readonly changedSettings: readonly string[];
  /** 16 hex digits. */
  readonly hash: string;
  readonly events: number;
  /** What should be known before trusting the picture. */
  readonly warnings: readonly RunWarning[];
  /** Whether every expectation held; null when there are none. */
  readonly ok: boolean | null;
  readonly expectations: readonly {
    readonly text: Localized;
    readonly met: boolean;
  }[];
  readonly records: RecordCounts;
  readonly lost: readonly RecordOutcomeView[];
  readonly unsent: readonly RecordOutcomeView[];
  readonly ambiguous: readonly RecordOutcomeView[];
  readonly duplicated: readonly RecordOutcomeView[];
  readonly reordered: readonly RecordOutcomeView[];
  /** What became of records in consumer groups. */
  readonly processedTwice: readonly RecordOutcomeView[];
  readonly neverProcessed: readonly RecordOutcomeView[];
  readonly overwritten: readonly RecordOutcomeView[];
  readonly story: readonly StoryItemView[];
}

/** What came of a run, as its checks and accounts say. */
export interface Outcome
  extends Pick<
    RunSummary,
    | "ok"
    | "expectations"
    | "records"
    | "lost"
    | "unsent"
    | "ambiguous"
    | "duplicated"
    | "reordered"
    | "processedTwice"
    | "neverProcessed"
    | "overwritten"
    | "story"
  > {
  readonly violations: readonly ViolationMark[];
  readonly invariants: readonly InvariantView[];
}

export interface RecordCounts {
  readonly sent: number;
  readonly acked: number;
  readonly failed: number;
  readonly unknown: number;
  readonly unacknowledged: number;
}

/** What became of a record that is lost, there twice, or out of order. */
export interface RecordOutcomeView {
  /** Number of the record in the run. */
  readonly record: number;
  /** The consumer group that it is about; null: none. */
  readonly group: string | null;
  readonly partition: string;
  /** -1: unknown. */
  readonly offset: number;
  readonly value: string;
  readonly status: string;
  readonly class: string;
  /** The KIP or the JIRA that repaired it; null when none is known. */
  readonly fix: string | null;
  /** Events, oldest first. */
  readonly causes: readonly number[];
  /** Sentences, in the order of what happened. */
  readonly why: readonly Localized[];
  /** Which kinds of things happened to it: alike for records that met their fate in the same way. */
  readonly chain: string;
}

/** A line of the story of a run. */
export interface StoryItemView {
  readonly event: number;
  readonly timeUs: number;
  readonly text: Localized;
}

export type RunWarning =
  /** Another engine made the link or trace. */
  | { readonly code: "engine"; readonly made: string; readonly here: string }
  /** After so many events the state is not the one that the trace says. */
  | { readonly code: "fold"; readonly events: number }
  /** The run did not come to its end. */
  | {
      readonly code: "inconclusive";
      readonly reason: "wait" | "impossible" | "quiet" | "limit";
      /** Number of the scenario's step, from 1; 0 is the start-up. */
      readonly step: number;
    };

export type MilestoneKind =
  | "fault"
  | "election"
  | "controller"
  | "isr"
  | "truncation"
  | "session"
  | "rebalance"
  | "violation";

export interface MilestoneView {
  readonly index: number;
  readonly kind: MilestoneKind;
}

/** What the time axis shows. Stretches are half open: [from, to) in event indices. */
export interface TimelineView {
  readonly faults: readonly FaultBand[];
  readonly controllers: readonly ControllerRun[];
  readonly partitions: Readonly<Record<string, PartitionTimeline>>;
  /** Consumer groups that there ever are, by id. */
  readonly groups: readonly GroupOfRun[];
  readonly violations: readonly ViolationMark[];
}

/** A consumer group over a whole run. */
export interface GroupOfRun {
  readonly id: string;
  /** Hosts that are ever its members, in the order of the trace. */
  readonly clients: readonly string[];
  /** Topics that it ever has partitions or offsets of. */
  readonly topics: readonly string[];
  /** The partition whose leader is its coordinator; null: there is no `__consumer_offsets`. */
  readonly offsetsPartition: string | null;
  readonly runs: readonly GroupRun[];
}

export type GroupPhase = "Empty" | "PreparingRebalance" | "CompletingRebalance" | "Stable";

/** For so long a group was in a state, as its coordinator of the time held it. */
export interface GroupRun {
  readonly from: number;
  readonly to: number;
  readonly phase: GroupPhase;
  readonly generation: number;
}

export interface FaultBand {
  readonly from: number;
  readonly to: number;
  readonly kind: "down" | "paused" | "cut" | "slow" | "failing";
  /** Host, or `from>to` of every link, with blanks between them. */
  readonly what: string;
  /** Why; of a slow disk how long an fsync takes, in ms; of a failing one the directory. */
  readonly reason: string;
}

export interface ControllerRun {
  readonly from: number;
  readonly to: number;
  readonly broker: number;
  readonly epoch: number;
}

export interface PartitionTimeline {
  readonly leaders: readonly LeaderRun[];
  readonly isr: readonly IsrRun[];
}

export interface LeaderRun {
  readonly from: number;
  readonly to: number;
  readonly leader: number;
  readonly epoch: number;
}

export interface IsrRun {
  readonly from: number;
  readonly to: number;
  readonly isr: readonly number[];
  /** Whether as many are in sync as the partition has replicas. */
  readonly whole: boolean;
}

export interface ViolationMark {
  readonly index: number;
  readonly invariant: string;
  readonly class: string;
  /** The KIP or the JIRA that repaired it; null when none is known. */
  readonly fix: string | null;
  readonly detail: Localized;
}

export interface InvariantView {
  readonly name: string;
  /** Events at which it was violated. */
  readonly violations: readonly number[];
}
