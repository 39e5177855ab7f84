import type { ConfigValues } from "../kafka/config/config.ts";
import type { HostRef, NumberMatch, Values } from "./types-parts.ts";

/** A state of the cluster: data over facts. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  /** What the registry says of a partition. */
  | {
      readonly partition: string;
      /** -1: none. */
      readonly leader?: number;
      readonly leaderEpoch?: NumberMatch;
      readonly isr?: readonly number[];
      readonly isrSize?: NumberMatch;
      /** In this order: the preferred leader first. */
      readonly replicas?: readonly number[];
      /** Whether a reassignment of it is asked for or under way. */
      readonly reassigning?: boolean;
    }
  /** What the registry says of a topic. */
  | {
      readonly topic: string;
      readonly exists?: boolean;
      /** How many partitions it has. */
      readonly partitions?: NumberMatch;
      /** Overrides that it has, perhaps among others. */
      readonly configs?: ConfigValues;
    }
  /** What a broker holds of a partition. */
  | {
      readonly replica: string;
      readonly broker: number | readonly number[];
      readonly role?: "leader" | "follower" | "offline" | "none";
      readonly leaderEpoch?: NumberMatch;
      readonly logStartOffset?: NumberMatch;
      readonly highWatermark?: NumberMatch;
      readonly logEndOffset?: NumberMatch;
      /** Offsets at which its log has a record. */
      readonly has?: readonly number[];
      /** Offsets at which its log has none: not yet, no longer, or compaction took it. */
      readonly lacks?: readonly number[];
      /** What this leader knows of a follower's LEO. */
      readonly knows?: { readonly follower: number; readonly logEndOffset: NumberMatch };
    }
  /** That broker (or `any`) takes itself for the active controller. */
  | { readonly controller: number | "any"; readonly epoch?: NumberMatch }
  /** Whether `/brokers/ids/N` exists. */
  | { readonly broker: number; readonly registered: boolean }
  | { readonly host: HostRef; readonly life: "up" | "down" | "paused" }
  /** What a server is to its ensemble; `zookeeper`: any server is. */
  | { readonly server: string; readonly role: "looking" | "following" | "leading" }
  /** Every one of these records has that status with its producer. */
  | { readonly records: Values; readonly status: RecordStatusName }
  /** Every one of these records was processed so often, in all or by that consumer; absent: at least once. */
  | { readonly processed: Values; readonly by?: string; readonly times?: NumberMatch }
  | GroupCondition
  /** What a group has committed, as its coordinator holds it, or ZooKeeper; -1: nothing. */
  | { readonly committed: string; readonly group: string; readonly offset: NumberMatch }
  /** Partitions of which a consumer takes itself for the owner: exactly these, or so many. */
  | { readonly assignment: string; readonly partitions: readonly string[] | NumberMatch }
  /** What a consumer takes itself for in its group. */
  | {
      readonly member: string;
      readonly state?: "unjoined" | "preparingRebalance" | "completingRebalance" | "stable";
      readonly generation?: NumberMatch;
    }
  /** Every one of these records was read by that consumer (any, when absent). */
  | { readonly read: Values; readonly by?: string }
  | { readonly position: string; readonly client: string; readonly offset: NumberMatch }
  /** How many records the high watermark of the partition's leader is ahead of a consumer. */
  | { readonly lag: string; readonly client: string; readonly count: NumberMatch }
  /** How many it is ahead of what a group has committed, in a partition or in all of a topic. */
  | { readonly lag: string; readonly group: string; readonly count: NumberMatch }
  /** A client met that error, at least so often. */
  | { readonly error: string; readonly client?: string; readonly times?: NumberMatch };

/** What the coordinator of a group holds of it. */
export interface GroupCondition {
  readonly group: string;
  /** `Dead`: nothing. */
  readonly state?: GroupStateName;
  readonly generation?: NumberMatch;
  readonly members?: NumberMatch;
  /** The chosen assignor. */
  readonly protocol?: string;
  /** Id of the broker that coordinates it. */
  readonly coordinator?: number;
}

export type GroupStateName =
  | "Empty"
  | "PreparingRebalance"
  | "CompletingRebalance"
  | "Stable"
  | "Dead";

export type RecordStatusName = "pending" | "acked" | "failed" | "unknown" | "unacknowledged";
