import type { Micros } from "../../../kernel/time.ts";
import type { ErrorCode } from "../../errors.ts";
import type { ConfigResource, ElectionType, NewPartitions, NewTopic } from "../../messages.ts";
import type { ZkPartition } from "../../zk/zk-data.ts";

/** What an operator can ask of a cluster (`Admin`), as plain data. */
export type AdminOperation =
  | { readonly kind: "createTopics"; readonly topics: readonly NewTopic[] }
  | { readonly kind: "deleteTopics"; readonly topics: readonly string[] }
  /** The records of a partition before an offset; of -1, those before the high watermark. */
  | ({ readonly kind: "deleteRecords"; readonly before: number } & ZkPartition)
  | { readonly kind: "createPartitions"; readonly topics: readonly NewPartitions[] }
  | {
      readonly kind: "alterConfigs";
      readonly resource: ConfigResource;
      /** null takes the override away. */
      readonly changes: Readonly<Record<string, string | null>>;
    }
  | {
      readonly kind: "reassignPartitions";
      readonly partitions: readonly RequestedReplicas[];
    }
  | {
      readonly kind: "electLeaders";
      readonly electionType: ElectionType;
      /** null asks for all partitions. */
      readonly partitions: readonly ZkPartition[] | null;
    }
  /** `kafka-consumer-groups --reset-offsets`, for a group without members. */
  | ResetOffsets
  | { readonly kind: "deleteGroups"; readonly groups: readonly string[] }
  | { readonly kind: "deleteOffsets"; readonly group: string; readonly topic: string }
  /** `zookeeper-shell … delete`: what is meant to be rid of something in the registry, at one's own risk. */
  | { readonly kind: "deleteZnode"; readonly path: string }
  /** Moves every replica of a broker to the others; then the broker can be shut down. */
  | { readonly kind: "decommission"; readonly broker: number };

export type AdminOperationOf<Kind extends AdminOperation["kind"]> = Extract<
  AdminOperation,
  { readonly kind: Kind }
>;

export interface ResetOffsets {
  readonly kind: "resetOffsets";
  readonly group: string;
  readonly topic: string;
  /** null: all of the topic. */
  readonly partition: number | null;
  /** An offset of each partition, or so many from the committed one. */
  readonly to: "earliest" | "latest" | number | { readonly shiftBy: number };
}

export interface RequestedReplicas extends ZkPartition {
  /** null cancels a reassignment that is under way. */
  readonly replicas: readonly number[] | null;
}

/** Which broker a request goes to: `ControllerNodeProvider`, `LeastLoadedNodeProvider`, or one by its id. */
export type CallTarget = "controller" | "any" | number;

/** A request to a broker. */
export interface Call {
  readonly target: CallTarget;
  readonly api: number;
  readonly body: unknown;
  /** Topics or partitions that it names. */
  readonly entries: number;
}

/** An error that the operator is told of; `tp` is -1 where it does not concern one partition. */
export interface AdminError {
  readonly error: ErrorCode;
  readonly tp: number;
}

/** How it goes on with an operation after an answer. `Task` is what is left to do. */
export type Progress<Task> = {
  readonly errors: readonly AdminError[];
} /** Nothing is left to do; what failed is among the errors. */ & (
  | { readonly outcome: "ended" }
  /** The same once more, after `retry.backoff.ms`. */
  | { readonly outcome: "repeat"; readonly task: Task }
  /** The next step. */
  | { readonly outcome: "next"; readonly task: Task; readonly afterUs: Micros }
);

export function ended(errors: readonly AdminError[] = []): Progress<never> {
  return { outcome: "ended", errors };
}

/** Ends with one error that concerns no single partition. */
export function endedBy(error: ErrorCode): Progress<never> {
  return ended([{ error, tp: -1 }]);
}

export function repeat<Task>(task: Task, errors: readonly AdminError[] = []): Progress<Task> {
  return { outcome: "repeat", task, errors };
}

export function next<Task>(
  task: Task,
  { afterUs = 0, errors = [] }: { afterUs?: Micros; errors?: readonly AdminError[] } = {},
): Progress<Task> {
  return { outcome: "next", task, afterUs, errors };
}
