import { Errors } from "../../errors.ts";
import {
  CREATE_TOPICS,
  type CreateTopicsRequest,
  type CreateTopicsResponse,
} from "../../messages.ts";
import type { AdminOperationOf, Call, Progress } from "./operations.ts";
import { afterTopicResults } from "./topic-results.ts";

export type CreateTopicsTask = AdminOperationOf<"createTopics">;

/** Asks the controller to create topics (KIP-4). */
export function createTopicsCall({ topics }: CreateTopicsTask): Call {
  const body: CreateTopicsRequest = { topics };
  return { target: "controller", api: CREATE_TOPICS, body, entries: topics.length };
}

/** @param maybeDone whether an earlier request may have been carried out, though nobody said so */
export function createTopicsAnswered(
  task: CreateTopicsTask,
  response: CreateTopicsResponse,
  maybeDone: boolean,
): Progress<CreateTopicsTask> {
  const done = maybeDone ? Errors.TOPIC_ALREADY_EXISTS : null;
  return afterTopicResults(response, done, (names) => ({
    ...task,
    topics: task.topics.filter(({ name }) => names.includes(name)),
  }));
}
