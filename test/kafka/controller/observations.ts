import { ALTER_ISR } from "../../../sim/kafka/messages.ts";
import { FakeCluster, type ReceivedRequest } from "./fake-cluster.ts";

export function startedCluster(brokers = 3, settings = {}): FakeCluster {
  const cluster = new FakeCluster(brokers, settings);
  cluster.start();
  return cluster;
}

/** Forgets what the brokers and the observers have seen. */
export function forget(cluster: FakeCluster): void {
  for (const id of cluster.addresses.brokerIds) {
    if (cluster.host(id).up) cluster.broker(id).received.length = 0;
  }
  cluster.facts.length = 0;
}

/** What a broker was told of a partition's leader and ISR. */
export function told(
  cluster: FakeCluster,
  broker: number,
  api: ReceivedRequest["api"],
  tp: number,
) {
  return cluster.broker(broker).received.flatMap((request) => {
    if (request.api === "StopReplica" || request.api !== api) return [];
    return [...request.body.partitions]
      .filter((partition) => partition.tp === tp)
      .map(({ leader, leaderEpoch, isr }) => ({ leader, leaderEpoch, isr }));
  });
}

/** Stops a broker in order and starts it again. */
export function bounce(cluster: FakeCluster, brokerId: number): void {
  cluster.shutdown(brokerId);
  cluster.run(500);
  cluster.boot(brokerId);
  cluster.run(500);
}

/** The leader of a partition puts a replica back into the ISR. */
export function rejoin(
  cluster: FakeCluster,
  topic: string,
  partition: number,
  replica: number,
): void {
  const { leader, leaderEpoch, isr, zkVersion } = cluster.state(topic, partition);
  const { brokerEpoch } = cluster.broker(leader).controller;
  const tp = cluster.tp(topic, partition);
  const newIsr = [...isr, replica];
  cluster.request(cluster.activeController(), ALTER_ISR, {
    brokerId: leader,
    brokerEpoch,
    partitions: [{ tp, leaderEpoch, newIsr, currentIsrVersion: zkVersion }],
  });
}

/** Has a topic to be deleted that the controller, a new one, cannot delete: a replica is dead. */
export function stuckDeletion(cluster: FakeCluster, topic: string, dead: number): void {
  cluster.pause(cluster.activeController(), true);
  cluster.shutdown(dead);
  cluster.createZnode(`/admin/delete_topics/${topic}`);
  cluster.run(24_000);
}
