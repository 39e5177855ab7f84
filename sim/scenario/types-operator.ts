import type { ConfigValues } from "../kafka/config/config.ts";
import type { TopicSpec } from "./types-cluster.ts";
import type { Duration } from "./types-parts.ts";

/** What an operator does with Kafka's tools. */
export type OperatorStep =
  | { readonly createTopic: TopicSpec }
  | { readonly deleteTopic: string | readonly string[] }
  /** Deletes the records of a partition before an offset (`kafka-delete-records`). */
  | { readonly deleteRecords: DeleteRecordsStep }
  | { readonly addPartitions: AddPartitionsStep }
  | { readonly alterConfig: AlterConfigStep }
  /** Replicas by partition, the preferred leader first; null cancels a reassignment. */
  | { readonly reassign: Readonly<Record<string, readonly number[] | null>> }
  | { readonly electLeaders: ElectLeadersStep }
  /** Sets offsets of a group without members (`kafka-consumer-groups --reset-offsets`). */
  | { readonly resetOffsets: ResetOffsetsStep }
  /** Deletes groups without members (`kafka-consumer-groups --delete`). */
  | { readonly deleteGroup: string | readonly string[] }
  /** Deletes offsets of a group (`kafka-consumer-groups --delete-offsets`). */
  | { readonly deleteOffsets: { readonly group: string; readonly topic: string } }
  /** Deletes a znode by hand (`zookeeper-shell`), such as `/controller`. */
  | { readonly deleteZnode: string }
  /** Moves all replicas of a broker to the others and shuts it down. */
  | { readonly decommission: number; readonly within?: Duration };

export interface ResetOffsetsStep {
  readonly group: string;
  /** A topic, or one partition of it. */
  readonly of: string;
  /** An offset of every partition, or from the present one forward (back when negative). */
  readonly to: "earliest" | "latest" | number | { readonly shiftBy: number };
}

export interface DeleteRecordsStep {
  /** As `topic-partition`. */
  readonly partition: string;
  /** The first offset that stays; -1: up to the high watermark. */
  readonly before: number;
}

export interface AddPartitionsStep {
  readonly topic: string;
  /** How many partitions the topic shall have in all. */
  readonly count: number;
  /** Replicas of those that are new. */
  readonly assignment?: readonly (readonly number[])[];
}

/** Changes overrides of a topic, or settings of a running broker or of `all`. */
export type AlterConfigStep = ({ readonly topic: string } | { readonly broker: number | "all" }) & {
  readonly set?: ConfigValues;
  /** Names of overrides that go. */
  readonly remove?: readonly string[];
};

export interface ElectLeadersStep {
  readonly type: "preferred" | "unclean";
  /** Absent: all partitions. */
  readonly partitions?: readonly string[];
}
