import { CLIENT_CONFIGS } from "./client-configs.ts";
import { boolean, type ConfigDefinition, choice, number } from "./config-definition.ts";

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
  boolean("check.crcs", true, "check the CRC of what is fetched"),
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
