import type { Micros } from "../../../kernel/time.ts";
import {
  booleanOf,
  type ConfigValues,
  listOf,
  numberOf,
  resolveConfig,
  textOf,
} from "../../config/config.ts";
import { type Era, isFrom } from "../../era/eras.ts";
import {
  type ClientSettings,
  clientSettings,
  isolationLevelOf,
  microsOf,
} from "../client-config.ts";
import { ASSIGNOR_NAMES, type AssignorName, assignorNameOf } from "./assignors/assignor-named.ts";
import type { OffsetResetStrategy } from "./offset-fetcher.ts";

/** A consumer's bound is "large enough" in Kafka too. */
const MAX_IN_FLIGHT = 100;

/** The era that brought an assignor, by its protocol name. */
const ASSIGNOR_SINCE: Readonly<Record<AssignorName, Era>> = {
  range: "0.7",
  roundrobin: "0.8.2",
  sticky: "0.11",
  "cooperative-sticky": "2.4",
};

/** A consumer's settings as its code uses them. */
export interface ConsumerSettings extends ClientSettings {
  /** Null: it has no group. */
  readonly groupId: string | null;
  /** Null: a dynamic member. */
  readonly groupInstanceId: string | null;
  /** Null: the name of its host. */
  readonly clientId: string | null;
  readonly sessionTimeoutUs: Micros;
  readonly heartbeatIntervalUs: Micros;
  readonly maxPollIntervalUs: Micros;
  /** Names of assignors, in the order of preference. */
  readonly assignors: readonly string[];
  readonly enableAutoCommit: boolean;
  readonly autoCommitIntervalUs: Micros;
  readonly defaultApiTimeoutUs: Micros;
  readonly autoOffsetReset: OffsetResetStrategy;
  readonly isolationLevel: number;
  /** `offsets.storage=zookeeper`. */
  readonly offsetsInZooKeeper: boolean;
  readonly fetchMaxWaitMs: number;
  readonly fetchMinBytes: number;
  readonly fetchMaxBytes: number;
  readonly maxPartitionFetchBytes: number;
  readonly maxPollRecords: number;
  readonly checkCrcs: boolean;
  /** The switch `corruptBatch`: a damaged batch makes the whole fetch fail. */
  readonly corruptionFailsFetch: boolean;
  /** The switch `consumerFetchSession`. */
  readonly keepsFetchSessions: boolean;
  /** The switch `consumerTruncation`; positions and requests know leader epochs. */
  readonly validatesPositions: boolean;
  /** The switch `pollDuringRebalance`. */
  readonly pollsDuringRebalance: boolean;
  /** The switch `newAssignment`: partitions that stay keep their state. */
  readonly keepsPartitionState: boolean;
  /** The switch `pausedPartition`: what was fetched of one waits until it is resumed. */
  readonly keepsPausedData: boolean;
  /** The switch `autoCommit`. */
  readonly autoCommit: string;
  /** The switch `asyncCommit`. */
  readonly asyncCommitWaits: boolean;
  /** The switches of those names. */
  readonly commitDuringRebalance: string;
  readonly retriesUnknownTopic: boolean;
}

/**
 * What is wrong with the combination of a consumer's settings, or null (`ConsumerCoordinator`,
 * `ConsumerConfig`).
 * @param values as the user gave them, without defaults
 */
