import { booleanOf, type ConfigValues, numberOf } from "../config/config.ts";
import { BROKER_NAME_OF_TOPIC_CONFIG } from "../config/topic-configs.ts";
import type { BrokerSwitches } from "../era/broker-switches.ts";

/** The settings of one topic that its logs use (`LogConfig`). */
export interface LogConfig {
  readonly segmentBytes: number;
  /** Records between two flushes (`flush.messages`). */
  readonly flushMessages: number;
  /** Milliseconds between two flushes (`flush.ms`), as far as somebody looks. */
  readonly flushMs: number;
  readonly maxMessageBytes: number;
  readonly minInsyncReplicas: number;
  readonly uncleanLeaderElectionEnable: boolean;
  readonly epochCacheAssignment: BrokerSwitches["epochCacheAssignment"];
  readonly truncationAtLogEnd: BrokerSwitches["truncationAtLogEnd"];
  readonly recoveryPointAfterRecovery: BrokerSwitches["recoveryPointAfterRecovery"];
  /** Whether the message format has leader epochs (v2); otherwise the log keeps none. */
  readonly hasLeaderEpochs: boolean;
  /** Whether sequence numbers of producers are checked and remembered. */
  readonly producerIds: boolean;
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
  const flushMs = value("flush.ms");
  const unclean = overrides["unclean.leader.election.enable"];
  return {
    segmentBytes: value("segment.bytes"),
    flushMessages: value("flush.messages"),
    flushMs: flushMs < 0 ? numberOf(broker, "log.flush.scheduler.interval.ms") : flushMs,
    maxMessageBytes: value("max.message.bytes"),
    minInsyncReplicas: value("min.insync.replicas"),
    uncleanLeaderElectionEnable:
      unclean === undefined
        ? booleanOf(broker, "unclean.leader.election.enable")
        : unclean === "true",
    epochCacheAssignment: broker.epochCacheAssignment as BrokerSwitches["epochCacheAssignment"],
    truncationAtLogEnd: broker.truncationAtLogEnd as BrokerSwitches["truncationAtLogEnd"],
    recoveryPointAfterRecovery:
      broker.recoveryPointAfterRecovery as BrokerSwitches["recoveryPointAfterRecovery"],
    hasLeaderEpochs: broker.truncation !== "hw",
    producerIds: booleanOf(broker, "producerIds"),
  };
}
