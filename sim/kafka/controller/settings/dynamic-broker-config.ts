import { BROKER_CONFIGS } from "../../config/broker-configs.ts";
import {
  type ConfigValue,
  type ConfigValues,
  checkConfig,
  parseConfig,
} from "../../config/config.ts";
import { BROKER_NAME_OF_TOPIC_CONFIG, TOPIC_CONFIGS } from "../../config/topic-configs.ts";

type Overrides = Readonly<Record<string, string>>;

/** Broker settings that can be changed while brokers run: those that topics can override (KIP-226). */
const DYNAMIC_CONFIGS: readonly string[] = TOPIC_CONFIGS.map(
  ({ name }) => BROKER_NAME_OF_TOPIC_CONFIG[name] ?? name,
);

/** What is wrong with dynamic settings of brokers; null when nothing is. Unknown names are let through. */
export function checkDynamicConfigs(configs: Overrides): string | null {
  for (const [name, text] of Object.entries(configs)) {
    const definition = BROKER_CONFIGS.find((known) => known.name === name);
    if (definition === undefined) continue;
    if (!DYNAMIC_CONFIGS.includes(name)) return `${name} cannot be changed while the broker runs`;
    const expected = checkConfig(definition, parseConfig(definition, text));
    if (expected !== null) return `${name}=${text}: expected ${expected}`;
  }
  return null;
}

/**
 * The settings of a running broker (`DynamicBrokerConfig`): what it was started with, under the
 * cluster's defaults in `/config/brokers/<default>`, under its own in `/config/brokers/N`.
 */
export class DynamicBrokerConfig {
  private readonly staticConfig: ConfigValues;
  private defaults: ConfigValues = {};
  private own: ConfigValues = {};

  /** @param staticConfig effective settings at the start */
  constructor(staticConfig: ConfigValues) {
    this.staticConfig = staticConfig;
  }

  get current(): ConfigValues {
    return { ...this.staticConfig, ...this.defaults, ...this.own };
  }

  updateDefaultConfig(configs: Overrides): void {
    this.defaults = valuesOf(configs);
  }

  updateBrokerConfig(configs: Overrides): void {
    this.own = valuesOf(configs);
  }
}

/** What is not a dynamic setting, or none with that value, is left out. */
function valuesOf(configs: Overrides): ConfigValues {
  const values: Record<string, ConfigValue> = {};
  for (const definition of BROKER_CONFIGS) {
    const { name } = definition;
    const text = configs[name];
    if (text === undefined || checkDynamicConfigs({ [name]: text }) !== null) continue;
    values[name] = parseConfig(definition, text);
  }
  return values;
}