export function checkConsumerConfig(values: ConfigValues, era: Era): string | null {
  const resolved = resolveConfig("consumer", values, era);
  const session = numberOf(resolved, "session.timeout.ms");
  const heartbeat = numberOf(resolved, "heartbeat.interval.ms");
  if (heartbeat >= session)
    return `heartbeat.interval.ms (${heartbeat}) must be less than session.timeout.ms (${session})`;
  for (const name of listOf(textOf(resolved, "partition.assignment.strategy"))) {
    const assignor = assignorNameOf(name);
    if (assignor === null)
      return `partition.assignment.strategy names ${ASSIGNOR_NAMES.join(", ")}, not ${name}`;
    const since = ASSIGNOR_SINCE[assignor];
    if (!isFrom(era, since))
      return `the ${assignor} assignor of partition.assignment.strategy came with ${since}`;
  }
  const reset = textOf(resolved, "auto.offset.reset");
  if (isFrom(era, "0.9") && reset !== resetStrategyOf(reset))
    return `auto.offset.reset is ${resetStrategyOf(reset)} since 0.9, not ${reset}`;
  const hasGroup = textOf(resolved, "group.id") !== "";
  if (!hasGroup && values["enable.auto.commit"] === true)
    return "enable.auto.commit cannot be true without a group.id";
  if (!hasGroup && textOf(resolved, "group.instance.id") !== "")
    return "group.instance.id makes no sense without a group.id";
  return null;
}

/** The effective settings of a client of that era. Without a group there is no auto-commit. */
export function consumerSettings(values: ConfigValues, era: Era): ConsumerSettings {
  const resolved = resolveConfig("consumer", values, era);
  const groupId = textOrNull(resolved, "group.id");
  const checkCrcs = booleanOf(resolved, "check.crcs");
  return {
    ...clientSettings(resolved, MAX_IN_FLIGHT),
    groupId,
    groupInstanceId: textOrNull(resolved, "group.instance.id"),
    clientId: textOrNull(resolved, "client.id"),
    sessionTimeoutUs: microsOf(resolved, "session.timeout.ms"),
    heartbeatIntervalUs: microsOf(resolved, "heartbeat.interval.ms"),
    maxPollIntervalUs: microsOf(resolved, "max.poll.interval.ms"),
    assignors: listOf(textOf(resolved, "partition.assignment.strategy")),
    enableAutoCommit: groupId !== null && commitsByItself(resolved, era),
    autoCommitIntervalUs: microsOf(resolved, "auto.commit.interval.ms"),
    defaultApiTimeoutUs: microsOf(resolved, "default.api.timeout.ms"),
    autoOffsetReset: resetStrategyOf(textOf(resolved, "auto.offset.reset")),
    isolationLevel: isolationLevelOf(resolved),
    offsetsInZooKeeper: resolved["offsets.storage"] === "zookeeper",
    fetchMaxWaitMs: numberOf(resolved, "fetch.max.wait.ms"),
    fetchMinBytes: numberOf(resolved, "fetch.min.bytes"),
    fetchMaxBytes: numberOf(resolved, "fetch.max.bytes"),
    maxPartitionFetchBytes: numberOf(resolved, "max.partition.fetch.bytes"),
    maxPollRecords: numberOf(resolved, "max.poll.records"),
    checkCrcs,
    corruptionFailsFetch: checkCrcs && resolved.corruptBatch === "failsFetch",
    keepsFetchSessions: resolved.consumerFetchSession === true,
    validatesPositions: resolved.consumerTruncation === "detected",
    pollsDuringRebalance: resolved.pollDuringRebalance === "returns",
    keepsPartitionState: resolved.newAssignment === "keepsState",
    keepsPausedData: resolved.pausedPartition === "kept",
    autoCommit: textOf(resolved, "autoCommit"),
    asyncCommitWaits: resolved.asyncCommit === "waits",
    commitDuringRebalance: textOf(resolved, "commitDuringRebalance"),
    retriesUnknownTopic: resolved.commitToUnknownTopic === "retried",
  };
}

/** The policy that has that name, or had it before 0.9. */
function resetStrategyOf(name: string): OffsetResetStrategy {
  if (name === "largest") return "latest";
  return name === "smallest" ? "earliest" : (name as OffsetResetStrategy);
}

function commitsByItself(resolved: ConfigValues, era: Era): boolean {
  const older = isFrom(era, "0.9") || booleanOf(resolved, "auto.commit.enable");
  return older && booleanOf(resolved, "enable.auto.commit");
}

function textOrNull(values: ConfigValues, name: string): string | null {
  const text = textOf(values, name);
  return text === "" ? null : text;
}
