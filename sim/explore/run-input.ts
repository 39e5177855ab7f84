import { type Era, isEra } from "../kafka/era/eras.ts";
import type { ChoiceOverride } from "../kernel/choices.ts";
import type { Scheduler } from "../kernel/schedule.ts";
import { InputError, unknownEra } from "../scenario/problems.ts";
import type { Settings } from "../scenario/resolve.ts";
import { defaultEraOf } from "../scenario/scenario-era.ts";
import type { Scenario } from "../scenario/types.ts";
import type { TraceMode } from "../trace/recorder.ts";

/** Everything on which a run depends, besides the engine. */
export interface RunInput {
  /** A scenario that was checked (`checkScenario`), or a published one. */
  readonly scenario: Scenario;
  /** Whether the scenario is among the published ones, so that its id is enough in a link. */
  readonly published: boolean;
  /** Runs the control instead. */
  readonly control: boolean;
  /** Unsigned 64-bit, decimal; see `parseSeed`. */
  readonly seed: string;
  /** Name of an era. */
  readonly era: string;
  readonly settings: Settings;
  readonly overrides: readonly ChoiceOverride[];
}

/** How a run is executed; only a scheduler changes what happens in it. */
export interface RunOptions {
  readonly trace: TraceMode;
  readonly limits: RunLimits;
  /** Chooses which event runs next; what it chose is `Run.overridesMade`. Absent: the earliest. */
  readonly scheduler?: Scheduler | null;
  /** Notes what coverage marks and counts of faults are made of; absent: it does not. */
  readonly marks?: boolean;
}

export interface RunLimits {
  readonly events: number;
  readonly virtualTimeUs: number;
}

export const DEFAULT_LIMITS: RunLimits = { events: 5_000_000, virtualTimeUs: 3_600_000_000 };
export const DEFAULT_SEED = "1";

/** The plain run of a published scenario, as the scenario says it. */
export function runOf(scenario: Scenario): RunInput {
  const { seed, overrides } = scenario.run ?? {};
  return {
    scenario,
    published: true,
    control: false,
    seed: seed ?? DEFAULT_SEED,
    era: defaultEraOf(scenario),
    settings: {},
    overrides: (overrides ?? []).map(([stream, index, value]) => ({ stream, index, value })),
  };
}

/**
 * The era of that name.
 * @throws InputError with the nearest known name
 */
export function eraNamed(name: string): Era {
  if (isEra(name)) return name;
  throw new InputError([unknownEra("era", name)]);
}
