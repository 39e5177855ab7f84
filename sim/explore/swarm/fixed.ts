import {
  CONFIGS,
  type ConfigScope,
  type ConfigValue,
  type ConfigValues,
  defaultIn,
  definitionOf,
  isKnownIn,
} from "../../kafka/config/config.ts";
import { type Era, isFrom } from "../../kafka/era/eras.ts";
import { assert } from "../../kernel/assert.ts";
import type { Choices } from "../../kernel/choices.ts";
import { settingValue } from "../../scenario/resolve.ts";
import { pick } from "./draw.ts";
import type { SwarmSpace } from "./space.ts";

/** Values that a setting may take, each as likely as the others; null: it is left at its default. */
export interface SettingDraw {
  readonly name: string;
  readonly values: readonly (ConfigValue | null)[];
  /** The first version in which it is drawn; absent: the first that knows it. */
  readonly since?: Era;
}

/** The value that the user fixed; undefined when there is none. */
export function fixedValue(
  scope: ConfigScope,
  name: string,
  { settings }: SwarmSpace,
): ConfigValue | undefined {
  const text = settings[`${scope}.${name}`] ?? settings[name];
  const definition = definitionOf(scope, name);
  if (text === undefined || definition === undefined) return undefined;
  return settingValue(definition, text) ?? undefined;
}

/** All values that the user fixed in a scope. */
export function fixedValues(scope: ConfigScope, space: SwarmSpace): ConfigValues {
  const fixed: Record<string, ConfigValue> = {};
  if (Object.keys(space.settings).length === 0) return fixed;
  for (const { name } of CONFIGS[scope]) {
    const value = fixedValue(scope, name, space);
    if (value !== undefined) fixed[name] = value;
  }
  return fixed;
}

/** Drawn values without those that the user fixed and those that the version does not know. */
export function free(scope: ConfigScope, drawn: ConfigValues, space: SwarmSpace): ConfigValues {
  const kept = Object.entries(drawn).filter(
    ([name]) => isKnownIn(scope, name, space.era) && fixedValue(scope, name, space) === undefined,
  );
  return Object.fromEntries(kept);
}

/** One value for each setting, each from a stream of its own: `swarm/<of>/<name>`. */
export function drawSettings(
  scope: ConfigScope,
  of: string,
  draws: readonly SettingDraw[],
  choices: Choices,
  space: SwarmSpace,
): ConfigValues {
  const drawn: Record<string, ConfigValue> = {};
  for (const { name, values, since } of draws) {
    const value = pick(choices.stream(`swarm/${of}/${name}`), values);
    if (value !== null && (since === undefined || isFrom(space.era, since))) drawn[name] = value;
  }
  return free(scope, drawn, space);
}

/** The value that holds in a run: the user's, or the given one, or the version's default. */
export function effective(
  scope: ConfigScope,
  name: string,
  given: ConfigValues | undefined,
  space: SwarmSpace,
): ConfigValue | undefined {
  const definition = definitionOf(scope, name);
  if (definition === undefined) return undefined;
  assert(!definition.wire, "inter.broker.protocol.version has no part in the value");
  const value = fixedValue(scope, name, space) ?? given?.[name];
  const isGiven = value !== undefined && isKnownIn(scope, name, space.era);
  return isGiven ? value : defaultIn(definition, space.era);
}
