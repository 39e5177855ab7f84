import { PRODUCER_SWITCHES } from "../era/switches.ts";
import { ACCUMULATOR_CONFIGS } from "./accumulator-configs.ts";
import { CLIENT_CONFIGS } from "./client-configs.ts";
import {
  boolean,
  type ConfigDefinition,
  choice,
  INT_MAX,
  LONG_MAX,
  number,
  switchConfig,
} from "./config-definition.ts";

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
  number("delivery.timeout.ms", 120_000, "ms", 0, INT_MAX, "2.1"),
  number("request.timeout.ms", 30_000, "ms", 0, INT_MAX, "0.9"),
  number("timeout.ms", 30_000, "ms that the leader waits for its followers; until 0.10.2"),
  ...ACCUMULATOR_CONFIGS,
  ...CLIENT_CONFIGS,
  ...PRODUCER_SWITCHES.map(switchConfig),
];
