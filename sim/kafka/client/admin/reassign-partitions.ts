import type { TopicPartitions } from "../../context.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import {
  ALTER_PARTITION_REASSIGNMENTS,
  type AlterPartitionReassignmentsRequest,
  type AlterPartitionReassignmentsResponse,
} from "../../messages.ts";
import {
  type AdminError,
  type AdminOperationOf,
  type Call,
  ended,
  type Progress,
  type RequestedReplicas,
  repeat,
} from "./operations.ts";

export type ReassignPartitionsTask = AdminOperationOf<"reassignPartitions">;

/** Asks the controller to move partitions, or to cancel that (KIP-455). */
export function reassignPartitionsCall(
  { partitions }: { readonly partitions: readonly RequestedReplicas[] },
  topicPartitions: TopicPartitions,
): Call {
  const body: AlterPartitionReassignmentsRequest = {
    partitions: partitions.map(({ topic, partition, replicas }) => {
      return { tp: topicPartitions.id(topic, partition), replicas };
    }),
  };
  const entries = partitions.length;
  return { target: "controller", api: ALTER_PARTITION_REASSIGNMENTS, body, entries };
}

export function reassignPartitionsAnswered(
  task: ReassignPartitionsTask,
  response: AlterPartitionReassignmentsResponse,
): Progress<ReassignPartitionsTask> {
  const errors = partitionErrors(response);
  return isNotController(errors) ? repeat(task, errors) : ended(errors);
}

/** What went wrong with a request as a whole, or with its partitions. */
export function partitionErrors(response: {
  readonly error: ErrorCode;
  readonly partitions: readonly { readonly tp: number; readonly error: ErrorCode }[];
}): readonly AdminError[] {
  if (response.error !== Errors.NONE) return [{ error: response.error, tp: -1 }];
  return response.partitions.filter(({ error }) => error !== Errors.NONE);
}

/** Whether somebody else should have been asked. */
export function isNotController(errors: readonly AdminError[]): boolean {
  return errors.some(({ error }) => error === Errors.NOT_CONTROLLER);
}
