import { type ErrorCode, Errors } from "../../errors.ts";
import type { TopicResults } from "../../messages.ts";
import { type AdminError, ended, type Progress, repeat } from "./operations.ts";

/**
 * Reads what became of each topic of a request. Only who is no controller is asked again
 * (`KafkaAdminClient.handleNotControllerError`): any other error ends the operation for its topic.
 * @param done the error that means an earlier request did it; null when there was none
 * @param left makes the task for those topics
 */
export function afterTopicResults<Task>(
  { topics }: TopicResults,
  done: ErrorCode | null,
  left: (names: readonly string[]) => Task,
): Progress<Task> {
  const again: string[] = [];
  const errors: AdminError[] = [];
  for (const { name, error } of topics) {
    if (error === Errors.NONE || error === done) continue;
    errors.push({ error, tp: -1 });
    if (error === Errors.NOT_CONTROLLER) again.push(name);
  }
  return again.length === 0 ? ended(errors) : repeat(left(again), errors);
}
