import { checkConsumerConfig } from "../kafka/client/consumer/consumer-config.ts";
import { checkProducerConfig } from "../kafka/client/producer/producer-config.ts";
import {
  CONFIGS,
  type ConfigDefinition,
  type ConfigScope,
  type ConfigValue,
  type ConfigValues,
  checkConfig,
} from "../kafka/config/config.ts";
import { type Era, isEra } from "../kafka/era/eras.ts";
import { mergedHardware } from "./describe-hardware.ts";
import { nearestWord } from "./nearest.ts";
import { InputError, type Problem, shortened } from "./problems.ts";
import { expectationsIn } from "./scenario-era.ts";
import type {
  ApplicationChange,
  ApplicationSpec,
  ClientSpec,
  ConsumerSpec,
  Scenario,
  Step,
  TopicSpec,
} from "./types.ts";

/** Settings that a person gave for one run, as text, by name. */
export type Settings = Readonly<Record<string, string>>;

/** Whose settings there are. A name may be held to one scope by a prefix. */
export const SCOPES: readonly ConfigScope[] = [
  "broker",
  "topic",
  "producer",
  "consumer",
  "admin",
  "zookeeper",
];

/**
 * A scenario as it will run: its control's change made, then the settings of this run put in; with what
 * is expected of it in that era.
 * @throws InputError for settings that do not exist, do not fit or exclude each other
 */
export function resolveScenario(
  scenario: Scenario,
  control: boolean,
  settings: Settings,
  era: Era,
): Scenario {
  const resolved = applySettings(control ? applyControl(scenario) : scenario, settings);
  const problems = contradictions(resolved.clients, era);
  if (problems.length > 0) throw new InputError(problems);
  return { ...resolved, expect: expectationsIn(scenario, control, era) ?? [] };
}

/** What clients cannot be in their versions, and settings of theirs that exclude each other. */
export function contradictions(clients: readonly ClientSpec[], era: Era): readonly Problem[] {
  return clients.flatMap((client): readonly Problem[] => {
    const own = client.era !== undefined && isEra(client.era) ? client.era : era;
    const path = client.name;
    if ("producer" in client) {
      return contradiction(path, checkProducerConfig(client.producer, own));
    }
    const producer = client.application?.forward?.producer;
    return [
      ...contradiction(path, checkConsumerConfig(client.consumer, own)),
      ...contradiction(path, producer === undefined ? null : checkProducerConfig(producer, own)),
    ];
  });
}

function contradiction(path: string, reason: string | null): readonly Problem[] {
  return reason === null ? [] : [{ path, code: "problem.contradiction", args: { reason } }];
}

/** The control of a scenario as a scenario of its own. */
export function applyControl(scenario: Scenario): Scenario {
  const { change, expect } = scenario.control;
  const { cluster } = scenario;
  const hardware = mergedHardware(cluster.hardware, change.cluster?.hardware);
  return {
    ...scenario,
    cluster: {
      ...cluster,
      settings: { ...cluster.settings, ...change.cluster?.settings },
      ...(hardware === undefined ? {} : { hardware }),
    },
    topics: scenario.topics.map((topic) => withConfigs(topic, change.topics?.[topic.name])),
    clients: scenario.clients.map((client) => {
      const own = withSettings(client, change.clients?.[client.name]);
      return withApplication(own, change.applications?.[client.name]);
    }),
    steps: (change.steps ?? scenario.steps).map((step) =>
      withTopicConfigs(step, (topic) => change.topics?.[topic]),
    ),
    expect,
  };
}

/**
 * Puts settings into every scope that knows their names: `acks=all` into the producers,
 * `min.insync.replicas=2` into the brokers and the topics. A name may be held to one scope by a
 * prefix: `producer.request.timeout.ms=5000`.
 * @throws InputError for a name that no scope knows, or a value that does not fit
 */
export function applySettings(scenario: Scenario, settings: Settings): Scenario {
  const byScope = settingsByScope(settings);
  const { broker, topic, producer, consumer, admin, zookeeper } = byScope;
  const { brokerSettings, ...cluster } = scenario.cluster;
  const ofBrokers = Object.entries(brokerSettings ?? {});
  return {
    ...scenario,
    cluster: {
      ...cluster,
      settings: { ...cluster.settings, ...broker },
      brokerSettings: Object.fromEntries(ofBrokers.map(([id, s]) => [id, { ...s, ...broker }])),
      zookeeper: { ...cluster.zookeeper, ...zookeeper },
      admin: { ...cluster.admin, ...admin },
    },
    topics: scenario.topics.map((spec) => withConfigs(spec, topic)),
    steps: scenario.steps.map((step) => withTopicConfigs(step, () => topic)),
    clients: scenario.clients.map((client) =>
      "producer" in client
        ? withSettings(client, producer)
        : withForwardSettings(withSettings(client, consumer), producer),
    ),
  };
}

