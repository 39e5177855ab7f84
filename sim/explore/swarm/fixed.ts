import {
  CONFIGS,
  type ConfigScope,
  type ConfigValue,
  type ConfigValues,
  resolveConfig,
} from "../../kafka/config/config.ts";
import { type Era, isFrom } from "../../kafka/era/eras.ts";
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

/** Whether a version knows a setting, so that it has an effect. */
export function isKnown(scope: ConfigScope, name: string, era: Era): boolean {
  const definition = CONFIGS[scope].find((one) => one.name === name);
  if (definition === undefined) return false;
  return definition.from === null || isFrom(era, definition.from);
}

/** The value that the user fixed; undefined when there is none. */
export function fixedValue(
  scope: ConfigScope,
  name: string,
  { settings }: SwarmSpace,
): ConfigValue | undefined {
  const text = settings[`${scope}.${name}`] ?? settings[name];
  const definition = CONFIGS[scope].find((one) => one.name === name);
  if (text === undefined || definition === undefined) return undefined;
  return settingValue(definition, text) ?? undefined;
}

/** All values that the user fixed in a scope. */
export function fixedValues(scope: ConfigScope, space: SwarmSpace): ConfigValues {
  const fixed: Record<string, ConfigValue> = {};
  for (const { name } of CONFIGS[scope]) {
    const value = fixedValue(scope, name, space);
    if (value !== undefined) fixed[name] = value;
  }
  return fixed;
}

/** Drawn values without those that the user fixed and those that the version does not know. */
export function free(scope: ConfigScope, drawn: ConfigValues, space: SwarmSpace): ConfigValues {
  const kept = Object.entries(drawn).filter(
    ([name]) => isKnown(scope, name, space.era) && fixedValue(scope, name, space) === undefined,
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
  const values = { ...given, ...fixedValues(scope, space) };
  return resolveConfig(scope, values, space.era)[name];
}
