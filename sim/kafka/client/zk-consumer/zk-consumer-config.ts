import type { Micros } from "../../../kernel/time.ts";
import { booleanOf, type ConfigValues, numberOf, resolveConfig } from "../../config/config.ts";
import type { Era } from "../../era/eras.ts";
import { microsOf } from "../client-config.ts";
import { assignorNameOf } from "../consumer/assignors/assignor-named.ts";
import { type ConsumerSettings, consumerSettings } from "../consumer/consumer-config.ts";
import { type ZkPartitionAssignor, zkAssignorNamed } from "./partition-assignor.ts";

/** A stream hands out one record at a time (`ConsumerIterator`). */
const RECORDS_AT_A_TIME = 1;

/** Settings of a consumer that shares partitions through ZooKeeper (`kafka.consumer.ConsumerConfig`). */
export interface ZkConsumerSettings extends ConsumerSettings {
  readonly groupId: string;
  /** `zookeeper.session.timeout.ms` */
  readonly zkSessionTimeoutMs: number;
  readonly rebalanceMaxRetries: number;
  readonly rebalanceBackoffUs: Micros;
  readonly assignor: ZkPartitionAssignor;
  /** With offsets in Kafka: they are written to ZooKeeper too, and the newer of both counts. */
  readonly dualCommit: boolean;
  readonly offsetsChannelBackoffUs: Micros;
  readonly offsetsChannelSocketTimeoutUs: Micros;
  /** How often the commit of a consumer that shuts down is repeated. */
  readonly offsetsCommitMaxRetries: number;
}

/** @param groupId its `group.id` */
export function zkConsumerSettings(
  values: ConfigValues,
  era: Era,
  groupId: string,
): ZkConsumerSettings {
  const resolved = resolveConfig("consumer", values, era);
  const settings = consumerSettings(values, era);
  const backoff =
    values["rebalance.backoff.ms"] === undefined
      ? "zookeeper.sync.time.ms"
      : "rebalance.backoff.ms";
  return {
    ...settings,
    groupId,
    maxPollRecords: RECORDS_AT_A_TIME,
    zkSessionTimeoutMs: numberOf(resolved, "zookeeper.session.timeout.ms"),
    rebalanceMaxRetries: numberOf(resolved, "rebalance.max.retries"),
    rebalanceBackoffUs: microsOf(resolved, backoff),
    assignor: zkAssignorNamed(assignorNameOf(settings.assignors[0] ?? "")),
    dualCommit: !settings.offsetsInZooKeeper && booleanOf(resolved, "dual.commit.enabled"),
    offsetsChannelBackoffUs: microsOf(resolved, "offsets.channel.backoff.ms"),
    offsetsChannelSocketTimeoutUs: microsOf(resolved, "offsets.channel.socket.timeout.ms"),
    offsetsCommitMaxRetries: numberOf(resolved, "offsets.commit.max.retries"),
  };
}
