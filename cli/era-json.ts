import { type EraDescription, isBug, SWITCHES } from "../sim/index.ts";
import type { Language } from "../text/messages.ts";
import { stateText, switchText } from "../text/switches.ts";

/** An era for machines: what `highwater era NAME --json` prints of it. */
export function eraJson(description: EraDescription, language: Language) {
  const { before, switches, defaults, unknown } = description;
  return {
    before,
    switches: switches.map(({ of, state, was }) => ({
      name: of.name,
      value: state.value,
      isNew: was !== null,
      was: was?.value ?? null,
      since: state.since,
      source: state.source,
      about: switchText(language, of),
      does: stateText(language, of, state),
      wire: of.wire,
    })),
    defaults,
    unknown,
    bugs: SWITCHES.filter(isBug).flatMap((of) =>
      of.states
        .filter(({ since }) => since === null)
        .map((state) => ({
          name: of.name,
          value: state.value,
          source: state.source,
          about: switchText(language, of),
          does: stateText(language, of, state),
        })),
    ),
  };
}
