import {
  CONFIGS,
  type ConfigDefinition,
  type ConfigScope,
  type ConfigValue,
  defaultIn,
} from "./config/config.ts";
import { DEFAULT_ERA, type Era, eraBefore, isFrom } from "./era/eras.ts";
import { type EraSwitch, SWITCHES, type SwitchState } from "./era/switches.ts";

/** A switch with the state that it has in an era. */
export interface SwitchInEra {
  readonly of: EraSwitch;
  readonly state: SwitchState;
  /** What the era before had instead; null when it had the same, or when there is none. */
  readonly was: SwitchState | null;
}

/** A setting whose default is not the same in the era before, or in the usual era. */
export interface DefaultInEra {
  readonly name: string;
  /** Where it belongs with these values. */
  readonly scopes: readonly ConfigScope[];
  readonly value: ConfigValue;
  /** In the era before; null when that does not know the setting, or when there is none. */
  readonly before: ConfigValue | null;
  /** In the usual era. */
  readonly usual: ConfigValue;
}

/** A setting and the era that brought it. */
export interface SettingSince {
  readonly name: string;
  readonly scopes: readonly ConfigScope[];
  readonly since: Era;
}

/** What an era is made of. */
export interface EraDescription {
  readonly era: Era;
  readonly before: Era | null;
  readonly switches: readonly SwitchInEra[];
  readonly defaults: readonly DefaultInEra[];
  /** Settings that only later eras know. */
  readonly unknown: readonly SettingSince[];
}

export function describeEra(era: Era): EraDescription {
  const before = eraBefore(era);
  return {
    era,
    before,
    switches: SWITCHES.filter((of) => !isBug(of)).map((of): SwitchInEra => {
      const state = stateIn(of, era);
      const earlier = before === null ? state : stateIn(of, before);
      return { of, state, was: earlier === state ? null : earlier };
    }),
    defaults: merged(
      settings().flatMap(([scope, definition]) => defaultOf(scope, definition, era, before)),
    ),
    unknown: merged(
      settings().flatMap(([scope, { name, from }]) =>
        from === null || isFrom(era, from) ? [] : [{ name, scopes: [scope], since: from }],
      ),
    ),
  };
}

/** A switch that no era turns: a bug of single point releases. */
export function isBug({ states }: EraSwitch): boolean {
  return states.some(({ since }) => since === null);
}

/** The state of a switch in an era. */
export function stateIn({ name, states }: EraSwitch, era: Era): SwitchState {
  const found = states.filter(({ since }) => since !== null && isFrom(era, since)).at(-1);
  if (found === undefined) throw new Error(`the switch ${name} has no state in ${era}`);
  return found;
}

/** The settings that have Kafka's names; the switches and the protocol's version are told of apart. */
function settings(): readonly (readonly [ConfigScope, ConfigDefinition])[] {
  return (Object.keys(CONFIGS) as ConfigScope[]).flatMap((scope) =>
    CONFIGS[scope]
      .filter(({ name, isSwitch }) => !isSwitch && name !== "inter.broker.protocol.version")
      .map((definition) => [scope, definition] as const),
  );
}

function defaultOf(
  scope: ConfigScope,
  definition: ConfigDefinition,
  era: Era,
  eraBefore: Era | null,
): DefaultInEra[] {
  const { name, from } = definition;
  const isKnown = (to: Era) => from === null || isFrom(to, from);
  if (!isKnown(era)) return [];
  const value = defaultIn(definition, era);
  const usual = defaultIn(definition, DEFAULT_ERA);
  const before = eraBefore !== null && isKnown(eraBefore) ? defaultIn(definition, eraBefore) : null;
  const changed = eraBefore !== null && before !== value;
  return changed || value !== usual ? [{ name, scopes: [scope], value, before, usual }] : [];
}

/** One entry for scopes that say the same of a name. */
function merged<Entry extends { readonly scopes: readonly ConfigScope[] }>(
  entries: readonly Entry[],
): readonly Entry[] {
  const found = new Map<string, Entry>();
  for (const entry of entries) {
    const key = JSON.stringify({ ...entry, scopes: null });
    const known = found.get(key);
    const scopes = [...(known?.scopes ?? []), ...entry.scopes];
    found.set(key, { ...entry, scopes });
  }
  return [...found.values()];
}
