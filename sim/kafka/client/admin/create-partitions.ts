import { Errors } from "../../errors.ts";
import {
  CREATE_PARTITIONS,
  type CreatePartitionsRequest,
  type CreatePartitionsResponse,
} from "../../messages.ts";
import type { AdminOperationOf, Call, Progress } from "./operations.ts";
import { afterTopicResults } from "./topic-results.ts";

export type CreatePartitionsTask = AdminOperationOf<"createPartitions">;

/** Asks the controller to add partitions (KIP-195). */
export function createPartitionsCall({ topics }: CreatePartitionsTask): Call {
  const body: CreatePartitionsRequest = { topics };
  return { target: "controller", api: CREATE_PARTITIONS, body, entries: topics.length };
}

/** @param maybeDone whether an earlier request may have been carried out, though nobody said so */
export function createPartitionsAnswered(
  task: CreatePartitionsTask,
  response: CreatePartitionsResponse,
  maybeDone: boolean,
): Progress<CreatePartitionsTask> {
  const done = maybeDone ? Errors.INVALID_PARTITIONS : null;
  return afterTopicResults(response, done, (names) => ({
    ...task,
    topics: task.topics.filter(({ name }) => names.includes(name)),
  }));
}
