import { present } from "../../../../kernel/assert.ts";
import type { Operation, Reply } from "../../../../zookeeper/types.ts";
import type { TopicPartitions } from "../../../context.ts";
import { Errors } from "../../../errors.ts";
import {
  encodeReassignPartitions,
  type PartitionReassignment,
  REASSIGN_PARTITIONS_PATH,
} from "../../../zk/zk-data.ts";
import {
  type AdminError,
  type AdminOperation,
  ended,
  endedBy,
  next,
  type Progress,
} from "../operations.ts";
import { describeTopics, partitionsIn } from "./zk-topics.ts";

/** A request to the controller by a znode. */
export interface ZkReassignPartitionsTask {
  readonly kind: "reassignPartitions";
  readonly partitions: readonly PartitionReassignment[];
  readonly step: "look" | "write";
}

export function firstZkReassignPartitionsTask({
  partitions,
}: Extract<AdminOperation, { readonly kind: "reassignPartitions" }>): ZkReassignPartitionsTask {
  const wanted = partitions.map(({ topic, partition, replicas }) => {
    return { topic, partition, replicas: present(replicas, "no znode can cancel a reassignment") };
  });
  return { kind: "reassignPartitions", partitions: wanted, step: "look" };
}

export function zkReassignPartitionsOperations(
  task: ZkReassignPartitionsTask,
): readonly Operation[] {
  return task.step === "look"
    ? describeTopics(topicsOf(task))
    : [createReassignment(task.partitions)];
}

/** What makes the znode that the controller looks for. */
export function createReassignment(partitions: readonly PartitionReassignment[]): Operation {
  const data = encodeReassignPartitions(partitions);
  return { op: "create", path: REASSIGN_PARTITIONS_PATH, data, mode: "persistent" };
}

/** `ReassignPartitionsCommand.reassignPartitions`: partitions that do not exist are left out. */
export function zkReassignPartitionsReplied(
  task: ZkReassignPartitionsTask,
  replies: readonly Reply[],
  topicPartitions: TopicPartitions,
): Progress<ZkReassignPartitionsTask> {
  if (task.step === "write") {
    return replies[0]?.op === "error" ? endedBy(Errors.REASSIGNMENT_IN_PROGRESS) : ended();
  }
  const known = partitionsIn(topicsOf(task), replies);
  const isKnown = (wanted: PartitionReassignment) =>
    known.some((each) => each.topic === wanted.topic && each.partition === wanted.partition);
  const partitions = task.partitions.filter(isKnown);
  const unknown = task.partitions.filter((each) => !isKnown(each));
  const errors = unknown.map(({ topic, partition }): AdminError => {
    return { error: Errors.UNKNOWN_TOPIC_OR_PARTITION, tp: topicPartitions.id(topic, partition) };
  });
  if (partitions.length === 0) return ended(errors);
  return next<ZkReassignPartitionsTask>({ ...task, partitions, step: "write" }, { errors });
}

function topicsOf({ partitions }: ZkReassignPartitionsTask): readonly string[] {
  return [...new Set(partitions.map(({ topic }) => topic))];
}
