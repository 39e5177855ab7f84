import type { CostProperties } from "../kafka/broker/cost/cost-properties.ts";
import type { ApplicationSettings } from "../kafka/client/application/application-settings.ts";
import type { ConfigValues } from "../kafka/config/config.ts";
import type { Era } from "../kafka/era/eras.ts";
import type { NicProperties } from "../kernel/nics.ts";
import type { PathProperties } from "../kernel/paths.ts";
import type { StorageProperties } from "../kernel/storage.ts";

/** A cluster, plainly. */
export interface ClusterDescription {
  /** In ascending order of their ids. */
  readonly brokers: readonly BrokerDescription[];
  readonly zookeeper: ConfigValues;
  /** How many ZooKeeper servers there are; one stands alone. */
  readonly zookeeperServers: number;
  readonly clients: readonly ClientDescription[];
  readonly admin: AdminDescription;
  readonly network: NetworkDescription;
}

export interface BrokerDescription {
  readonly id: number;
  /** The version of its software. */
  readonly era: Era;
  /** What differs from the defaults. */
  readonly settings: ConfigValues;
  /** The machine; absent: its work takes no time. */
  readonly hardware?: HardwareDescription;
}

/** A broker's machine, in the terms of the kernel and of the cost model. */
export interface HardwareDescription {
  readonly storage: StorageProperties;
  readonly nic: NicProperties;
  readonly costs: CostProperties;
}

/** The operator's tools. */
export interface AdminDescription {
  readonly era: Era;
  /** What differs from the defaults. */
  readonly settings: ConfigValues;
}

export type ClientDescription = ProducerDescription | ConsumerDescription;

export interface ProducerDescription {
  readonly kind: "producer";
  readonly name: string;
  readonly era: Era;
  readonly settings: ConfigValues;
}

/** A consumer that either subscribes or is assigned partitions by hand. */
export interface ConsumerDescription {
  readonly kind: "consumer";
  readonly name: string;
  readonly era: Era;
  readonly settings: ConfigValues;
  /** Partitions it reads, as `topic-partition`. */
  readonly assign?: readonly string[];
  /** Topics whose partitions it shares with its group. */
  readonly subscribe?: readonly string[];
  /** What it does with the records; absent: nothing, which takes no time. */
  readonly application?: ApplicationSettings;
  /** How old records must be before the application acts on them, by their keys. */
  readonly delaysMs?: Readonly<Record<string, number>>;
}

export interface NetworkDescription {
  readonly path: PathProperties;
  /** Paths that differ, in both directions. */
  readonly links: readonly {
    readonly between: readonly [string, string];
    readonly path: PathProperties;
  }[];
}
