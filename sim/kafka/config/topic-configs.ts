import {
  boolean,
  type ConfigDefinition,
  choice,
  LONG_MAX,
  number,
  ratio,
} from "./config-definition.ts";
import { BROKER_NAME_OF_MESSAGE_CONFIG, TOPIC_MESSAGE_CONFIGS } from "./message-configs.ts";
import { CLEANUP_POLICIES, DAY_MS, MAX_MESSAGE_BYTES, UNCLEAN } from "./shared-defaults.ts";

/** Topic settings (`LogConfig`); what a topic does not set, its brokers do. */
export const TOPIC_CONFIGS: readonly ConfigDefinition[] = [
  number("min.insync.replicas", 1, "replicas", 1),
  boolean("unclean.leader.election.enable", UNCLEAN, "elect a replica outside the ISR"),
  number("flush.messages", LONG_MAX, "records", 1, LONG_MAX),
  number("flush.ms", LONG_MAX, "ms", 0, LONG_MAX),
  number("segment.bytes", 1_073_741_824, "bytes", 14),
  number("segment.ms", 7 * DAY_MS, "ms", 1, LONG_MAX),
  number("segment.jitter.ms", 0, "ms, by which segments roll earlier, by choice", 0, LONG_MAX),
  number("segment.index.bytes", 10_485_760, "bytes of the index of a segment", 4),
  number("index.interval.bytes", 4096, "bytes between two entries of an index"),
  choice("cleanup.policy", "delete", CLEANUP_POLICIES, "what becomes of old segments"),
  number("retention.ms", 7 * DAY_MS, "ms; -1: no limit", -1, LONG_MAX),
  number("retention.bytes", -1, "bytes per partition; -1: no limit", -1, LONG_MAX),
  number("file.delete.delay.ms", 60_000, "ms", 0, LONG_MAX),
  number("delete.retention.ms", DAY_MS, "ms for which tombstones stay", 0, LONG_MAX),
  number("min.compaction.lag.ms", 0, "ms", 0, LONG_MAX, "0.10.2"),
  number("max.compaction.lag.ms", LONG_MAX, "ms", 1, LONG_MAX, "2.4"),
  ratio("min.cleanable.dirty.ratio", 0.5, "share of a log that is not compacted yet"),
  number("max.message.bytes", MAX_MESSAGE_BYTES, "bytes per batch"),
  ...TOPIC_MESSAGE_CONFIGS,
];

/** Broker names of topic settings, where they differ. */
export const BROKER_NAME_OF_TOPIC_CONFIG: Readonly<Record<string, string>> = {
  "flush.messages": "log.flush.interval.messages",
  "flush.ms": "log.flush.interval.ms",
  "segment.bytes": "log.segment.bytes",
  "segment.ms": "log.roll.ms",
  "segment.jitter.ms": "log.roll.jitter.ms",
  "segment.index.bytes": "log.index.size.max.bytes",
  "index.interval.bytes": "log.index.interval.bytes",
  "cleanup.policy": "log.cleanup.policy",
  "retention.ms": "log.retention.ms",
  "retention.bytes": "log.retention.bytes",
  "file.delete.delay.ms": "log.segment.delete.delay.ms",
  "delete.retention.ms": "log.cleaner.delete.retention.ms",
  "min.compaction.lag.ms": "log.cleaner.min.compaction.lag.ms",
  "max.compaction.lag.ms": "log.cleaner.max.compaction.lag.ms",
  "min.cleanable.dirty.ratio": "log.cleaner.min.cleanable.ratio",
  "max.message.bytes": "message.max.bytes",
  ...BROKER_NAME_OF_MESSAGE_CONFIG,
};
