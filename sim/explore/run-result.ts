import type { GroupOutcome } from "../check/groups/group-accounts.ts";
import type { CheckReport } from "../check/report.ts";
import type { StoryLine } from "../check/story.ts";
import type { Violation } from "../check/violation.ts";
import { US_PER_MS } from "../kernel/time.ts";
import type { Evidence } from "../scenario/evidence.ts";
import { type ExpectationResult, evaluateExpectations } from "../scenario/expectations.ts";
import type { Inconclusive } from "../scenario/outcome.ts";
import type { BegunStep } from "../scenario/runner.ts";
import type { Expectation, Localized, Scenario } from "../scenario/types.ts";
import type { Run } from "./run.ts";
import type { RunInput } from "./run-input.ts";

/** A line of the story: told by the checks, or a note that the scenario has on a step. */
export type StoryItem =
  | StoryLine
  | { readonly event: number; readonly timeUs: number; readonly note: Localized };

/** 0: as expected; 1: an unmet expectation or an unexpected violation; 2: inconclusive. */
export type RunStatus = 0 | 1 | 2;

/** What came of a run. */
export interface RunResult {
  readonly input: RunInput;
  /** The scenario as it ran. */
  readonly scenario: Scenario;
  /** 16 hexadecimal digits; null when the run was not recorded. */
  readonly hash: string | null;
  readonly events: number;
  readonly virtualMs: number;
  readonly report: CheckReport;
  readonly story: readonly StoryItem[];
  readonly expectations: readonly ExpectationResult[];
  /**
   * Of a control: the expectations of the case itself. When the control meets them all, nothing
   * differs, and the pair proves nothing. Null for other runs.
   */
  readonly caseExpectations: readonly ExpectationResult[] | null;
  /** Violations that are bugs and that the scenario does not expect. */
  readonly unexpected: readonly Violation[];
  readonly inconclusive: Inconclusive | null;
  readonly status: RunStatus;
}

/** Draws up the result of a run as it stands. */
export function resultOf(
  run: Run,
  begun: readonly BegunStep[],
  inconclusive: Inconclusive | null,
): RunResult {
  const { input, scenario, sim, recorder, tracker, watcher } = run;
  if (inconclusive === null && run.faultsAreOver) run.checker.checkConvergence();
  const report = run.checker.report();
  const evidence = evidenceOf(report);
  const evaluate = (expected: readonly Expectation[]) =>
    evaluateExpectations(expected, tracker, watcher, evidence);
  const expectations = evaluate(scenario.expect);
  const unexpected = unexpectedViolations(report, scenario);
  const allMet = expectations.every(({ met }) => met);
  return {
    input,
    scenario,
    hash: recorder?.trace.hash ?? null,
    events: sim.events,
    virtualMs: sim.now / US_PER_MS,
    report,
    story: withNotes(report.story, begun, scenario),
    expectations,
    caseExpectations: input.control ? evaluate(input.scenario.expect) : null,
    unexpected,
    inconclusive,
    status: unexpected.length > 0 ? 1 : inconclusive !== null ? 2 : allMet ? 0 : 1,
  };
}

function evidenceOf({ ledger, groups, unavailable, violations, endUs }: CheckReport): Evidence {
  const unavailableUs: Record<string, number> = {};
  for (const { partition, fromUs, toUs } of unavailable) {
    unavailableUs[partition] = (unavailableUs[partition] ?? 0) + (toUs ?? endUs) - fromUs;
  }
  return {
    lost: ledger.lost.map(({ value }) => value),
    lostUnacknowledged: ledger.lostUnacknowledged.map(({ value }) => value),
    duplicated: ledger.duplicated.map(({ value }) => value),
    reordered: ledger.reordered.map(({ value }) => value),
    unavailableUs,
    processedTwice: groups.processedTwice.map(({ value }) => value),
    neverProcessed: valuesByGroup(groups.neverProcessed),
    overwritten: groups.overwritten.map(({ key }) => key),
    unconsumed: groups.unconsumed.map((window) => ({ ...window, toUs: window.toUs ?? endUs })),
    violations: violations.map(({ invariant }) => invariant),
  };
}

function valuesByGroup(outcomes: readonly GroupOutcome[]): Record<string, readonly string[]> {
  const values: Record<string, string[]> = {};
  for (const { group, value } of outcomes) {
    const known = values[group];
    if (known === undefined) values[group] = [value];
    else known.push(value);
  }
  return values;
}

/** Bugs that no expectation of the scenario names. */
function unexpectedViolations(report: CheckReport, scenario: Scenario): readonly Violation[] {
  const expected = scenario.expect.flatMap((e) => ("violations" in e ? e.violations : []));
  return report.violations.filter(
    ({ class: judged, invariant }) =>
      (judged === "protocol bug" || judged === "simulator bug") && !expected.includes(invariant),
  );
}

/** Puts the notes of steps in the place of the standard sentences about them. */
function withNotes(
  story: readonly StoryLine[],
  begun: readonly BegunStep[],
  { steps }: Scenario,
): readonly StoryItem[] {
  const notes = begun.flatMap(({ index, event, timeUs }) => {
    const step = steps[index];
    if (step?.note === undefined) return [];
    return [{ event, timeUs, note: step.note, replaces: !("wait" in step || "sleep" in step) }];
  });
  const replaced = new Set(notes.flatMap(({ event, replaces }) => (replaces ? [event] : [])));
  const items: StoryItem[] = [
    ...notes.map(({ event, timeUs, note }) => ({ event, timeUs, note })),
    ...story.filter(({ event }) => !replaced.has(event)),
  ];
  // Sorting is stable: a note comes before what follows from its step.
  return items.sort((x, y) => x.event - y.event);
}
