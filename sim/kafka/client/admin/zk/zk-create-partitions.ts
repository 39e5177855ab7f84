import { present } from "../../../../kernel/assert.ts";
import { ANY_VERSION, type Operation, type Reply } from "../../../../zookeeper/types.ts";
import { addedPartitions } from "../../../controller/added-partitions.ts";
import { assigned, type ReplicaAssignment } from "../../../controller/replica-assignment.ts";
import { brokerIdsIn } from "../../../controller/zk-reads.ts";
import { type ErrorCode, Errors } from "../../../errors.ts";
import type { NewPartitions } from "../../../messages.ts";
import { dataOf } from "../../../zk/kafka-zk-client.ts";
import { BROKER_IDS_PATH, decodeTopic, encodeTopic, topicPath } from "../../../zk/zk-data.ts";
import { ended, next, type Progress } from "../operations.ts";

/** Partitions that the tool adds itself, one topic after the other. */
export type ZkCreatePartitionsTask = {
  readonly kind: "createPartitions";
  readonly topics: readonly NewPartitions[];
} & (
  | { readonly step: "read" }
  | { readonly step: "write"; readonly assignments: readonly ReplicaAssignment[] }
);

export function zkCreatePartitionsOperations(task: ZkCreatePartitionsTask): readonly Operation[] {
  const path = topicPath(current(task).name);
  if (task.step === "write") {
    return [{ op: "setData", path, data: encodeTopic(task.assignments), version: ANY_VERSION }];
  }
  return [
    { op: "getData", path, watch: false },
    { op: "getChildren", path: BROKER_IDS_PATH, watch: false },
  ];
}

/** `AdminUtils.addPartitions` */
export function zkCreatePartitionsReplied(
  task: ZkCreatePartitionsTask,
  replies: readonly Reply[],
): Progress<ZkCreatePartitionsTask> {
  if (task.step === "write") {
    return goOn(task, replies[0]?.op === "error" ? Errors.UNKNOWN_TOPIC_OR_PARTITION : null);
  }
  const { name, count, assignment } = current(task);
  const found = dataOf(present(replies[0], "the read is answered"));
  if (found === null) return goOn(task, Errors.UNKNOWN_TOPIC_OR_PARTITION);
  const existing = decodeTopic(found.data);
  const replicas = new Map(existing.map((each, partition) => [partition, each.replicas]));
  const brokers = brokerIdsIn(replies.slice(1)).map((id) => ({ id, rack: null }));
  const added = addedPartitions(name, replicas, brokers, count, assignment);
  if ("error" in added) return goOn(task, added.error);
  const { kind, topics } = task;
  const assignments = [...existing, ...added.map(assigned)];
  return next<ZkCreatePartitionsTask>({ kind, topics, step: "write", assignments });
}

function goOn(
  { kind, topics }: ZkCreatePartitionsTask,
  error: ErrorCode | null,
): Progress<ZkCreatePartitionsTask> {
  const errors = error === null ? [] : [{ error, tp: -1 }];
  const rest = topics.slice(1);
  if (rest.length === 0) return ended(errors);
  return next<ZkCreatePartitionsTask>({ kind, topics: rest, step: "read" }, { errors });
}

function current({ topics }: ZkCreatePartitionsTask): NewPartitions {
  return present(topics[0], "a topic is being extended");
}
