import type { ConfigValues } from "../kafka/config/config.ts";
import type { Duration, HostRef } from "./types-parts.ts";

export interface ClusterSpec {
  /** Number of brokers (ids 1 to n), or their ids. */
  readonly brokers: number | readonly number[];
  /** Broker that starts first and so becomes the controller; default: the last. */
  readonly controller?: number;
  /** Broker settings by Kafka's names. */
  readonly settings?: ConfigValues;
  /** Settings of single brokers, by id. */
  readonly brokerSettings?: Readonly<Record<string, ConfigValues>>;
  /** Versions of single brokers, by id, where they differ from the run's era. */
  readonly brokerEras?: Readonly<Record<string, string>>;
  readonly zookeeper?: ConfigValues;
  /**
   * Number of ZooKeeper servers, 1 when absent: `zookeeper` stands alone. More are an ensemble of
   * `zookeeper-1`, `zookeeper-2`…; `zookeeper` then names all of them.
   */
  readonly zookeeperServers?: number;
  /** Settings of the operator's tools. */
  readonly admin?: ConfigValues;
  readonly network?: NetworkSpec;
  /** What the brokers' work costs; absent: no time. */
  readonly hardware?: ClusterHardwareSpec;
}

/** The machines of the brokers. What is absent is as docs/cost-model.md says. */
export interface HardwareSpec {
  readonly disk?: "hdd" | "ssd" | DiskSpec;
  readonly pageCache?: PageCacheSpec;
  readonly cpu?: CpuSpec;
  /** Of the network interface, each way, for all connections together. */
  readonly network?: { readonly megabitsPerSecond: number };
  /** False: records pass through the process on their way to the network, as with TLS. */
  readonly zeroCopy?: boolean;
}

/** The machines of all brokers, and what differs on single ones, by id. */
export interface ClusterHardwareSpec extends HardwareSpec {
  readonly brokers?: Readonly<Record<string, HardwareSpec>>;
}

export interface DiskSpec {
  readonly readMegabytesPerSecond?: number;
  readonly writeMegabytesPerSecond?: number;
  /** Before a transfer that does not go on where the last one ended. */
  readonly seek?: Duration;
  readonly fsync?: Duration;
}

export interface PageCacheSpec {
  readonly megabytes?: number;
  readonly dirtyBackgroundPercent?: number;
  readonly dirtyPercent?: number;
  readonly dirtyExpire?: Duration;
  readonly writeBackInterval?: Duration;
  readonly readAheadKilobytes?: number;
}

export interface CpuSpec {
  readonly request?: Duration;
  readonly batch?: Duration;
  readonly contextSwitch?: Duration;
  readonly crcNanosecondsPerByte?: number;
  readonly copyNanosecondsPerByte?: number;
}

export interface NetworkSpec {
  readonly latency?: Duration;
  /** What a choice may add to the latency. */
  readonly jitter?: Duration;
  readonly megabitsPerSecond?: number;
  readonly links?: readonly LinkSpec[];
}

export interface LinkSpec {
  readonly between: readonly [HostRef, HostRef];
  readonly latency: Duration;
  readonly jitter?: Duration;
}

export interface TopicSpec {
  readonly name: string;
  readonly partitions?: number;
  readonly replicationFactor?: number;
  /** Replicas by partition, the preferred leader first. */
  readonly assignment?: readonly (readonly number[])[];
  readonly configs?: ConfigValues;
}
