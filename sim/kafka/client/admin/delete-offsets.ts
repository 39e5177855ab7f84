import type { TopicPartitions } from "../../context.ts";
import { Errors } from "../../errors.ts";
import type {
  FindCoordinatorResponse,
  OffsetDeleteRequest,
  OffsetDeleteResponse,
} from "../../group-messages.ts";
import { type MetadataResponse, OFFSET_DELETE } from "../../messages.ts";
import {
  type CoordinatedTask,
  coordinatorFound,
  coordinatorRefused,
  findCoordinatorCall,
} from "./group-coordinator.ts";
import { type AdminOperationOf, type Call, ended, next, type Progress } from "./operations.ts";
import { partitionsFound, topicMetadataCall } from "./partitions-of-topic.ts";

/** First the topic's partitions are looked up, then the group's coordinator. */
export type DeleteOffsetsTask = AdminOperationOf<"deleteOffsets"> &
  CoordinatedTask & {
    /** Ids of `TopicPartitions`; null: not looked up yet. */
    readonly partitions: readonly number[] | null;
  };

/** Asks the coordinator of a group to forget its offsets of a topic (KIP-496). */
export function deleteOffsetsCall({
  group,
  topic,
  partitions,
  coordinator,
}: DeleteOffsetsTask): Call {
  if (partitions === null) return topicMetadataCall(topic);
  if (coordinator === null) return findCoordinatorCall(group);
  const body: OffsetDeleteRequest = { groupId: group, partitions };
  return { target: coordinator, api: OFFSET_DELETE, body, entries: partitions.length };
}

export function deleteOffsetsAnswered(
  task: DeleteOffsetsTask,
  response: unknown,
  topicPartitions: TopicPartitions,
): Progress<DeleteOffsetsTask> {
  if (task.partitions === null) {
    const all = { topic: task.topic, partition: null };
    const found = partitionsFound(response as MetadataResponse, all, topicPartitions);
    if ("error" in found) return ended([found]);
    return next({ ...task, partitions: found.map(({ tp }) => tp) });
  }
  if (task.coordinator === null) {
    return coordinatorFound(task, response as FindCoordinatorResponse);
  }
  const { error, partitions } = response as OffsetDeleteResponse;
  if (error !== Errors.NONE) return coordinatorRefused(task, error);
  return ended(partitions.filter((each) => each.error !== Errors.NONE));
}
