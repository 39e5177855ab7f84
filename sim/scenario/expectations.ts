import type { Micros } from "../kernel/time.ts";
import { holds } from "./conditions.ts";
import { durationMicros } from "./duration.ts";
import type { ExpectationTracker } from "./expectation-tracker.ts";
import type { Found, MeasuringExpectation } from "./measurement.ts";
import type { Duration, Expectation, Localized, Values } from "./types.ts";
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
  /** Values behind one in the final log that the same producer sent later. */
  readonly reordered: readonly string[];
  /** Time without a leader that answers, in all, by partition. */
  readonly unavailableUs: Readonly<Record<string, Micros>>;
  /** Names of the violated invariants. */
  readonly violations: readonly string[];
}

/** An expectation and whether the run met it. */
export interface ExpectationResult {
  readonly text: Localized;
  readonly met: boolean;
  /** What was measured; null for an expectation that measures nothing. */
  readonly found: Found | null;
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
    found: tracker.found(expectation),
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
  if ("reordered" in expectation) return sameValues(expectation.reordered, evidence.reordered);
  if ("violations" in expectation) return sameValues(expectation.violations, evidence.violations);
  if ("status" in expectation) {
    const { records, status } = expectation;
    return (expandValues(records) ?? []).every((v) => watcher.records.haveStatus(v, status));
  }
  if ("finally" in expectation) return holds(expectation.finally, watcher);
  if ("unavailable" in expectation) {
    return lasts(evidence.unavailableUs[expectation.unavailable] ?? 0, expectation);
  }
  if ("elapsed" in expectation || "messages" in expectation || "latency" in expectation) {
    const found = tracker.found(expectation);
    return found !== null && isWithin(found, expectation);
  }
  return tracker.isMet(expectation);
}

function isWithin(found: Found, expectation: MeasuringExpectation): boolean {
  if ("elapsed" in expectation) {
    return found.code === "found.elapsed" && lasts(found.args.elapsedUs, expectation);
  }
  if ("latency" in expectation) {
    return found.code === "found.latency" && lasts(found.args.latencyUs, expectation);
  }
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } = expectation;
  if (found.code !== "found.messages") return false;
  return found.args.count >= atLeast && found.args.count <= atMost;
}

function lasts(
  us: Micros,
  { atLeast, atMost }: { readonly atLeast?: Duration; readonly atMost?: Duration },
): boolean {
  const least = atLeast === undefined ? 0 : (durationMicros(atLeast) ?? 0);
  const most = atMost === undefined ? null : durationMicros(atMost);
  return us >= least && (most === null || us <= most);
}

/** The same values, in any order, however often. */
function sameValues(expected: Values, found: readonly string[]): boolean {
  const wanted = new Set(expandValues(expected) ?? []);
  const there = new Set(found);
  return wanted.size === there.size && [...wanted].every((value) => there.has(value));
}
