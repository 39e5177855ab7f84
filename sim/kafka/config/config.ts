import { ERAS, type Era, isEra, isFrom, olderOf, valueIn } from "../era/eras.ts";
import { ADMIN_CONFIGS } from "./admin-configs.ts";
import { BROKER_CONFIGS } from "./broker-configs.ts";
import type { ConfigDefinition, ConfigValue, ConfigValues } from "./config-definition.ts";
import { CONSUMER_CONFIGS } from "./consumer-configs.ts";
import { PRODUCER_CONFIGS } from "./producer-configs.ts";
import { TOPIC_CONFIGS } from "./topic-configs.ts";
import { ZOOKEEPER_CONFIGS } from "./zookeeper-configs.ts";

export type { ConfigDefinition, ConfigValue, ConfigValues } from "./config-definition.ts";

/** Where a setting belongs. A topic setting that is absent falls back to the broker's. */
export type ConfigScope = "broker" | "topic" | "producer" | "consumer" | "admin" | "zookeeper";

/** Definitions by scope. */
export const CONFIGS: Readonly<Record<ConfigScope, readonly ConfigDefinition[]>> = {
  broker: BROKER_CONFIGS,
  topic: TOPIC_CONFIGS,
  producer: PRODUCER_CONFIGS,
  consumer: CONSUMER_CONFIGS,
  admin: ADMIN_CONFIGS,
  zookeeper: ZOOKEEPER_CONFIGS,
};

/** The same by name. */
const BY_NAME: Readonly<Record<ConfigScope, ReadonlyMap<string, ConfigDefinition>>> = {
  broker: byName("broker"),
  topic: byName("topic"),
  producer: byName("producer"),
  consumer: byName("consumer"),
  admin: byName("admin"),
  zookeeper: byName("zookeeper"),
};

/** The defaults of each scope by era: a run asks for them many times. */
const DEFAULTS: Readonly<Record<ConfigScope, Readonly<Record<Era, ConfigValues>>>> = {
  broker: defaultsByEra("broker"),
  topic: defaultsByEra("topic"),
  producer: defaultsByEra("producer"),
  consumer: defaultsByEra("consumer"),
  admin: defaultsByEra("admin"),
  zookeeper: defaultsByEra("zookeeper"),
};

/** The definition of that name; undefined when the scope has none. */
export function definitionOf(scope: ConfigScope, name: string): ConfigDefinition | undefined {
  return BY_NAME[scope].get(name);
}

/** The default of a setting in an era. */
export function defaultIn(definition: ConfigDefinition, era: Era): ConfigValue {
  return valueIn<ConfigValue>(definition.defaults, era);
}

/**
 * Defaults of a scope in an era with some values replaced. What that era does not know keeps its
 * default. The values must be valid; see `checkConfig`.
 */
export function resolveConfig(scope: ConfigScope, values: ConfigValues, era: Era): ConfigValues {
  const protocol = String(values["inter.broker.protocol.version"] ?? era);
  const wireEra = isEra(protocol) ? olderOf(era, protocol) : era;
  const resolved: Record<string, ConfigValue> = { ...DEFAULTS[scope][era] };
  if (wireEra !== era) {
    for (const definition of CONFIGS[scope]) {
      if (definition.wire) resolved[definition.name] = defaultIn(definition, wireEra);
    }
  }
  for (const name of Object.keys(values)) {
    const given = values[name];
    if (given !== undefined && isKnownIn(scope, name, era)) resolved[name] = given;
  }
  return resolved;
}

/** Whether an era knows a setting, so that it has an effect. */
export function isKnownIn(scope: ConfigScope, name: string, era: Era): boolean {
  const definition = definitionOf(scope, name);
  return definition !== undefined && (definition.from === null || isFrom(era, definition.from));
}

function byName(scope: ConfigScope): ReadonlyMap<string, ConfigDefinition> {
  return new Map(CONFIGS[scope].map((definition) => [definition.name, definition]));
}

function defaultsByEra(scope: ConfigScope): Readonly<Record<Era, ConfigValues>> {
  const defaultsIn = (era: Era): ConfigValues =>
    Object.fromEntries(CONFIGS[scope].map((one) => [one.name, defaultIn(one, era)]));
  return Object.fromEntries(ERAS.map((era) => [era, defaultsIn(era)])) as Record<Era, ConfigValues>;
}

/** What is wrong with a setting: what was expected, or null when it is right. */
export function checkConfig(definition: ConfigDefinition, value: unknown): string | null {
  switch (definition.type) {
    case "number": {
      const right =
        typeof value === "number" &&
        (definition.isWhole ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
        value >= definition.min &&
        value <= definition.max;
      const kind = definition.isWhole ? "a whole number" : "a number";
      return right
        ? null
        : `${kind} from ${definition.min} to ${definition.max} (${definition.doc})`;
    }
    case "boolean":
      return typeof value === "boolean" ? null : "true or false";
    case "choice":
      return definition.values.includes(String(value))
        ? null
        : `one of ${definition.values.map(quoted).join(", ")}`;
    case "list":
      return typeof value === "string" && listOf(value).length > 0
        ? null
        : `names, separated by commas (${definition.doc})`;
    case "text":
      return typeof value === "string" ? null : "a text";
  }
}

/** The value that a text stands for; the text itself when it stands for none. */
export function parseConfig(definition: ConfigDefinition, text: string): ConfigValue {
  if (definition.type === "number" && numberPattern(definition.isWhole).test(text)) {
    return Number(text);
  }
  if (definition.type === "boolean" && text === "true") return true;
  if (definition.type === "boolean" && text === "false") return false;
  return text;
}

function numberPattern(isWhole: boolean): RegExp {
  return isWhole ? /^-?\d+$/ : /^\d+(\.\d+)?$/;
}

/** A number setting; fails when it is not one. */
export function numberOf(values: ConfigValues, name: string): number {
  const value = values[name];
  if (typeof value !== "number") throw new Error(`the setting ${name} is not a number`);
  return value;
}

/** A boolean setting; fails when it is not one. */
export function booleanOf(values: ConfigValues, name: string): boolean {
  const value = values[name];
  if (typeof value !== "boolean") throw new Error(`the setting ${name} is not true or false`);
  return value;
}

/** The names in the value of a list setting. */
export function listOf(value: string): readonly string[] {
  const names = value.split(",").map((name) => name.trim());
  return names.filter((name) => name !== "");
}

/** A setting as text. */
export function textOf(values: ConfigValues, name: string): string {
  return String(values[name]);
}

/** In quotes what could not be told from its neighbours in a list. */
function quoted(value: string): string {
  return value === "" || value.includes(",") ? JSON.stringify(value) : value;
}
