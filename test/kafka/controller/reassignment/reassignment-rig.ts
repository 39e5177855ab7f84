import type {
  AlterIsrResponse,
  AlterPartitionReassignmentsResponse,
  ListPartitionReassignmentsResponse,
} from "../../../../sim/kafka/messages.ts";
import {
  ALTER_ISR,
  ALTER_PARTITION_REASSIGNMENTS,
  LIST_PARTITION_REASSIGNMENTS,
} from "../../../../sim/kafka/messages.ts";
import {
  decodeTopic,
  decodeTopicPartitionState,
  topicPartitionStatePath,
} from "../../../../sim/kafka/zk/zk-data.ts";
import { present } from "../../../../sim/kernel/assert.ts";
import { FACT_ZNODE } from "../../../../sim/zookeeper/facts.ts";
import type { FakeCluster } from "../fake-cluster.ts";

/** What the znode of topic t says of its partition 0. */
export function assignment(cluster: FakeCluster) {
  return decodeTopic(present(cluster.znode("/brokers/topics/t"), "the topic exists"))[0];
}

/** Leader, leader epoch and ISR in the state znode of t-0. */
export function state(cluster: FakeCluster) {
  const { leader, leaderEpoch, isr } = cluster.state("t", 0);
  return { leader, leaderEpoch, isr };
}

/** Asks the controller to move t-0, or to cancel that. Returns the error. */
export function alter(cluster: FakeCluster, replicas: readonly number[] | null): number {
  const body = { partitions: [{ tp: cluster.tp("t", 0), replicas }] };
  const answer = cluster.request<AlterPartitionReassignmentsResponse>(
    cluster.activeController(),
    ALTER_PARTITION_REASSIGNMENTS,
    body,
  );
  cluster.run(200);
  return answer.partitions[0]?.error ?? answer.error;
}

export function list(cluster: FakeCluster): ListPartitionReassignmentsResponse["partitions"] {
  const answer = cluster.request<ListPartitionReassignmentsResponse>(
    cluster.activeController(),
    LIST_PARTITION_REASSIGNMENTS,
    { partitions: null },
  );
  return answer.partitions;
}

/**
 * The leader of partition 0 asks for an ISR, as it does when followers have caught up. Returns the error.
 */
export function alterIsr(
  cluster: FakeCluster,
  newIsr: readonly number[],
  topic = "t",
): number | undefined {
  const { leader, leaderEpoch, zkVersion } = cluster.state(topic, 0);
  const tp = cluster.tp(topic, 0);
  const answer = cluster.request<AlterIsrResponse>(cluster.activeController(), ALTER_ISR, {
    brokerId: leader,
    brokerEpoch: cluster.broker(leader).controller.brokerEpoch,
    partitions: [{ tp, leaderEpoch, newIsr, currentIsrVersion: zkVersion }],
  });
  cluster.run(200);
  return answer.partitions[0]?.error;
}

/** Every value that the state znode of t-0 has had since the facts were forgotten. */
export function states(cluster: FakeCluster) {
  return writes(cluster, topicPartitionStatePath("t", 0)).map((data) => {
    const { leader, leaderEpoch, isr } = decodeTopicPartitionState(data, 0);
    return { leader, leaderEpoch, isr };
  });
}

/** Every assignment that t-0 has had since the facts were forgotten. */
export function assignments(cluster: FakeCluster) {
  return writes(cluster, "/brokers/topics/t").map((data) => decodeTopic(data)[0]);
}

/** What was written to a znode since the facts were forgotten. */
export function writes(cluster: FakeCluster, znode: string): readonly string[] {
  const { texts } = cluster.sim.facts;
  return cluster.facts
    .filter(({ code, values: [path = -1] }) => code === FACT_ZNODE && texts.text(path) === znode)
    .map(({ values: [, data = -1] }) => texts.text(data) ?? "deleted");
}

/** The StopReplica requests for t-0 that a broker got: whether the log was to be deleted. */
export function stops(cluster: FakeCluster, broker: number): readonly boolean[] {
  return cluster.broker(broker).received.flatMap((request) => {
    if (request.api !== "StopReplica") return [];
    return request.body.partitions.map(({ deletePartition }) => deletePartition);
  });
}
