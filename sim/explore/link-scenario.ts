import type { ChoiceOverride } from "../kernel/choices.ts";
import type { Localized, RunDefaults, Scenario } from "../scenario/types.ts";
import { DEFAULT_SEED } from "./run-input.ts";

/** What a link says beside the scenario. */
export interface LinkContext {
  readonly scenarioId: string;
  readonly era: string;
  readonly seed: string;
  readonly overrides: readonly ChoiceOverride[];
}

const NO_TEXT: Localized = { en: "", zh: "" };

/**
 * A scenario in the fewest words that say it in a link: what the link says anyway is left out, and so is
 * what is as usual. What the scenario does not have, and would get back, is null.
 */
export function compactScenario(scenario: Scenario, link: LinkContext): unknown {
  const usual = usualFields(link);
  const kept = Object.entries(scenario).filter(
    ([key, value]) => !(key in usual) || JSON.stringify(usual[key]) !== JSON.stringify(value),
  );
  const missing = Object.keys(usual).filter((key) => !(key in scenario));
  return { ...Object.fromEntries(missing.map((key) => [key, null])), ...Object.fromEntries(kept) };
}

/** The scenario that {@link compactScenario} said; not checked. What is no object comes back as it is. */
export function completeScenario(compact: unknown, link: LinkContext): unknown {
  if (typeof compact !== "object" || compact === null || Array.isArray(compact)) return compact;
  const all = Object.entries({ ...usualFields(link), ...compact });
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}

/** How a scenario says that it runs with that seed and those choices; undefined when it need not. */
export function runDefaultsOf(
  seed: string,
  overrides: readonly ChoiceOverride[],
): RunDefaults | undefined {
  const run: RunDefaults = {
    ...(seed === DEFAULT_SEED ? {} : { seed }),
    ...(overrides.length === 0
      ? {}
      : {
          overrides: overrides.map(({ stream, index, value }) => [stream, index, value] as const),
        }),
  };
  return Object.keys(run).length === 0 ? undefined : run;
}

/** What a field is when a link does not say it. Part of the format of links. */
function usualFields({ scenarioId, era, seed, overrides }: LinkContext): Record<string, unknown> {
  const run = runDefaultsOf(seed, overrides);
  return {
    id: scenarioId,
    group: "found",
    importance: 1,
    title: { en: scenarioId, zh: scenarioId },
    explanation: NO_TEXT,
    eras: [era],
    topics: [],
    clients: [],
    steps: [],
    expect: [],
    control: { title: NO_TEXT, change: {}, expect: [] },
    ...(run === undefined ? {} : { run }),
  };
}
