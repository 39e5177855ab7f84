import { CONSUMER_SWITCHES } from "../era/switches.ts";
import { CLIENT_CONFIGS } from "./client-configs.ts";
import {
  boolean,
  type ConfigDefinition,
  choice,
  INT_MAX,
  list,
  number,
  switchConfig,
  text,
} from "./config-definition.ts";
import { ZK_CONSUMER_CONFIGS } from "./zk-consumer-configs.ts";

/** Settings of a consumer about its group and its offsets. */
const GROUP_CONFIGS: readonly ConfigDefinition[] = [
  text("group.id", "the consumer's group; none: it can neither subscribe nor commit"),
  text("group.instance.id", "what makes it a static member of its group", "2.4"),
  text("client.id", "what it tells brokers of itself; none: the name of its host"),
  text("client.rack", "the consumer's rack; assignors look at it since 3.9", "2.4"),
  number(
    "session.timeout.ms",
    [
      ["0.7", 30_000],
      ["0.10.2", 10_000],
      ["3.9", 45_000],
    ],
    "ms without a heartbeat after which the coordinator takes the member for dead",
  ),
  number("heartbeat.interval.ms", 3000, "ms between heartbeats"),
  number(
    "max.poll.interval.ms",
    300_000,
    "ms between polls after which the consumer leaves; also how long a rebalance waits for it",
    1,
    INT_MAX,
    "0.10.2",
  ),
  list(
    "partition.assignment.strategy",
    [
      ["0.7", "range"],
      ["3.9", "range,cooperative-sticky"],
    ],
    "range, roundrobin, sticky (since 0.11), cooperative-sticky (since 2.4), or the names of their classes",
  ),
  boolean("enable.auto.commit", true, "polls commit the positions; without a group they do not"),
  boolean("auto.commit.enable", true, "the same before 0.9: both must be true"),
  number(
    "auto.commit.interval.ms",
    [
      ["0.7", 10_000],
      ["0.8.2", 60_000],
      ["0.9", 5000],
    ],
    "ms between such commits",
  ),
  choice(
    "offsets.storage",
    [
      ["0.7", "zookeeper"],
      ["0.9", "kafka"],
    ],
    ["kafka", "zookeeper"],
    "where offsets are committed to; zookeeper: version 0 of the requests, which the broker stores there",
  ),
  number(
    "default.api.timeout.ms",
    [
      ["0.7", INT_MAX],
      ["2.0", 60_000],
    ],
    "ms after which commitSync gives up",
    0,
    INT_MAX,
    "2.0",
  ),
];

/** Consumer settings (`ConsumerConfig`). */
export const CONSUMER_CONFIGS: readonly ConfigDefinition[] = [
  choice(
    "auto.offset.reset",
    [
      ["0.7", "largest"],
      ["0.9", "latest"],
    ],
    ["latest", "earliest", "none", "largest", "smallest"],
    "where to begin without a position; before 0.9 latest is also called largest, and earliest smallest",
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
  boolean("check.crcs", true, "check the CRC of what is fetched"),
  number(
    "max.poll.records",
    [
      ["0.7", INT_MAX],
      ["0.10.2", 500],
    ],
    "records",
    1,
    INT_MAX,
    "0.10.2",
  ),
  number(
    "request.timeout.ms",
    [
      ["0.7", 40_000],
      ["0.10.2", 305_000],
      ["2.0", 30_000],
    ],
    "ms",
  ),
  ...GROUP_CONFIGS,
  ...ZK_CONSUMER_CONFIGS,
  ...CLIENT_CONFIGS,
  ...CONSUMER_SWITCHES.map(switchConfig),
];
