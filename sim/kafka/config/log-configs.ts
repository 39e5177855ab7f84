import { type ConfigDefinition, choice, LONG_MAX, number, ratio } from "./config-definition.ts";
import { CLEANUP_POLICIES, DAY_MS } from "./shared-defaults.ts";

/** `log.retention.ms` and `log.retention.minutes`, where they are not set: -1 is no limit. */
export const UNSET_RETENTION = -2;
/** `log.roll.ms` and `log.roll.jitter.ms`, where they are not set. */
export const UNSET_ROLL = -1;

/** Broker settings of segments, of their retention and of their compaction. */
export const LOG_CONFIGS: readonly ConfigDefinition[] = [
  number("log.segment.bytes", 1_073_741_824, "bytes", 14),
  number("log.roll.ms", UNSET_ROLL, "ms; -1: as log.roll.hours", UNSET_ROLL, LONG_MAX),
  number("log.roll.hours", 168, "hours", 1),
  number(
    "log.roll.jitter.ms",
    UNSET_ROLL,
    "ms, by which segments roll earlier, by choice; -1: as log.roll.jitter.hours",
    UNSET_ROLL,
    LONG_MAX,
  ),
  number("log.roll.jitter.hours", 0, "hours"),
  number("log.index.size.max.bytes", 10_485_760, "bytes of the index of a segment", 4),
  number("log.index.interval.bytes", 4096, "bytes between two entries of an index"),
  choice("log.cleanup.policy", "delete", CLEANUP_POLICIES, "what becomes of old segments"),
  number(
    "log.retention.ms",
    UNSET_RETENTION,
    "ms; -1: no limit; -2: as log.retention.minutes",
    UNSET_RETENTION,
    LONG_MAX,
  ),
  number(
    "log.retention.minutes",
    UNSET_RETENTION,
    "minutes; -1: no limit; -2: as log.retention.hours",
    UNSET_RETENTION,
  ),
  number("log.retention.hours", 168, "hours; -1: no limit", -1),
  number("log.retention.bytes", -1, "bytes per partition; -1: no limit", -1, LONG_MAX),
  number("log.retention.check.interval.ms", 300_000, "ms", 1, LONG_MAX),
  number("log.segment.delete.delay.ms", 60_000, "ms", 0, LONG_MAX),
  number("log.cleaner.delete.retention.ms", DAY_MS, "ms for which tombstones stay", 0, LONG_MAX),
  number("log.cleaner.min.compaction.lag.ms", 0, "ms", 0, LONG_MAX, "0.10.2"),
  number("log.cleaner.max.compaction.lag.ms", LONG_MAX, "ms", 1, LONG_MAX, "2.4"),
  ratio("log.cleaner.min.cleanable.ratio", 0.5, "share of a log that is not compacted yet"),
];
