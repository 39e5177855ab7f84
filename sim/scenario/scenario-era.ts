import { DEFAULT_ERA, ERAS, type Era, isEra, isFrom, olderOf } from "../kafka/era/eras.ts";
import type { Expectation, Scenario, Step } from "./types.ts";

/** The era in which a scenario runs when nobody says: the usual one, or else the newest of its own. */
export function defaultEraOf({ eras }: Scenario): Era {
  if (eras === undefined || eras.includes(DEFAULT_ERA)) return DEFAULT_ERA;
  const own = ERAS.filter((era) => eras.includes(era));
  return own.at(-1) ?? DEFAULT_ERA;
}

/** The era in which the control of a case runs that itself runs in `era`. */
export function controlEraOf({ control }: Scenario, era: Era): Era {
  const fixed = control.change.era;
  return fixed === undefined || !isEra(fixed) || isFrom(era, fixed) ? era : fixed;
}

/** The era in which a case runs whose control runs in `era`: back from the version that repairs it. */
export function caseEraOf(scenario: Scenario, era: Era): Era {
  const fixed = scenario.control.change.era;
  const isRepaired = fixed !== undefined && isEra(fixed) && isFrom(era, fixed);
  return isRepaired ? defaultEraOf(scenario) : era;
}

/**
 * What must come of a run in an era. A case speaks of its own eras. Where the control changes nothing
 * but the era, its expectations hold for the plain run too, from that era on. Null: nothing is said of
 * that era.
 */
export function expectationsIn(
  scenario: Scenario,
  control: boolean,
  era: Era,
): readonly Expectation[] | null {
  const { eras, expect } = scenario;
  const isOwn = eras === undefined || eras.includes(era);
  const fixed = fixedFrom(scenario);
  if (fixed !== null) {
    if (isFrom(era, fixed)) return scenario.control.expect;
    return isOwn && !control ? expect : null;
  }
  if (!isOwn) return null;
  return control ? scenario.control.expect : expect;
}

/** The era from which on the bad outcome of a case does not happen, if that is all its control changes. */
export function fixedFrom({ control }: Scenario): Era | null {
  const { era, ...others } = control.change;
  if (era === undefined || !isEra(era)) return null;
  return Object.keys(others).length === 0 ? era : null;
}

/**
 * The version of the oldest broker that ever takes part. It is what the brokers of a cluster speak when
 * nobody says, as the procedure for rolling upgrades asks, and what the operator's tools are made for.
 */
export function oldestEraOf(scenario: Scenario, era: Era): Era {
  const { cluster, steps } = scenario;
  const others = [...Object.values(cluster.brokerEras ?? {}), ...steps.flatMap(eraOfRestart)];
  return others.filter(isEra).reduce<Era>(olderOf, oldestOfOwn(scenario, era));
}

/** The run's era counts unless every broker has one of its own. */
function oldestOfOwn({ cluster }: Scenario, era: Era): Era {
  const { brokers, brokerEras } = cluster;
  const count = typeof brokers === "number" ? brokers : brokers.length;
  const own = Object.keys(brokerEras ?? {}).length;
  return own < count ? era : (ERAS.at(-1) ?? era);
}

function eraOfRestart(step: Step): readonly string[] {
  return "restart" in step && step.era !== undefined ? [step.era] : [];
}
