import { booleanOf, type ConfigValues, numberOf, textOf } from "../config/config.ts";
import { UNSET_RETENTION, UNSET_ROLL } from "../config/log-configs.ts";
import { BROKER_NAME_OF_TOPIC_CONFIG } from "../config/topic-configs.ts";
import type { BrokerSwitches } from "../era/broker-switches.ts";
import { type MessageConfig, messageConfig } from "./message-config.ts";
import { type ProducerStateConfig, producerStateConfig } from "./producer-state-config.ts";

/** The settings of one topic that its logs use (`LogConfig`). */
export interface LogConfig extends MessageConfig {
  readonly segmentBytes: number;
  readonly segmentMs: number;
  /** A segment rolls by a random time below this earlier than `segmentMs`. */
  readonly segmentJitterMs: number;
  /** Bytes of each index of a segment (`segment.index.bytes`). */
  readonly maxIndexSize: number;
  /** Bytes between two entries of an index (`index.interval.bytes`). */
  readonly indexIntervalBytes: number;
  /** Whether old segments are deleted (`cleanup.policy`). */
  readonly delete: boolean;
  /** Whether old segments are compacted (`cleanup.policy`). */
  readonly compact: boolean;
  /** -1: no limit. */
  readonly retentionMs: number;
  /** -1: no limit. */
  readonly retentionBytes: number;
  /** How long the files of what is deleted stay on the disk. */
  readonly fileDeleteDelayMs: number;
  /** How long tombstones stay after the first cleaning that met them. */
  readonly deleteRetentionMs: number;
  readonly minCompactionLagMs: number;
  readonly maxCompactionLagMs: number;
  readonly minCleanableDirtyRatio: number;
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
  readonly producerState: ProducerStateConfig;
  readonly timeIndex: BrokerSwitches["timeIndex"];
  readonly rollOfRefused: BrokerSwitches["rollOfRefused"];
  readonly rolledSegmentBase: BrokerSwitches["rolledSegmentBase"];
  readonly retentionBound: BrokerSwitches["retentionBound"];
  readonly highWatermarkBelowStart: BrokerSwitches["highWatermarkBelowStart"] | "failsReads";
  readonly highWatermarkMetadataAtRoll: "updated" | "stale";
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
  const messages = messageConfig(broker, overrides);
  const flushMs = value("flush.ms");
  const segmentMs = value("segment.ms");
  const segmentJitterMs = value("segment.jitter.ms");
  const retentionMs = value("retention.ms");
  const cleanupPolicy = overrides["cleanup.policy"] ?? textOf(broker, "log.cleanup.policy");
  const unclean = overrides["unclean.leader.election.enable"];
  return {
    segmentBytes: value("segment.bytes"),
    segmentMs: segmentMs === UNSET_ROLL ? hours(broker, "log.roll.hours") : segmentMs,
    segmentJitterMs:
      segmentJitterMs === UNSET_ROLL ? hours(broker, "log.roll.jitter.hours") : segmentJitterMs,
    maxIndexSize: value("segment.index.bytes"),
    indexIntervalBytes: value("index.interval.bytes"),
    delete: cleanupPolicy.includes("delete"),
    compact: cleanupPolicy.includes("compact"),
    retentionMs: retentionMs === UNSET_RETENTION ? brokerRetentionMs(broker) : retentionMs,
    retentionBytes: value("retention.bytes"),
    fileDeleteDelayMs: value("file.delete.delay.ms"),
    deleteRetentionMs: value("delete.retention.ms"),
    minCompactionLagMs: value("min.compaction.lag.ms"),
    maxCompactionLagMs: value("max.compaction.lag.ms"),
    minCleanableDirtyRatio: value("min.cleanable.dirty.ratio"),
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
    ...messages,
    hasLeaderEpochs: broker.truncation !== "hw" && messages.magic === 2,
    producerIds: booleanOf(broker, "producerIds"),
    producerState: producerStateConfig(broker),
    timeIndex: booleanOf(broker, "timeIndex"),
    rollOfRefused: booleanOf(broker, "rollOfRefused"),
    rolledSegmentBase: broker.rolledSegmentBase as BrokerSwitches["rolledSegmentBase"],
    retentionBound: broker.retentionBound as BrokerSwitches["retentionBound"],
    highWatermarkBelowStart: booleanOf(broker, "KAFKA-9491")
      ? "failsReads"
      : (broker.highWatermarkBelowStart as BrokerSwitches["highWatermarkBelowStart"]),
    highWatermarkMetadataAtRoll: booleanOf(broker, "KAFKA-9196") ? "stale" : "updated",
  };
}

/** `log.retention.ms` is not set: then `log.retention.minutes` counts, then `log.retention.hours`. */
function brokerRetentionMs(broker: ConfigValues): number {
  const minutes = numberOf(broker, "log.retention.minutes");
  if (minutes !== UNSET_RETENTION) return minutes < 0 ? -1 : minutes * 60_000;
  return numberOf(broker, "log.retention.hours") < 0 ? -1 : hours(broker, "log.retention.hours");
}

/** A setting in hours, in ms. */
function hours(broker: ConfigValues, name: string): number {
  return numberOf(broker, name) * 3_600_000;
}
