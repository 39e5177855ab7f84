import type { Micros } from "../kernel/time.ts";
import { holds } from "./conditions.ts";
import { durationMicros } from "./duration.ts";
import type { Evidence } from "./evidence.ts";
import type { ExpectationTracker } from "./expectation-tracker.ts";
import type { Found, MeasuringExpectation } from "./measurement.ts";
import type { Duration, Expectation, Localized, Values } from "./types.ts";
import { expandValues, valuesText } from "./values.ts";
import type { Watcher } from "./watcher.ts";

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
    found: tracker.found(expectation, evidence) ?? foundValues(expectation, evidence),
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
  if ("processedTwice" in expectation) {
    return sameValues(expectation.processedTwice, evidence.processedTwice);
  }
  if ("neverProcessed" in expectation) {
    const { neverProcessed, group } = expectation;
    return sameValues(neverProcessed, evidence.neverProcessed[group] ?? []);
  }
  if ("overwritten" in expectation) {
    return sameValues(expectation.overwritten, evidence.overwritten);
  }
  if (isMeasuring(expectation)) {
    const found = tracker.found(expectation, evidence);
    return found !== null && isWithin(found, expectation);
  }
  return tracker.isMet(expectation);
}

function isMeasuring(expectation: Expectation): expectation is MeasuringExpectation & Expectation {
  return ["elapsed", "messages", "latency", "unconsumed"].some((key) => key in expectation);
}

/** What applications made of records, for expectations that name some. */
function foundValues(expectation: Expectation, evidence: Evidence): Found | null {
  let values: readonly string[];
  if ("processedTwice" in expectation) values = evidence.processedTwice;
  else if ("neverProcessed" in expectation) {
    values = evidence.neverProcessed[expectation.group] ?? [];
  } else if ("overwritten" in expectation) values = evidence.overwritten;
  else return null;
  return { code: "found.values", args: { values: valuesText([...new Set(values)]) } };
}

function isWithin(found: Found, expectation: MeasuringExpectation): boolean {
  if ("elapsed" in expectation) {
    return found.code === "found.elapsed" && lasts(found.args.elapsedUs, expectation);
  }
  if ("latency" in expectation) {
    return found.code === "found.latency" && lasts(found.args.latencyUs, expectation);
  }
  if ("unconsumed" in expectation) {
    return found.code === "found.unconsumed" && lasts(found.args.unconsumedUs, expectation);
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
