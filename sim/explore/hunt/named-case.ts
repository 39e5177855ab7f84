import { checkScenario } from "../../scenario/parse.ts";
import { InputError } from "../../scenario/problems.ts";
import { controlEraOf } from "../../scenario/scenario-era.ts";
import type { Control, Localized, Scenario, Step } from "../../scenario/types.ts";
import { faultStepsOf, withoutFault } from "../explain/fault-steps.ts";
import { eraNamed, type RunInput } from "../run-input.ts";
import type { RunResult } from "../run-result.ts";
import { attempt, HUNT_LIMITS } from "./attempt.ts";
import { expectationsFor, type Say, whatWentWrong } from "./case-expectations.ts";
import { type Finding, signatureOf } from "./outcome.ts";
import type { Find } from "./plan.ts";

/** What the control of a case may change, and how it is called. */
export interface ControlIdea {
  readonly title: Localized;
  readonly change: Control["change"];
}

export interface CaseParts {
  /** A run that fails, whose scenario says era, settings, seed and choices itself. */
  readonly input: RunInput;
  readonly finding: Finding;
  readonly find: Find;
  /** The seed that showed it. */
  readonly seed: string;
  /** What is known to save it, the best first. */
  readonly ideas: readonly ControlIdea[];
  readonly say: Say;
}

/** A case that people can read, and that proves itself. */
export interface NamedCase {
  readonly input: RunInput;
  /** Of the case; null when the simulator stops itself in it. */
  readonly result: RunResult | null;
  /** Runs it took. */
  readonly runs: number;
}

const NO_TEXT: Localized = { en: "", zh: "" };

/**
 * Gives a failing run an id, a title, an explanation, expectations that hold for it, and a control that is
 * run too: the first idea with which the failure does not happen and something is otherwise than expected.
 */
export function namedCase(parts: CaseParts): NamedCase {
  const { input, finding, seed, say } = parts;
  const { era } = input;
  const { invariant, class: judged, fix, message } = finding;
  const args = { invariant, class: judged, fix: fix ?? "", message: message ?? "", era, seed };
  const scenario: Scenario = {
    ...input.scenario,
    id: idOf(finding, era, seed),
    group: "found",
    importance: 1,
    title: say({ code: "case.title", args: { invariant, era } }),
    explanation: say({ code: "case.explanation", args }),
    expect: [],
    control: { title: NO_TEXT, change: {}, expect: [] },
  };
  const named = { ...input, scenario };
  const { result } = attempt(named, parts.find, { trace: "off", limits: HUNT_LIMITS });
  if (result === null) return { input: named, result, runs: 1 };
  const respects = whatWentWrong(result);
  const expect = expectationsFor(respects, result, say);
  const ideas = [...parts.ideas, ...lastResorts(scenario, say)];
  let runs = 1;
  for (const { title, change } of ideas) {
    const tried: Scenario = { ...scenario, expect, control: { title, change, expect } };
    const held = controlResult({ ...named, scenario: tried }, parts);
    runs++;
    if (held === null) continue;
    const control: Control = { title, change, expect: expectationsFor(respects, held, say) };
    return { input: { ...named, scenario: { ...tried, control } }, result, runs };
  }
  const control: Control = {
    title: say({ code: "case.nothingSaves", args: {} }),
    change: {},
    expect,
  };
  return { input: { ...named, scenario: { ...scenario, expect, control } }, result, runs };
}

/** What comes of the control; null when it is no good: as wrong as the case, or without an end. */
function controlResult(input: RunInput, { finding, find }: CaseParts): RunResult | null {
  const { scenario } = input;
  if (!isScenario(scenario)) return null;
  const era = controlEraOf(scenario, eraNamed(input.era));
  const options = { trace: "off", limits: HUNT_LIMITS } as const;
  const { findings, result } = attempt({ ...input, control: true, era }, find, options);
  if (result === null || result.inconclusive !== null) return null;
  const signature = signatureOf(finding);
  if (findings.some((found) => signatureOf(found) === signature)) return null;
  return result.expectations.some(({ met }) => !met) ? result : null;
}

function isScenario(value: Scenario): boolean {
  try {
    checkScenario(value);
    return true;
  } catch (thrown) {
    if (thrown instanceof InputError) return false;
    throw thrown;
  }
}

/** What is left when no single change saves a case. */
function lastResorts({ steps }: Scenario, say: Say): readonly ControlIdea[] {
  return [
    { title: say({ code: "case.noFaults", args: {} }), change: { steps: undisturbed(steps) } },
    { title: say({ code: "case.noSteps", args: {} }), change: { steps: [] } },
  ];
}

function undisturbed(steps: readonly Step[]): readonly Step[] {
  const [begin] = faultStepsOf(steps);
  if (begin === undefined) return steps;
  return undisturbed(withoutFault(steps, begin).filter((step) => step !== null));
}

/** `ack-durability-kip-101-0.10.2-seed-412`. */
function idOf({ invariant, fix }: Finding, era: string, seed: string): string {
  const parts = [invariant, ...(fix === null ? [] : [fix]), era, "seed", seed];
  return parts
    .join("-")
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, "-")
    .slice(0, 80);
}
