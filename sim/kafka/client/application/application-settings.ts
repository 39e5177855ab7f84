import type { Micros } from "../../../kernel/time.ts";
import type { ConfigValues } from "../../config/config.ts";

/** What the outside system does with the effect of a record; see `OutsideSystem`. */
export type Effect = "append" | "put" | "unique" | "fenced";

/** What an application does with the records that it polls. */
export interface ApplicationSettings {
  /** How long it works on a record. */
  readonly processingUs: Micros;
  /** Who works: the thread that polls, or another, while that one polls on. */
  readonly thread: "poll" | "worker";
  /** When it commits by itself. */
  readonly commit: "never" | "beforeProcessing" | "afterProcessing" | "afterEachRecord";
  readonly commitMode: "sync" | "async";
  /** What it does in `onPartitionsRevoked`. */
  readonly onRevoked: "nothing" | "commit";
  readonly effect: Effect;
  /** Null: processing never fails. */
  readonly fails: FailureRule | null;
  /** Null: records have an effect on the outside system. Else they are sent on, and that is their effect. */
  readonly forward: ForwardRule | null;
}

/** Records whose processing fails. */
export interface FailureRule {
  readonly values: readonly string[];
  /** How often each of them fails, in all lives of the application; Infinity: always. */
  readonly times: number;
  /** Tries again at once; goes on with the next; seeks back to it; or the process ends. */
  readonly reaction: "retry" | "skip" | "seekBack" | "exit";
}

export interface ForwardRule {
  readonly topic: string;
  /** Producer settings that are not the defaults. */
  readonly producer: ConfigValues;
}
