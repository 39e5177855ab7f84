import { boolean, type ConfigDefinition, number } from "./config-definition.ts";

/** Settings of the consumers before 0.9 that share out partitions through ZooKeeper, in 0.8.2's names. */
export const ZK_CONSUMER_CONFIGS: readonly ConfigDefinition[] = [
  number(
    "zookeeper.session.timeout.ms",
    6000,
    "before 0.9: ms without a sign of life after which ZooKeeper takes the consumer for dead",
    1,
  ),
  number("zookeeper.sync.time.ms", 2000, "before 0.9: ms; the default of rebalance.backoff.ms"),
  number("rebalance.max.retries", 4, "before 0.9: attempts after which a rebalance has failed", 1),
  number("rebalance.backoff.ms", 2000, "before 0.9: ms between such attempts"),
  boolean(
    "dual.commit.enabled",
    true,
    "before 0.9, with offsets in Kafka: they are written to ZooKeeper too",
  ),
  number(
    "offsets.channel.backoff.ms",
    1000,
    "before 0.9: ms before the offsets' broker is looked for, or asked, again",
  ),
  number(
    "offsets.channel.socket.timeout.ms",
    10_000,
    "before 0.9: ms after which that broker's answer is given up",
  ),
  number(
    "offsets.commit.max.retries",
    5,
    "before 0.9: how often the commit of a consumer that shuts down is repeated",
  ),
];
