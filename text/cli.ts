import { cliEn } from "./cli.en.ts";
import { cliZh } from "./cli.zh.ts";
import type { HuntText } from "./hunt.ts";
import type { Language } from "./messages.ts";

/** What the command line says itself. */
export interface CliText {
  readonly headings: {
    readonly story: string;
    readonly records: string;
    readonly groups: string;
    readonly unavailable: string;
    readonly errors: string;
    readonly violations: string;
    readonly expectations: string;
  };
  readonly controlOf: (title: string) => string;
  readonly openIt: string;
  readonly columns: Readonly<Record<CliColumn, string>>;
  /** By the name in JSON. */
  readonly statuses: Readonly<Record<string, string>>;
  readonly classes: Readonly<Record<string, string>>;
  readonly setting: {
    readonly era: (era: string) => string;
    readonly seed: (seed: string) => string;
    readonly brokers: (count: number) => string;
    readonly topic: (name: string, partitions: number, replicas: number) => string;
    readonly overrides: (count: number) => string;
    /** A host whose version is not the run's. */
    readonly otherEra: (host: string, era: string) => string;
  };
  readonly about: (subject: string, said: string) => string;
  readonly more: (count: number) => string;
  readonly whyOf: (value: string) => string;
  readonly hash: string;
  readonly engine: string;
  readonly verdict: {
    readonly sentence: (verdict: string, findings: readonly string[]) => string;
    readonly asExpected: string;
    readonly nothingExpected: string;
    readonly unmet: (unmet: number, of: number) => string;
    readonly unexpected: (invariants: string) => string;
    readonly inconclusive: string;
    readonly nothingLost: string;
    readonly lost: (count: number, classes: string) => string;
    readonly lostUnacknowledged: (count: number) => string;
    readonly duplicated: (count: number) => string;
    readonly reordered: (count: number) => string;
    readonly processedTwice: (count: number) => string;
    readonly neverProcessed: (count: number) => string;
    /** Said of a run with changed settings that did not turn out as the scenario expects. */
    readonly changedSettings: string;
  };
  readonly inconclusive: {
    readonly wait: (step: string) => string;
    readonly awaited: (condition: string) => string;
    readonly found: (state: string) => string;
    readonly impossible: (step: string, host: string) => string;
    readonly events: (step: string, limit: string) => string;
    readonly virtualTime: (step: string, limit: string) => string;
    readonly busiest: (kinds: string) => string;
    readonly startUp: string;
    readonly step: (number: number) => string;
    readonly afterSteps: string;
  };
  readonly events: (count: string) => string;
  readonly virtualTime: (seconds: string) => string;
  readonly traceWritten: (path: string) => string;
  readonly list: {
    readonly allEras: string;
    /** `eras`: `0.8.2–0.10.2`. */
    readonly fixedFrom: (eras: string, era: string) => string;
    readonly hint: string;
  };
  readonly era: {
    readonly title: (era: string, released: string) => string;
    readonly newSince: (before: string) => string;
    readonly asIn: (before: string) => string;
    readonly fromTheBeginning: string;
    /** How it was in the era before. */
    readonly was: (before: string, value: string, does: string) => string;
    /** A mark of switches on which brokers must agree, and what it means. */
    readonly wire: string;
    readonly legendWire: string;
    readonly defaults: (usual: string) => string;
    readonly newSetting: string;
    readonly otherwise: (era: string, value: string) => string;
    readonly unknown: string;
    readonly since: (era: string) => string;
    readonly bugs: string;
    readonly listHint: (usual: string) => string;
    readonly hint: (era: string) => string;
  };
  readonly matrix: {
    readonly lost: (count: string) => string;
    readonly diverges: string;
    readonly duplicated: (count: string) => string;
    readonly failed: (count: string) => string;
    readonly ok: string;
    readonly unmet: string;
    readonly inconclusive: string;
    readonly refused: string;
    readonly violated: string;
    readonly legendDiverges: string;
    readonly legendSilent: string;
    readonly legendInconclusive: string;
    readonly legendFailed: string;
    readonly behind: string;
    /** `eras`: `0.8.2–0.10.2`. */
    readonly bug: (eras: string, judged: string, fix: string | null) => string;
    readonly summary: (
      scenarios: number,
      eras: number,
      failed: number,
      inconclusive: number,
    ) => string;
    readonly progress: (done: number, all: number, id: string, era: string) => string;
  };
  readonly verify: {
    readonly case: string;
    readonly control: string;
    readonly ok: string;
    readonly unmet: string;
    readonly inconclusive: string;
    readonly noDifference: string;
    readonly summary: (pairs: number, failed: number, inconclusive: number) => string;
    readonly progress: (done: number, all: number, id: string) => string;
  };
  readonly replay: {
    readonly same: (events: string, hash: string) => string;
    readonly sameTwice: (events: string, hash: string) => string;
    readonly otherEngine: (theirs: string, ours: string) => string;
    readonly differs: (event: number) => string;
    readonly linkDiffers: (event: number) => string;
    readonly parts: (event: number) => string;
    readonly nondeterministic: (event: number) => string;
    readonly recorded: string;
    readonly now: string;
    readonly first: string;
    readonly second: string;
    /** Headings of the table of what the states differ in: where, and what was there before. */
    readonly state: string;
    readonly before: string;
    readonly sameState: string;
    /** The states differ first after a later event. */
    readonly laterState: (event: number) => string;
    /** Heading of what differs in seeds, settings and scenarios. */
    readonly inputs: string;
  };
  readonly serve: {
    readonly at: (url: string) => string;
    readonly stop: string;
  };
  readonly hunt: HuntText;
}

export type CliColumn =
  | "sent"
  | "acked"
  | "failed"
  | "unknown"
  | "unacknowledged"
  | "lost"
  | "unsent"
  | "ambiguous"
  | "duplicated"
  | "group"
  | "generation"
  | "processed"
  | "processedTwice"
  | "neverProcessed"
  | "overwritten"
  | "unconsumed"
  | "reordered"
  | "partition"
  | "offset"
  | "value"
  | "status"
  | "class"
  | "from"
  | "to"
  | "duration"
  | "scenario"
  | "result";

/** The words of a language. */
export function cliText(language: Language): CliText {
  return language === "zh" ? cliZh : cliEn;
}
