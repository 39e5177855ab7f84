import type { ConfigValues } from "../kafka/config/config.ts";
import type { Duration, Values } from "./types-parts.ts";

export type ClientSpec = ProducerSpec | ConsumerSpec;

export interface ProducerSpec {
  readonly name: string;
  readonly producer: ConfigValues;
  /** Version of the client; absent: the run's era. */
  readonly era?: string;
  /** Absent: with the cluster. */
  readonly starts?: "byStep";
}

export interface ConsumerSpec {
  readonly name: string;
  readonly consumer: ConfigValues;
  /** Version of the client; absent: the run's era. */
  readonly era?: string;
  /** Absent: with the cluster; `byStep`: not before a `start` step. */
  readonly starts?: "byStep";
  /** Partitions it reads, as `topic-partition`, whoever else does; or `subscribe`. */
  readonly assign?: readonly string[];
  /** Topics whose partitions are shared out among the members of its `group.id`. */
  readonly subscribe?: readonly string[];
  /** What its application does with the records; absent: nothing, which takes no time. */
  readonly application?: ApplicationSpec;
  /**
   * By the keys of records, how old they must be before the application acts on them. Until the next
   * record of a partition is, the application pauses the partition.
   */
  readonly delays?: Readonly<Record<string, Duration>>;
}

/** An application that consumes: it polls, works on what it got, has an effect outside, and commits. */
export interface ApplicationSpec {
  /** How long it works on a record; absent: no time. */
  readonly processing?: Duration;
  /**
   * `poll` (absent): it works on what a poll returned before it polls again. `worker`: it hands records to
   * another thread, which works on them one after another, and polls on.
   */
  readonly thread?: "poll" | "worker";
  /** When it commits by itself; absent: never (`enable.auto.commit` may). */
  readonly commit?: "beforeProcessing" | "afterProcessing" | "afterEachRecord";
  /** `sync` (absent) waits until the commit is done, or fails. */
  readonly commitMode?: "sync" | "async";
  /**
   * What it does when partitions are taken from it (`onPartitionsRevoked`): nothing (absent), or it stops
   * work on their records and commits what it is through with.
   */
  readonly onRevoked?: "nothing" | "commit";
  /**
   * What the outside system does with an effect: `append` (absent) adds it; `put` overwrites what is there
   * for the record's key; `unique` takes one per value, as a table with a unique key does; `fenced` refuses
   * one of an older generation of the group than it has seen for the partition.
   */
  readonly effect?: "append" | "put" | "unique" | "fenced";
  /** Records whose processing fails, and what the application does then. */
  readonly fails?: FailureSpec;
  /** It sends each record on, with its key, to another topic, and is through with it when that is acked. */
  readonly forward?: ForwardSpec;
}

/** A change of an application: null takes away what was there. */
export type ApplicationChange = {
  readonly [K in keyof ApplicationSpec]?: ApplicationSpec[K] | null;
};

export interface FailureSpec {
  readonly values: Values;
  /** How often in all; absent: always. */
  readonly times?: number;
  /** Tries at once again; goes on with the next; seeks back to it and polls again; or ends the process. */
  readonly then: "retry" | "skip" | "seekBack" | "exit";
}

export interface ForwardSpec {
  readonly topic: string;
  readonly producer?: ConfigValues;
}
