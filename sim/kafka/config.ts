import {
  boolean,
  type ConfigDefinition,
  type ConfigValue,
  type ConfigValues,
  choice,
  INT_MAX,
  LONG_MAX,
  list,
  number,
  switchConfig,
  text,
} from "./config-definition.ts";
import { ERAS, type Era, type EraValues, isEra, isFrom, olderOf, valueIn } from "./era/eras.ts";
import { ADMIN_SWITCHES, BROKER_SWITCHES, CLIENT_SWITCHES } from "./era/switches.ts";

export type { ConfigDefinition, ConfigValue, ConfigValues } from "./config-definition.ts";

/** Where a setting belongs. A topic setting that is absent falls back to the broker's. */
export type ConfigScope = "broker" | "topic" | "producer" | "consumer" | "admin" | "zookeeper";

/** True until KAFKA-4623. */
const UNCLEAN: EraValues<boolean> = [
  ["0.7", true],
  ["0.11", false],
];

/** A mebibyte and the overhead of a batch since KAFKA-4203. */
const MAX_MESSAGE_BYTES: EraValues<number> = [
  ["0.7", 1_000_012],
  ["2.6", 1_048_588],
];

/** Broker settings (`KafkaConfig`), then the switches of the eras. */
export const BROKER_CONFIGS: readonly ConfigDefinition[] = [
  list("zookeeper.connect", "zookeeper", "ZooKeeper servers; `zookeeper`: all"),
  number(
    "zookeeper.session.timeout.ms",
    [
      ["0.7", 6000],
      ["2.6", 18_000],
    ],
    "ms",
  ),
  number(
    "replica.lag.time.max.ms",
    [
      ["0.7", 10_000],
      ["2.6", 30_000],
    ],
    "ms",
  ),
  number("replica.lag.max.messages", 4000, "messages; with isrLagRule=messages+time"),
  number("replica.fetch.wait.max.ms", 500, "ms"),
  number("replica.fetch.min.bytes", 1, "bytes"),
  number("replica.fetch.max.bytes", 1_048_576, "bytes per partition"),
  number("replica.fetch.response.max.bytes", 10_485_760, "bytes"),
  number("replica.fetch.backoff.ms", 1000, "ms"),
  number("replica.socket.timeout.ms", 30_000, "ms"),
  number("num.replica.fetchers", 1, "threads per source broker", 1),
  number("replica.high.watermark.checkpoint.interval.ms", 5000, "ms", 1),
  text("broker.rack", "name of the rack; empty: none", "0.10.2"),
  list("log.dirs", "/tmp/kafka-logs", "directories"),
  number("log.flush.offset.checkpoint.interval.ms", 60_000, "ms", 1),
  number("log.flush.start.offset.checkpoint.interval.ms", 60_000, "ms", 1, INT_MAX, "0.11"),
  number("log.flush.interval.messages", LONG_MAX, "records", 1, LONG_MAX),
  number("log.flush.interval.ms", -1, "ms; -1: as log.flush.scheduler.interval.ms", -1, LONG_MAX),
  number(
    "log.flush.scheduler.interval.ms",
    LONG_MAX,
    "ms between two looks at what is not flushed",
    1,
    LONG_MAX,
  ),
  number("log.segment.bytes", 1_073_741_824, "bytes", 14),
  boolean("unclean.leader.election.enable", UNCLEAN, "elect a replica outside the ISR"),
  number("min.insync.replicas", 1, "replicas", 1),
  number("num.partitions", 1, "partitions of a topic that is created without a number", 1),
  number("default.replication.factor", 1, "replicas", 1, 32_767),
  number("request.timeout.ms", 30_000, "ms"),
  number("controller.socket.timeout.ms", 30_000, "ms"),
  boolean("controlled.shutdown.enable", true, "move leaders away before a clean shutdown"),
  number("controlled.shutdown.max.retries", 3, "tries"),
  number("controlled.shutdown.retry.backoff.ms", 5000, "ms"),
  boolean(
    "delete.topic.enable",
    [
      ["0.7", false],
      ["1.1", true],
    ],
    "topics can be deleted",
    "0.8.2",
  ),
  boolean("auto.leader.rebalance.enable", true, "return leadership to preferred replicas"),
  number("leader.imbalance.check.interval.seconds", 300, "s", 1),
  number("leader.imbalance.per.broker.percentage", 10, "%"),
  number("message.max.bytes", MAX_MESSAGE_BYTES, "bytes per batch"),
  number("max.incremental.fetch.session.cache.slots", 1000, "sessions"),
  choice(
    "controller.election",
    "race",
    ["race", "sequential"],
    "how a controller is elected: the ephemeral /controller, or a queue of ephemeral-sequential znodes",
  ),
  choice(
    "inter.broker.protocol.version",
    ERAS.map((era) => [era, era] as const),
    ERAS,
    "the version that brokers speak with each other; not newer than any of them",
  ),
  ...BROKER_SWITCHES.map(switchConfig),
];

