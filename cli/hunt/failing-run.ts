import { plainInput } from "../../sim/explore/explain/change.ts";
import { type Attempt, attempt } from "../../sim/explore/hunt/attempt.ts";
import { signatureOf } from "../../sim/explore/hunt/outcome.ts";
import type { Find, HuntPlan } from "../../sim/explore/hunt/plan.ts";
import { DEFAULT_LIMITS, eraNamed, type RunInput, type Scenario } from "../../sim/index.ts";
import type { FinishJob } from "./work.ts";

const OPTIONS = { trace: "off", limits: DEFAULT_LIMITS } as const;

/** A run that fails, as a search would have found it; or why it is none. */
export type FailingRun =
  | { readonly job: Pick<FinishJob, "plan" | "found"> }
  | { readonly fine: "fine" | "onlyAllowed" | "inconclusive" };

/**
 * Runs something once and says how it fails: the gravest way.
 * @param find what counts; null: bugs, and when there are none, what is allowed too
 */
export function failingRun(input: RunInput, find: Find | null): FailingRun {
  const plain = plainInput(input);
  const found = attempt(plain, find ?? "bugs", OPTIONS);
  const allowed = attempt(plain, "all", OPTIONS);
  const [finding] =
    find === null && found.findings.length === 0 ? allowed.findings : found.findings;
  if (finding === undefined) return { fine: reasonOf(allowed) };
  const candidate = { seed: plain.seed, scenario: withChoices(plain) };
  const signature = signatureOf(finding);
  return {
    job: {
      plan: planOf(plain, find ?? (found.findings.length > 0 ? "bugs" : "all")),
      found: { signature, finding, candidate, seeds: 1 },
    },
  };
}

function reasonOf({ findings, result }: Attempt): "fine" | "onlyAllowed" | "inconclusive" {
  if (findings.length > 0) return "onlyAllowed";
  return result !== null && result.inconclusive !== null ? "inconclusive" : "fine";
}

/** A search in which this run is one: everything it has is fixed. */
function planOf({ era, settings }: RunInput, find: Find): HuntPlan {
  const space = { era: eraNamed(era), settings, base: null, faults: [] };
  return { space, strategy: "random", find, checkDeterminism: false };
}

/** The scenario with the run's own overrides of choices in it. */
function withChoices({ scenario, overrides }: RunInput): Scenario {
  const { run: _, ...rest } = scenario;
  if (overrides.length === 0) return rest;
  const own = overrides.map(({ stream, index, value }) => [stream, index, value] as const);
  return { ...rest, run: { overrides: own } };
}
