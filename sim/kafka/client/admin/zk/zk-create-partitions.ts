import { present } from "../../../../kernel/assert.ts";
import { ANY_VERSION, type Operation, type Reply } from "../../../../zookeeper/types.ts";
import {
  assigned,
  type ReplicaAssignment,
} from "../../../controller/replicas/replica-assignment.ts";
import { addedPartitions } from "../../../controller/topics/added-partitions.ts";
import { brokerIdsIn } from "../../../controller/zk-reads.ts";
import { type ErrorCode, Errors } from "../../../errors.ts";
import type { NewPartitions } from "../../../messages.ts";
import { dataOf } from "../../../zk/kafka-zk-client.ts";
import { decodeTopic, encodeTopic, topicPath } from "../../../zk/zk-data.ts";
import { ended, next, type Progress } from "../operations.ts";
import { brokersIn, describeBrokers, LIST_BROKERS } from "./zk-brokers.ts";

/** Partitions that the tool adds itself, one topic after the other. */
export type ZkCreatePartitionsTask = {
  readonly kind: "createPartitions";
  readonly topics: readonly NewPartitions[];
} & (
  | { readonly step: "list" }
  | { readonly step: "read"; readonly brokers: readonly number[] }
  | { readonly step: "write"; readonly assignments: readonly ReplicaAssignment[] }
);

export function zkCreatePartitionsOperations(task: ZkCreatePartitionsTask): readonly Operation[] {
  const path = topicPath(current(task).name);
  switch (task.step) {
    case "list":
      return [LIST_BROKERS];
    case "read":
      return [{ op: "getData", path, watch: false }, ...describeBrokers(task.brokers)];
    case "write":
      return [{ op: "setData", path, data: encodeTopic(task.assignments), version: ANY_VERSION }];
  }
}

/** `AdminUtils.addPartitions` */
export function zkCreatePartitionsReplied(
  task: ZkCreatePartitionsTask,
  replies: readonly Reply[],
): Progress<ZkCreatePartitionsTask> {
  const { kind, topics } = task;
  if (task.step === "list") {
    const brokers = brokerIdsIn(replies);
    return next<ZkCreatePartitionsTask>({ kind, topics, step: "read", brokers });
  }
  if (task.step === "write") {
    return goOn(task, replies[0]?.op === "error" ? Errors.UNKNOWN_TOPIC_OR_PARTITION : null);
  }
  const { name, count, assignment } = current(task);
  const found = dataOf(present(replies[0], "the read is answered"));
  if (found === null) return goOn(task, Errors.UNKNOWN_TOPIC_OR_PARTITION);
  const existing = decodeTopic(found.data);
  const replicas = new Map(existing.map((each, partition) => [partition, each.replicas]));
  const brokers = brokersIn(task.brokers, replies.slice(1));
  const added = addedPartitions(name, replicas, brokers, count, assignment);
  if ("error" in added) return goOn(task, added.error);
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
  return next<ZkCreatePartitionsTask>({ kind, topics: rest, step: "list" }, { errors });
}

function current({ topics }: ZkCreatePartitionsTask): NewPartitions {
  return present(topics[0], "a topic is being extended");
}
