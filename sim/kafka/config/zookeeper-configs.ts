import { type ConfigDefinition, number } from "./config-definition.ts";

/** ZooKeeper server settings. */
export const ZOOKEEPER_CONFIGS: readonly ConfigDefinition[] = [
  number("tickTime", 3000, "ms", 1),
  number("initLimit", 10, "ticks", 1),
  number("syncLimit", 5, "ticks", 1),
];
