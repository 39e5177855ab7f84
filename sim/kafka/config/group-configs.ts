import { type ConfigDefinition, INT_MAX, number } from "./config-definition.ts";

/** Broker settings of coordinators of groups (`GroupCoordinatorConfig`). */
export const GROUP_CONFIGS: readonly ConfigDefinition[] = [
  number("group.min.session.timeout.ms", 6000, "ms", 0, INT_MAX, "0.9"),
  number(
    "group.max.session.timeout.ms",
    [
      ["0.7", 30_000],
      ["0.10.2", 300_000],
      ["2.4", 1_800_000],
    ],
    "ms",
    0,
    INT_MAX,
    "0.9",
  ),
  number(
    "group.initial.rebalance.delay.ms",
    [
      ["0.7", 0],
      ["0.11", 3000],
    ],
    "ms that the first rebalance of an empty group waits for more members",
    0,
    INT_MAX,
    "0.11",
  ),
  number("group.max.size", INT_MAX, "members", 1, INT_MAX, "2.4"),
];
