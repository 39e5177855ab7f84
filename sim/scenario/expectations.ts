import type { Micros } from "../kernel/time.ts";
import { holds } from "./conditions.ts";
import { durationMicros } from "./duration.ts";
import type { ExpectationTracker } from "./expectation-tracker.ts";
import type { Expectation, Localized, Values } from "./types.ts";
import { expandValues } from "./values.ts";
import type { Watcher } from "./watcher.ts";

/** What the accounts of a run say, as far as expectations ask. */
export interface Evidence {
  /** Values of acknowledged records that are on no replica. */
  readonly lost: readonly string[];
  /** Values of records that nobody promised to keep and that are on no replica. */
  readonly lostUnacknowledged: readonly string[];
  /** Values that are in the final log more than once. */
  readonly duplicated: readonly string[];
  /** Time without a leader that answers, in all, by partition. */
  readonly unavailableUs: Readonly<Record<string, Micros>>;
  /** Names of the violated invariants. */
  readonly violations: readonly string[];
}

/** An expectation and whether the run met it. */
export interface ExpectationResult {
  readonly text: Localized;
  readonly met: boolean;
}

/** Holds a finished run against what was expected of it. */
export function evaluateExpectations(
  expectations: readonly Expectation[],
  tracker: ExpectationTracker,
  watcher: Watcher,
  evidence: Evidence,
): readonly ExpectationResult[] {
  return expectations.map((expectation) => ({
    text: expectation.text,
    met: isMet(expectation, tracker, watcher, evidence),
  }));
}

function isMet(
  expectation: Expectation,
  tracker: ExpectationTracker,
  watcher: Watcher,
  evidence: Evidence,
): boolean {
  if ("lost" in expectation) return sameValues(expectation.lost, evidence.lost);
  if ("lostUnacknowledged" in expectation) {
    return sameValues(expectation.lostUnacknowledged, evidence.lostUnacknowledged);
  }
  if ("duplicated" in expectation) return sameValues(expectation.duplicated, evidence.duplicated);
  if ("violations" in expectation) return sameValues(expectation.violations, evidence.violations);
  if ("status" in expectation) {
    const { records, status } = expectation;
    return (expandValues(records) ?? []).every((v) => watcher.records.haveStatus(v, status));
  }
  if ("finally" in expectation) return holds(expectation.finally, watcher);
  if ("unavailable" in expectation) {
    const { unavailable, atLeast, atMost } = expectation;
    const total = evidence.unavailableUs[unavailable] ?? 0;
    const least = atLeast === undefined ? 0 : (durationMicros(atLeast) ?? 0);
    const most = atMost === undefined ? null : durationMicros(atMost);
    return total >= least && (most === null || total <= most);
  }
  return tracker.isMet(expectation);
}

/** The same values, in any order, however often. */
function sameValues(expected: Values, found: readonly string[]): boolean {
  const wanted = new Set(expandValues(expected) ?? []);
  const there = new Set(found);
  return wanted.size === there.size && [...wanted].every((value) => there.has(value));
}
