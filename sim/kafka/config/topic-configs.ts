import { boolean, type ConfigDefinition, LONG_MAX, number } from "./config-definition.ts";
import { MAX_MESSAGE_BYTES, UNCLEAN } from "./shared-defaults.ts";

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
