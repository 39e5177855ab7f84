import { InputError } from "../../scenario/problems.ts";
import { createRun, type Run } from "../run.ts";
import type { RunInput, RunOptions } from "../run-input.ts";
import type { RunResult } from "../run-result.ts";
import { findingsOf } from "./findings.ts";
import type { Finding } from "./outcome.ts";
import type { Find } from "./plan.ts";

/** A search gives up on a run that is busier than any it draws. */
export const HUNT_LIMITS: RunOptions["limits"] = {
  events: 2_000_000,
  virtualTimeUs: 3_600_000_000,
};

/** A run that may have ended in a failed assertion. */
export interface Attempt {
  readonly findings: readonly Finding[];
  /** As far as it went; null when it could not even be prepared. */
  readonly run: Run | null;
  /** Null when the simulator stopped itself. */
  readonly result: RunResult | null;
}

/**
 * Makes a run, whatever happens in it. What the simulator throws is a finding, and a bug of the simulator.
 * @param prepare is called before its first event, and may attach observers
 * @throws InputError for an unknown era, or settings that do not exist or do not fit
 */
export function attempt(
  input: RunInput,
  find: Find,
  options: RunOptions,
  prepare: (run: Run) => void = () => {},
): Attempt {
  let run: Run | null = null;
  try {
    run = createRun(input, options);
    prepare(run);
    const result = run.finish();
    return { findings: findingsOf(result, find), run, result };
  } catch (thrown) {
    if (thrown instanceof InputError) throw thrown;
    return { findings: [assertionFinding(thrown, run)], run, result: null };
  }
}

function assertionFinding(thrown: unknown, run: Run | null): Finding {
  return {
    invariant: "assertion",
    class: "simulator bug",
    fix: null,
    event: (run?.sim.events ?? 0) - 1,
    message: thrown instanceof Error ? messageOf(thrown) : String(thrown),
  };
}

function messageOf({ name, message }: Error): string {
  return name === "AssertionError" ? message : `${name}: ${message}`;
}
