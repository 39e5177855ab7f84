import { Errors } from "../../errors.ts";
import {
  DELETE_TOPICS,
  type DeleteTopicsRequest,
  type DeleteTopicsResponse,
} from "../../messages.ts";
import type { AdminOperationOf, Call, Progress } from "./operations.ts";
import { afterTopicResults } from "./topic-results.ts";

export type DeleteTopicsTask = AdminOperationOf<"deleteTopics">;

/** Asks the controller to delete topics (KIP-4). */
export function deleteTopicsCall({ topics }: DeleteTopicsTask): Call {
  const body: DeleteTopicsRequest = { topics };
  return { target: "controller", api: DELETE_TOPICS, body, entries: topics.length };
}

/** @param maybeDone whether an earlier request may have been carried out, though nobody said so */
export function deleteTopicsAnswered(
  task: DeleteTopicsTask,
  response: DeleteTopicsResponse,
  maybeDone: boolean,
): Progress<DeleteTopicsTask> {
  const done = maybeDone ? Errors.UNKNOWN_TOPIC_OR_PARTITION : null;
  return afterTopicResults(response, done, (topics) => ({ ...task, topics }));
}
