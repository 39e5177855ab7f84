import type { ChoiceOverride } from "../kernel/choices.ts";
import type { FactField } from "../kernel/facts.ts";
import type { HostKind } from "../kernel/host.ts";
import type { FactArray, Json } from "./fact-json.ts";

/**
 * A trace on disk is JSON Lines: a {@link TraceHeader}, one {@link EventLine} per event, a
 * {@link MarkLine} after every 1,024 events, and a {@link FooterLine}, without which it is truncated.
 */
export const TRACE_VERSION = 2;

/** Longest line that is read, in UTF-16 units. */
export const LINE_LIMIT = 5_000_000;

/** What a run depends on. */
export interface TraceMeta {
  /** Version of Highwater. */
  readonly highwater: string;
  /** Hash of the simulator's sources. */
  readonly engine: string;
  /** The scenario as a document; null when the run had none. */
  readonly scenario: Json;
  readonly control: boolean;
  /** Unsigned 64-bit, decimal. */
  readonly seed: string;
  readonly era: string;
  readonly settings: Readonly<Record<string, Json>>;
  readonly overrides: readonly ChoiceOverride[];
}

export interface TraceHeader extends TraceMeta {
  readonly v: typeof TRACE_VERSION;
  /** The hosts; events and facts name them by `id`. */
  readonly procs: readonly { readonly id: string; readonly kind: HostKind }[];
  /** The kinds of events there can be. */
  readonly kinds: readonly string[];
  /** The facts there can be, with the names and types of their values. */
  readonly facts: Readonly<Record<string, readonly FactField[]>>;
}

export interface EventLine {
  /** Index, from 0. */
  readonly i: number;
  /** Virtual time, microseconds. */
  readonly t: number;
  /** Kind. */
  readonly k: string;
  /** Host; absent for a step from outside. */
  readonly p?: string;
  /** Indices of the events that caused it. */
  readonly c?: readonly number[];
  /** Id of the message that was delivered. */
  readonly m?: number;
  /** Facts. */
  readonly s?: readonly FactArray[];
}

export interface MarkLine {
  readonly mark: {
    /** How many events are before the mark. */
    readonly events: number;
    /** Hash of these events. */
    readonly hash: string;
    /** Hash of the state after them. */
    readonly state: string;
  };
}

export interface FooterLine {
  readonly end: true;
  readonly events: number;
  readonly hash: string;
}