/** Topic settings (`LogConfig`); what a topic does not set, its brokers do. */
export const TOPIC_CONFIGS: readonly ConfigDefinition[] = [
  number("min.insync.replicas", 1, "replicas", 1),
  boolean("unclean.leader.election.enable", UNCLEAN, "elect a replica outside the ISR"),
  number("flush.messages", LONG_MAX, "records", 1, LONG_MAX),
  number("flush.ms", LONG_MAX, "ms", 0, LONG_MAX),
  number("segment.bytes", 1_073_741_824, "bytes", 14),
  number("max.message.bytes", MAX_MESSAGE_BYTES, "bytes per batch"),
];

/** Broker names of topic settings, where they differ. */
export const BROKER_NAME_OF_TOPIC_CONFIG: Readonly<Record<string, string>> = {
  "flush.messages": "log.flush.interval.messages",
  "flush.ms": "log.flush.interval.ms",
  "segment.bytes": "log.segment.bytes",
  "max.message.bytes": "message.max.bytes",
};

/** What every client can be told (`CommonClientConfigs`). */
const CLIENT_CONFIGS: readonly ConfigDefinition[] = [
  number("retry.backoff.ms", 100, "ms"),
  number(
    "reconnect.backoff.ms",
    [
      ["0.7", 10],
      ["0.9", 50],
    ],
    "ms",
  ),
  number(
    "reconnect.backoff.max.ms",
    [
      ["0.7", 10],
      ["0.9", 50],
      ["0.11", 1000],
    ],
    "ms; the pauses grow since KIP-144",
  ),
  number("metadata.max.age.ms", 300_000, "ms"),
  number(
    "socket.connection.setup.timeout.ms",
    [
      ["0.7", 127_000],
      ["2.8", 10_000],
    ],
    "ms; before KIP-601 what Linux takes to give up",
  ),
  ...CLIENT_SWITCHES.map(switchConfig),
];

/** Producer settings (`ProducerConfig`). */
export const PRODUCER_CONFIGS: readonly ConfigDefinition[] = [
  choice(
    "acks",
    [
      ["0.7", "0"],
      ["0.8.2", "1"],
      ["3.9", "all"],
    ],
    ["0", "1", "2", "3", "all", "-1"],
    "acknowledgements the leader waits for; 2 and 3 until 0.8.2",
    "0.8.2",
  ),
  boolean(
    "enable.idempotence",
    [
      ["0.7", false],
      ["3.9", true],
    ],
    "sequence numbers against duplicates",
    "0.11",
  ),
  number(
    "retries",
    [
      ["0.7", 0],
      ["2.1", INT_MAX],
    ],
    "retries of a batch",
  ),
  number("max.in.flight.requests.per.connection", 5, "requests", 1),
  number("batch.size", 16_384, "bytes"),
  number("linger.ms", 0, "ms"),
  number("buffer.memory", 33_554_432, "bytes", 0, LONG_MAX),
  number("max.block.ms", 60_000, "ms"),
  number("max.request.size", 1_048_576, "bytes"),
  number("delivery.timeout.ms", 120_000, "ms"),
  number("request.timeout.ms", 30_000, "ms"),
  ...CLIENT_CONFIGS,
];

