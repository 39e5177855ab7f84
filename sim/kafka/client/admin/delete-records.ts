import { US_PER_MS } from "../../../kernel/time.ts";
import type { TopicPartitions } from "../../context.ts";
import { Errors } from "../../errors.ts";
import {
  DELETE_RECORDS,
  type DeleteRecordsRequest,
  type DeleteRecordsResponse,
  METADATA,
  type MetadataRequest,
  type MetadataResponse,
  NO_LEADER,
} from "../../messages.ts";
import type { ClientSettings } from "../client-config.ts";
import { type AdminOperationOf, type Call, ended, next, type Progress } from "./operations.ts";

/** First its leader is looked up, then that is asked. */
export type DeleteRecordsTask = AdminOperationOf<"deleteRecords"> & {
  readonly leader: number | null;
};

/** Asks the leader of a partition to delete the records before an offset (KIP-107). */
export function deleteRecordsCall(
  { topic, partition, before, leader }: DeleteRecordsTask,
  topicPartitions: TopicPartitions,
  { requestTimeoutUs }: ClientSettings,
): Call {
  if (leader === null) {
    const body: MetadataRequest = { topics: [topic] };
    return { target: "any", api: METADATA, body, entries: 1 };
  }
  const body: DeleteRecordsRequest = {
    partitions: [{ tp: topicPartitions.id(topic, partition), offset: before }],
    timeoutMs: Math.floor(requestTimeoutUs / US_PER_MS),
  };
  return { target: leader, api: DELETE_RECORDS, body, entries: 1 };
}

/** A leader that is none any more is not looked for again: the tool reports the error. */
export function deleteRecordsAnswered(
  task: DeleteRecordsTask,
  response: unknown,
  topicPartitions: TopicPartitions,
): Progress<DeleteRecordsTask> {
  if (task.leader !== null) {
    const { partitions } = response as DeleteRecordsResponse;
    return ended(partitions.filter(({ error }) => error !== Errors.NONE));
  }
  const tp = topicPartitions.id(task.topic, task.partition);
  const { topics } = response as MetadataResponse;
  const found = topics.flatMap(({ partitions }) => partitions).find((each) => each.tp === tp);
  if (found === undefined) return ended([{ error: Errors.UNKNOWN_TOPIC_OR_PARTITION, tp }]);
  if (found.leader === NO_LEADER) return ended([{ error: Errors.LEADER_NOT_AVAILABLE, tp }]);
  return next({ ...task, leader: found.leader });
}
