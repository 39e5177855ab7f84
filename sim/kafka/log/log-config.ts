import { BROKER_NAME_OF_TOPIC_CONFIG, type ConfigValues, numberOf } from "../config.ts";

/** The settings of one topic that its logs use (`LogConfig`). */
export interface LogConfig {
  readonly segmentBytes: number;
  /** Records between two flushes (`flush.messages`). */
  readonly flushMessages: number;
  readonly maxMessageBytes: number;
  readonly minInsyncReplicas: number;
}

/** What a topic's overrides and the broker's settings make together. */
export function logConfig(
  broker: ConfigValues,
  overrides: Readonly<Record<string, string>>,
): LogConfig {
  const value = (name: string): number => {
    const override = overrides[name];
    if (override !== undefined) return Number(override);
    return numberOf(broker, BROKER_NAME_OF_TOPIC_CONFIG[name] ?? name);
  };
  return {
    segmentBytes: value("segment.bytes"),
    flushMessages: value("flush.messages"),
    maxMessageBytes: value("max.message.bytes"),
    minInsyncReplicas: value("min.insync.replicas"),
  };
}