/** Consumer settings (`ConsumerConfig`). */
export const CONSUMER_CONFIGS: readonly ConfigDefinition[] = [
  choice(
    "auto.offset.reset",
    "latest",
    ["latest", "earliest", "none"],
    "where to begin without a position",
  ),
  choice(
    "isolation.level",
    "read_uncommitted",
    ["read_uncommitted", "read_committed"],
    "up to the high watermark, or up to the last stable offset",
    "0.11",
  ),
  number("fetch.min.bytes", 1, "bytes"),
  number("fetch.max.bytes", 52_428_800, "bytes"),
  number("max.partition.fetch.bytes", 1_048_576, "bytes"),
  number("fetch.max.wait.ms", 500, "ms"),
  number("max.poll.records", 500, "records", 1),
  number(
    "request.timeout.ms",
    [
      ["0.7", 40_000],
      ["0.10.2", 305_000],
      ["2.0", 30_000],
    ],
    "ms",
  ),
  ...CLIENT_CONFIGS,
];

/** Settings of the operator's tools (`AdminClientConfig`), then which way they take by era. */
export const ADMIN_CONFIGS: readonly ConfigDefinition[] = [
  number(
    "default.api.timeout.ms",
    [
      ["0.7", 120_000],
      ["2.6", 60_000],
    ],
    "ms for one operation; before KIP-533 as long as one request",
  ),
  number(
    "retries",
    [
      ["0.7", 5],
      ["2.6", INT_MAX],
    ],
    "retries of a request",
  ),
  number(
    "request.timeout.ms",
    [
      ["0.7", 120_000],
      ["2.6", 30_000],
    ],
    "ms",
  ),
  ...CLIENT_CONFIGS,
  ...ADMIN_SWITCHES.map(switchConfig),
];

/** ZooKeeper server settings. */
export const ZOOKEEPER_CONFIGS: readonly ConfigDefinition[] = [
  number("tickTime", 3000, "ms", 1),
  number("initLimit", 10, "ticks", 1),
  number("syncLimit", 5, "ticks", 1),
];

/** Definitions by scope. */
export const CONFIGS: Readonly<Record<ConfigScope, readonly ConfigDefinition[]>> = {
  broker: BROKER_CONFIGS,
  topic: TOPIC_CONFIGS,
  producer: PRODUCER_CONFIGS,
  consumer: CONSUMER_CONFIGS,
  admin: ADMIN_CONFIGS,
  zookeeper: ZOOKEEPER_CONFIGS,
};

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
  const resolved: Record<string, ConfigValue> = {};
  for (const definition of CONFIGS[scope]) {
    const { name, from, wire } = definition;
    const given = from === null || isFrom(era, from) ? values[name] : undefined;
    resolved[name] = given ?? defaultIn(definition, wire ? wireEra : era);
  }
  return resolved;
}

/** What is wrong with a setting: what was expected, or null when it is right. */
export function checkConfig(definition: ConfigDefinition, value: unknown): string | null {
  switch (definition.type) {
    case "number": {
      const right =
        typeof value === "number" &&
        Number.isSafeInteger(value) &&
        value >= definition.min &&
        value <= definition.max;
      return right
        ? null
        : `a whole number from ${definition.min} to ${definition.max} (${definition.doc})`;
    }
    case "boolean":
      return typeof value === "boolean" ? null : "true or false";
    case "choice":
      return definition.values.includes(String(value))
        ? null
        : `one of ${definition.values.join(", ")}`;
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
  if (definition.type === "number" && /^-?\d+$/.test(text)) return Number(text);
  if (definition.type === "boolean" && text === "true") return true;
  if (definition.type === "boolean" && text === "false") return false;
  return text;
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
