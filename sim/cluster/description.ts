import type { ConfigValues } from "../kafka/config/config.ts";
import type { Era } from "../kafka/era/eras.ts";
import type { PathProperties } from "../kernel/paths.ts";

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
}

/** The operator's tools. */
export interface AdminDescription {
  readonly era: Era;
  /** What differs from the defaults. */
  readonly settings: ConfigValues;
}

export type ClientDescription =
  | {
      readonly kind: "producer";
      readonly name: string;
      readonly era: Era;
      readonly settings: ConfigValues;
    }
  | {
      readonly kind: "consumer";
      readonly name: string;
      readonly era: Era;
      readonly settings: ConfigValues;
      /** Partitions it reads, as `topic-partition`. */
      readonly assign: readonly string[];
    };

export interface NetworkDescription {
  readonly path: PathProperties;
  /** Paths that differ, in both directions. */
  readonly links: readonly {
    readonly between: readonly [string, string];
    readonly path: PathProperties;
  }[];
}
