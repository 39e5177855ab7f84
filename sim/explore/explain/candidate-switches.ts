import { stateIn } from "../../kafka/describe-era.ts";
import { ERAS, type Era, isFrom } from "../../kafka/era/eras.ts";
import { type EraSwitch, SWITCHES, type SwitchState } from "../../kafka/era/switches.ts";
import { eraNamed, type RunInput } from "../run-input.ts";
import type { Change } from "./change.ts";

/** Every later version of Kafka, the next one first. */
export function eraCandidates({ era }: RunInput): readonly Change[] {
  return ERAS.slice(ERAS.indexOf(eraNamed(era)) + 1).map((later) => ({ kind: "era", era: later }));
}

/**
 * Behaviours that changed after the era of a run, up to another one: each alone, in all of its later forms.
 * Those are among them that the run has set to what no era has.
 *
 * @param until the last era whose behaviour counts
 * @param fix a KIP or a JIRA whose behaviour counts whenever it came
 */
export function switchCandidates(
  input: RunInput,
  until: Era,
  fix: string | null,
): readonly Change[] {
  const era = eraNamed(input.era);
  return SWITCHES.flatMap((one) => {
    const own = ownState(one, input, era);
    return one.states
      .filter((state) => state !== own && String(state.value) !== String(own?.value))
      .filter(({ since, source }) => {
        if (since === null) return false;
        if (own?.since === null) return since === stateIn(one, era)?.since;
        if (isFrom(era, since)) return false;
        return isFrom(until, since) || (fix !== null && source === fix);
      })
      .map(({ value, source }): Change => {
        return {
          kind: "switch",
          name: one.name,
          value: String(value),
          source: source ?? sourceOf(own),
        };
      });
  });
}

/** What was set for the run or its cluster, or else what the era has. */
function ownState(
  one: EraSwitch,
  { settings, scenario }: RunInput,
  era: Era,
): SwitchState | undefined {
  const given = settings[one.name] ?? scenario.cluster.settings?.[one.name];
  if (given !== undefined) {
    return one.states.find(({ value }) => String(value) === String(given));
  }
  return stateIn(one, era);
}

/** A bug that is switched off is known by its JIRA. */
function sourceOf(own: SwitchState | undefined): string | null {
  return own?.since === null ? own.source : null;
}
