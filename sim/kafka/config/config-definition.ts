import { ERAS, type Era, type EraValues } from "../era/eras.ts";
import { type EraSwitch, presetsOf } from "../era/switches.ts";

interface ConfigBase {
  readonly name: string;
  /** The unit, or what the values mean. */
  readonly doc: string;
  /** The first era that knows it: before, it has no effect and its first default holds. */
  readonly from: Era | null;
  /** A behaviour that an era decides, under a name of ours. */
  readonly isSwitch: boolean;
  /** True when inter.broker.protocol.version decides the default, where it is older than the broker. */
  readonly wire: boolean;
}

export interface NumberConfig extends ConfigBase {
  readonly type: "number";
  readonly defaults: EraValues<number>;
  readonly min: number;
  readonly max: number;
  /** False: it may have a fraction. */
  readonly isWhole: boolean;
}

export interface BooleanConfig extends ConfigBase {
  readonly type: "boolean";
  readonly defaults: EraValues<boolean>;
}

export interface ChoiceConfig extends ConfigBase {
  readonly type: "choice";
  readonly defaults: EraValues<string>;
  readonly values: readonly string[];
}

/** A list of names, separated by commas. */
export interface ListConfig extends ConfigBase {
  readonly type: "list";
  readonly defaults: EraValues<string>;
}

/** Any text; an empty one is none. */
export interface TextConfig extends ConfigBase {
  readonly type: "text";
  readonly defaults: EraValues<string>;
}

/** The definition of one setting (`ConfigDef`). */
export type ConfigDefinition =
  | NumberConfig
  | BooleanConfig
  | ChoiceConfig
  | ListConfig
  | TextConfig;
export type ConfigValue = number | boolean | string;
/** Effective values by Kafka's own name. */
export type ConfigValues = Readonly<Record<string, ConfigValue>>;

export const INT_MAX = 2_147_483_647;
export const LONG_MAX = Number.MAX_SAFE_INTEGER;

const PLAIN = { from: null, isSwitch: false, wire: false };

/** A default that never changed, or its values by era. */
function byEra<Value extends ConfigValue>(value: Value | EraValues<Value>): EraValues<Value> {
  return typeof value === "object" ? value : [[ERAS[0], value]];
}

export function number(
  name: string,
  value: number | EraValues<number>,
  doc: string,
  min = 0,
  max = INT_MAX,
  from: Era | null = null,
): NumberConfig {
  const defaults = byEra(value);
  return { ...PLAIN, type: "number", name, defaults, min, max, isWhole: true, doc, from };
}

/** A share, from 0 to 1. */
export function ratio(name: string, value: number, doc: string): NumberConfig {
  return { ...number(name, value, doc, 0, 1), isWhole: false };
}

export function list(name: string, value: string | EraValues<string>, doc: string): ListConfig {
  return { ...PLAIN, type: "list", name, defaults: byEra(value), doc };
}

export function text(name: string, doc: string, from: Era | null = null): TextConfig {
  return { ...PLAIN, type: "text", name, defaults: byEra(""), doc, from };
}

export function boolean(
  name: string,
  value: boolean | EraValues<boolean>,
  doc: string,
  from: Era | null = null,
): BooleanConfig {
  return { ...PLAIN, type: "boolean", name, defaults: byEra(value), doc, from };
}

export function choice(
  name: string,
  value: string | EraValues<string>,
  values: readonly string[],
  doc: string,
  from: Era | null = null,
): ChoiceConfig {
  return { ...PLAIN, type: "choice", name, defaults: byEra(value), values, doc, from };
}

/** A switch as a setting. */
export function switchConfig(one: EraSwitch): ConfigDefinition {
  const { name, doc, wire, states } = one;
  const base = { name, doc, from: null, isSwitch: true, wire };
  if (states.every(({ value }) => typeof value === "boolean")) {
    const defaults = presetsOf(one).map(([era, value]) => [era, value === true] as const);
    return { ...base, type: "boolean", defaults };
  }
  const defaults = presetsOf(one).map(([era, value]) => [era, String(value)] as const);
  const values = [...new Set(states.map(({ value }) => String(value)))];
  return { ...base, type: "choice", defaults, values };
}
