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
