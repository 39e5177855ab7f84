import { boolean, type ConfigDefinition, number, ratio } from "./config-definition.ts";

/** Broker settings of the threads that compact logs (`CleanerConfig`). */
export const CLEANER_CONFIGS: readonly ConfigDefinition[] = [
  boolean(
    "log.cleaner.enable",
    [
      ["0.7", false],
      ["0.9", true],
    ],
    "whether logs are compacted",
  ),
  number("log.cleaner.threads", 1, "threads", 1, 1000, "0.8.2"),
  number("log.cleaner.backoff.ms", 15_000, "ms between two looks for a log to clean", 1),
  number(
    "log.cleaner.dedupe.buffer.size",
    [
      ["0.7", 524_288_000],
      ["0.9", 134_217_728],
    ],
    "bytes of memory for the keys of a cleaning, 24 for each, of all threads together",
    1_048_577,
  ),
  ratio("log.cleaner.io.buffer.load.factor", 0.9, "share of that memory that is used"),
];
