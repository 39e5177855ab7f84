import { boolean, type ConfigDefinition, choice, INT_MAX, number } from "./config-definition.ts";

/** Settings of a producer's partitioner and of its buffer, beside the oldest ones. */
export const ACCUMULATOR_CONFIGS: readonly ConfigDefinition[] = [
  choice(
    "partitioner.class",
    "",
    [
      "",
      "org.apache.kafka.clients.producer.internals.DefaultPartitioner",
      "org.apache.kafka.clients.producer.RoundRobinPartitioner",
      "org.apache.kafka.clients.producer.UniformStickyPartitioner",
    ],
    "who chooses partitions; empty: the version's own",
    "2.4",
  ),
  boolean(
    "partitioner.adaptive.partitioning.enable",
    true,
    "more records without a key to partitions with short queues",
    "3.9",
  ),
  number(
    "partitioner.availability.timeout.ms",
    0,
    "ms for which a broker cannot be sent to before its partitions get no records without a key; 0: never",
    0,
    INT_MAX,
    "3.9",
  ),
  boolean("partitioner.ignore.keys", false, "keys do not choose partitions", "3.9"),
  boolean(
    "block.on.buffer.full",
    [
      ["0.7", true],
      ["0.9", false],
    ],
    "whether send waits for memory; until 0.10.2",
  ),
  number("metadata.fetch.timeout.ms", 60_000, "ms that send waits for metadata; until 0.10.2"),
];
