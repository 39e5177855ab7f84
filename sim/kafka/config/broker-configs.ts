import { ERAS } from "../era/eras.ts";
import { BROKER_SWITCHES } from "../era/switches.ts";
import { CLEANER_CONFIGS } from "./cleaner-configs.ts";
import {
  boolean,
  type ConfigDefinition,
  choice,
  INT_MAX,
  LONG_MAX,
  list,
  number,
  switchConfig,
  text,
} from "./config-definition.ts";
import { GROUP_CONFIGS } from "./group-configs.ts";
import { LOG_CONFIGS } from "./log-configs.ts";
import { MESSAGE_CONFIGS } from "./message-configs.ts";
import { OFFSET_CONFIGS } from "./offset-configs.ts";
import { DAY_MS, MAX_MESSAGE_BYTES, UNCLEAN } from "./shared-defaults.ts";

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
  ...LOG_CONFIGS,
  ...CLEANER_CONFIGS,
  ...MESSAGE_CONFIGS,
  ...GROUP_CONFIGS,
  ...OFFSET_CONFIGS,
  boolean("unclean.leader.election.enable", UNCLEAN, "elect a replica outside the ISR"),
  number("min.insync.replicas", 1, "replicas", 1),
  number("num.partitions", 1, "partitions of a topic that is created without a number", 1),
  number("default.replication.factor", 1, "replicas", 1, 32_767),
  number("request.timeout.ms", 30_000, "ms"),
  number("num.network.threads", 3, "threads; where the cluster has hardware", 1),
  number("num.io.threads", 8, "threads that handle requests; where the cluster has hardware", 1),
  number("queued.max.requests", 500, "requests; where the cluster has hardware", 1),
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
  number(
    "transactional.id.expiration.ms",
    604_800_000,
    "ms; with producerIdExpiry=transactionalId a log forgets idle producers after so long",
    1,
    INT_MAX,
    "0.11",
  ),
  number("producer.id.expiration.ms", DAY_MS, "ms", 1, INT_MAX, "3.9"),
  number("producer.id.expiration.check.interval.ms", 600_000, "ms", 1, INT_MAX, "3.9"),
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
