import { durationMicros } from "../../../scenario/duration.ts";
import type { Step } from "../../../scenario/types.ts";
import { expandValues } from "../../../scenario/values.ts";
import { firstOf, minimise } from "../minimise.ts";
import { hasOffsets, withOffsetsLower } from "../offsets.ts";
import type { Candidates, Pass } from "../pass.ts";
import { UNCHANGED } from "../rename.ts";
import { renamed } from "../rename-scenario.ts";
import { timeText } from "../rounding.ts";
import { type ShrinkCase, withScenario } from "../shrink-case.ts";

type ProducingStep = Extract<Step, { readonly produce: unknown }>;

/** So many records of one step are tried one by one; of more, only fewer at either end. */
const MOST_SINGLE = 24;

/** Fewer records, all at once. */
export const recordsPass: Pass = {
  name: "records",
  *candidates(start) {
    let current = start;
    for (let i = 0; i < start.scenario.steps.length; i++) {
      if (hasOffsets(current.scenario)) current = yield* withFewerRecords(current, i, true);
      current = yield* withFewerRecords(current, i, false);
      current = yield* withoutOptions(current, i);
    }
  },
};

/** @param lowers whether the offsets that steps speak of are lower then */
function* withFewerRecords(
  start: ShrinkCase,
  index: number,
  lowers: boolean,
): Candidates<ShrinkCase> {
  const step = start.scenario.steps[index];
  const all = step === undefined ? null : namesIn(step);
  if (all === null || step === undefined || !("produce" in step)) return start;
  const build = (kept: readonly string[]) => {
    if (kept.length === 0) return null;
    const fewer = withRecords(start, index, step, all, kept);
    if (!lowers) return fewer;
    return withScenario(fewer, withOffsetsLower(fewer.scenario, all.length - kept.length));
  };
  let kept = yield* narrowed(all, build);
  if (kept.length > 1 && kept.length <= MOST_SINGLE) kept = yield* minimise(kept, build);
  return kept.length === all.length ? start : (build(kept) ?? start);
}

/** Cuts off at the front and at the back, ever less, while that goes. */
function* narrowed(
  all: readonly string[],
  build: (kept: readonly string[]) => ShrinkCase | null,
): Candidates<readonly string[]> {
  let kept = all;
  for (let size = all.length >> 1; size >= 1; size >>= 1) {
    for (let isShorter = true; isShorter; ) {
      isShorter = false;
      for (const fewer of [kept.slice(0, -size), kept.slice(size)]) {
        const candidate = fewer.length < kept.length ? build(fewer) : null;
        if (candidate === null || !(yield candidate)) continue;
        kept = fewer;
        isShorter = true;
        break;
      }
    }
  }
  return kept;
}

/** The records that stay are sent when they were, if the first ones go. */
function withRecords(
  start: ShrinkCase,
  index: number,
  step: ProducingStep,
  all: readonly string[],
  kept: readonly string[],
): ShrinkCase {
  const gone = new Set(all.filter((name) => !kept.includes(name)));
  const first = all.indexOf(kept[0] ?? "");
  const atUs = step.at === undefined ? null : durationMicros(step.at);
  const everyUs = step.produce.every === undefined ? 0 : durationMicros(step.produce.every);
  const later = atUs === null || everyUs === null ? 0 : first * everyUs;
  const moved = atUs === null || later === 0 ? step : { ...step, at: timeText(atUs + later) };
  const steps = start.scenario.steps.map((other, i) => (i === index ? moved : other));
  const value = (name: string) => (gone.has(name) ? null : name);
  return withScenario(start, renamed({ ...start.scenario, steps }, { ...UNCHANGED, value }));
}

function* withoutOptions(start: ShrinkCase, index: number): Candidates<ShrinkCase> {
  let current = start;
  for (const option of ["every", "onError", "keys", "key"]) {
    const step = current.scenario.steps[index];
    if (step === undefined || !("produce" in step) || !(option in step.produce)) continue;
    const fields = Object.entries(step.produce).filter(([name]) => name !== option);
    const plain: Step = { ...step, produce: Object.fromEntries(fields) as typeof step.produce };
    const steps = current.scenario.steps.map((other, i) => (i === index ? plain : other));
    const candidate = withScenario(current, { ...current.scenario, steps });
    current = (yield* firstOf([candidate])) ?? current;
  }
  return current;
}

/** Null when the step sends none, or some without names. */
function namesIn(step: Step): readonly string[] | null {
  const values = "produce" in step ? expandValues(step.produce.values) : null;
  const names = values?.filter((value) => value !== null) ?? [];
  return names.length === 0 || names.length !== values?.length ? null : names;
}
