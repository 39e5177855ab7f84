import { present } from "../../../kernel/assert.ts";
import type { Operation, Reply } from "../../../zookeeper/types.ts";
import { dataOf, type ZkWrite } from "../../zk/kafka-zk-client.ts";
import {
  decodeReassignPartitions,
  decodeTopicPartitionState,
  encodeReassignPartitions,
  encodeTopic,
  REASSIGN_PARTITIONS_PATH,
  topicPartitionStatePath,
  topicPath,
} from "../../zk/zk-data.ts";
import type { BrokerEnvironment } from "../controller-api.ts";
import type { ControllerContext } from "../controller-context.ts";
import type { ReplicaAssignment } from "../replicas/replica-assignment.ts";

/** A partition and where `/admin/reassign_partitions` wants it. */
export interface RequestedReassignment {
  readonly tp: number;
  readonly replicas: readonly number[];
}

/**
 * Reads the state of a partition that is being reassigned. Where leaders write ISRs themselves the
 * controller watches it: that the new replicas have caught up it learns in no other way
 * (`PartitionReassignmentIsrChangeHandler`).
 */
export function readPartitionState(
  { names, switches }: BrokerEnvironment,
  tp: number,
): Operation & { readonly path: string } {
  const { topicPartitions } = names;
  const path = topicPartitionStatePath(topicPartitions.topic(tp), topicPartitions.partition(tp));
  return { op: "getData", path, watch: switches.isrUpdate === "zkWrite" };
}

/** Whether the state that was read has all these replicas in its ISR. */
export function areReplicasInIsr(replies: readonly Reply[], replicas: readonly number[]): boolean {
  const found = dataOf(present(replies[0], "the read is answered"));
  if (found === null) return false;
  const { isr } = decodeTopicPartitionState(found.data, found.version);
  return replicas.every((id) => isr.includes(id));
}

/** Writes the assignment of one partition, with the others of its topic as the controller knows them. */
export function writeAssignment(
  context: ControllerContext,
  { names }: BrokerEnvironment,
  tp: number,
  assignment: ReplicaAssignment,
): ZkWrite {
  const topic = names.topicPartitions.topic(tp);
  const assignments = context
    .partitionsOfTopic(topic)
    .map((each) => (each === tp ? assignment : context.fullReplicaAssignment(each)));
  return { op: "setData", path: topicPath(topic), data: encodeTopic(assignments), version: -1 };
}

/** Whether there is a `/admin/reassign_partitions`; watches for it. */
export const REASSIGNMENTS_EXIST: Operation = {
  op: "exists",
  path: REASSIGN_PARTITIONS_PATH,
  watch: true,
};

export const READ_REASSIGNMENTS: Operation = {
  op: "getData",
  path: REASSIGN_PARTITIONS_PATH,
  watch: true,
};

/** What `/admin/reassign_partitions` holds; nothing when there is none. */
export function reassignmentsIn(
  { names }: BrokerEnvironment,
  reply: Reply | undefined,
): readonly RequestedReassignment[] {
  const found = dataOf(present(reply, "the read is answered"));
  if (found === null) return [];
  return decodeReassignPartitions(found.data).map(({ topic, partition, replicas }) => {
    return { tp: names.topicPartitions.id(topic, partition), replicas };
  });
}

/** Writes what is left of `/admin/reassign_partitions`; it is deleted when nothing is. */
export function writeReassignments(
  { names }: BrokerEnvironment,
  left: readonly RequestedReassignment[],
): ZkWrite {
  const path = REASSIGN_PARTITIONS_PATH;
  if (left.length === 0) return { op: "delete", path, version: -1 };
  return { op: "setData", path, data: dataFor(names, left), version: -1 };
}

/** What is left, after somebody else deleted the znode. */
export function createReassignments(
  { names }: BrokerEnvironment,
  left: readonly RequestedReassignment[],
): ZkWrite {
  const data = dataFor(names, left);
  return { op: "create", path: REASSIGN_PARTITIONS_PATH, data, mode: "persistent" };
}

function dataFor(
  { topicPartitions }: BrokerEnvironment["names"],
  reassignments: readonly RequestedReassignment[],
): string {
  return encodeReassignPartitions(
    reassignments.map(({ tp, replicas }) => {
      return {
        topic: topicPartitions.topic(tp),
        partition: topicPartitions.partition(tp),
        replicas,
      };
    }),
  );
}
