import type { SwarmSpace } from "../../sim/explore/swarm/space.ts";
import type { FaultKind } from "../../sim/faults/plan.ts";
import {
  DEFAULT_ERA,
  eraNamed,
  type RunInput,
  resolveScenario,
  type Settings,
} from "../../sim/index.ts";
import type { Language } from "../../text/messages.ts";
import { explained, readRun } from "../input.ts";

/** What the options fix of a search. */
export interface Fixed {
  readonly run: string | undefined;
  readonly era: string | undefined;
  readonly settings: Settings;
  readonly faults: readonly FaultKind[];
}

/**
 * The space that a search looks at: what RUN has of cluster, topics and clients stands, with the settings
 * and the era that were asked for.
 */
export async function spaceOf(fixed: Fixed, language: Language): Promise<SwarmSpace> {
  const { run, faults } = fixed;
  const settings = inOrder(fixed.settings);
  if (run === undefined) {
    const era = explained("", language, () => eraNamed(fixed.era ?? DEFAULT_ERA));
    return { era, settings, base: null, faults };
  }
  const changes = { era: fixed.era, settings, control: false };
  const { input } = await readRun(run, changes, language);
  const era = eraNamed(input.era);
  return { era, settings: inOrder(input.settings), base: baseOf(input), faults };
}

/** A control stands with its change made. */
function baseOf({ scenario, control, era }: RunInput): SwarmSpace["base"] {
  return control ? resolveScenario(scenario, true, {}, eraNamed(era)) : scenario;
}

/** By name, so that the order in which they were given does not show. */
function inOrder(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).sort(([x], [y]) => (x < y ? -1 : 1)));
}