/** The value that a text means for a setting; null when it does not fit. */
export function settingValue(definition: ConfigDefinition, text: string): ConfigValue | null {
  let value: ConfigValue = text.trim();
  if (definition.type === "number" && /^-?\d{1,16}$/.test(value)) value = Number(value);
  if (definition.type === "boolean" && value === "true") value = true;
  if (definition.type === "boolean" && value === "false") value = false;
  return checkConfig(definition, value) === null ? value : null;
}

function settingsByScope(settings: Settings): Record<ConfigScope, Record<string, ConfigValue>> {
  const byScope: Record<ConfigScope, Record<string, ConfigValue>> = {
    broker: {},
    topic: {},
    producer: {},
    consumer: {},
    admin: {},
    zookeeper: {},
  };
  const problems: Problem[] = [];
  for (const [name, text] of Object.entries(settings)) {
    const known = definitionsOf(name);
    if (known.length === 0) problems.push(unknownSetting(name));
    for (const [scope, definition] of known) {
      const value = settingValue(definition, text);
      if (value !== null) byScope[scope][definition.name] = value;
      else {
        const expected = checkConfig(definition, text) ?? definition.doc;
        const args = { name: definition.name, expected, found: shortened(text) };
        problems.push({ path: `set ${name}`, code: "problem.badSetting", args });
        break;
      }
    }
  }
  if (problems.length > 0) throw new InputError(problems);
  return byScope;
}

function definitionsOf(name: string): readonly (readonly [ConfigScope, ConfigDefinition])[] {
  const found = SCOPES.flatMap((scope) => lookUp(scope, name));
  if (found.length > 0) return found;
  const dot = name.indexOf(".");
  const prefix = SCOPES.find((scope) => scope === name.slice(0, dot));
  return prefix === undefined ? [] : lookUp(prefix, name.slice(dot + 1));
}

function lookUp(
  scope: ConfigScope,
  name: string,
): readonly (readonly [ConfigScope, ConfigDefinition])[] {
  const definition = CONFIGS[scope].find((d) => d.name === name);
  return definition === undefined ? [] : [[scope, definition]];
}

function unknownSetting(name: string): Problem {
  const names = [...new Set(SCOPES.flatMap((scope) => CONFIGS[scope].map((d) => d.name)))];
  const args = { found: shortened(name), scope: "any", nearest: nearestWord(name, names) ?? "" };
  return { path: `set ${shortened(name)}`, code: "problem.unknownSetting", args };
}

function withConfigs(topic: TopicSpec, configs: ConfigValues | undefined): TopicSpec {
  return { ...topic, configs: { ...topic.configs, ...configs } };
}

/** A topic that a step creates gets overrides as one that is there from the beginning. */
function withTopicConfigs(
  step: Step,
  configsOf: (topic: string) => ConfigValues | undefined,
): Step {
  if (!("createTopic" in step)) return step;
  return { ...step, createTopic: withConfigs(step.createTopic, configsOf(step.createTopic.name)) };
}

function withSettings<Client extends ClientSpec>(
  client: Client,
  settings: ConfigValues | undefined,
): Client {
  return "producer" in client
    ? { ...client, producer: { ...client.producer, ...settings } }
    : { ...client, consumer: { ...client.consumer, ...settings } };
}

/** An application that sends records on has a producer. */
function withForwardSettings(client: ConsumerSpec, settings: ConfigValues): ConsumerSpec {
  const { application } = client;
  if (application?.forward === undefined) return client;
  const { forward } = application;
  const producer = { ...forward.producer, ...settings };
  return { ...client, application: { ...application, forward: { ...forward, producer } } };
}

function withApplication(client: ClientSpec, change: ApplicationChange | undefined): ClientSpec {
  if (change === undefined || "producer" in client) return client;
  const entries = Object.entries({ ...client.application, ...change });
  const kept = Object.fromEntries(entries.filter(([, value]) => value !== null));
  return { ...client, application: kept as ApplicationSpec };
}
