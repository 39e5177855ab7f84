import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import type { Truncation } from "../../../../sim/kafka/era/broker-switches.ts";
import { LEADER_AND_ISR } from "../../../../sim/kafka/messages.ts";
import { TestCluster } from "../test-cluster.ts";

/** A cluster of 2.8 that finds with one rule where logs part, and whatever else is set. */
export function clusterWith(
  truncation: Truncation,
  brokers: number,
  settings: ConfigValues = {},
): TestCluster {
  return new TestCluster(brokers, { truncation, ...settings });
}

/** Tells one broker of a leader, whatever the registry holds; `leaderEpoch` may be an old one. */
export function tell(
  cluster: TestCluster,
  broker: number,
  leader: number,
  leaderEpoch: number,
  isr: readonly number[],
): void {
  const replicas = [...cluster.hosts.keys()];
  const state = { leader, leaderEpoch, isr, zkVersion: leaderEpoch, replicas };
  cluster.registry.partitions.set(cluster.tp(), state);
  cluster.updateMetadata();
  cluster.ask(broker, LEADER_AND_ISR, {
    controllerId: cluster.registry.controllerId,
    controllerEpoch: 1,
    brokerEpoch: -1,
    partitions: [{ tp: cluster.tp(), controllerEpoch: 1, isNew: false, ...state }],
  });
}

/** Holds what one broker sends to another from now on. */
export function hold(cluster: TestCluster, from: number, to: number): void {
  const { network } = cluster.sim;
  cluster.act(() => network.hold(cluster.host(from).index, cluster.host(to).index));
}

export function release(cluster: TestCluster, from: number, to: number): void {
  const { network } = cluster.sim;
  cluster.act(() => network.release(cluster.host(from).index, cluster.host(to).index));
}

export function kill(cluster: TestCluster, broker: number): void {
  cluster.act(() => {
    cluster.probe.closeAll(cluster.host(broker).index);
    cluster.sim.kill(cluster.host(broker));
  });
}

export function boot(cluster: TestCluster, broker: number): void {
  cluster.act(() => cluster.sim.boot(cluster.host(broker)));
  cluster.run(10);
  cluster.updateMetadata();
}

/** The values of a replica's records. */
export function values(cluster: TestCluster, broker: number): string[] {
  return cluster.contents(broker).map((record) => record.slice(record.indexOf(":") + 1));
}

/** Writes records of an epoch to a replica that nobody leads yet. */
export function write(cluster: TestCluster, broker: number, epoch: number, count: number): void {
  cluster.act(() => {
    const log = cluster.broker(broker).logManager.getOrCreateLog(cluster.tp(), {});
    for (let i = 0; i < count; i++) {
      const base = log.logEndOffset;
      log.appendAsFollower([cluster.batch([`of epoch ${epoch}`]).stored(base, epoch)]);
    }
  });
}

/** A cluster with a leader 1 in epoch 5 and a follower 2 whose log of epoch 1 is longer. */
export function diverged(cluster: TestCluster): TestCluster {
  write(cluster, 1, 0, 2);
  write(cluster, 2, 0, 2);
  write(cluster, 2, 1, 3);
  tell(cluster, 1, 1, 5, [1, 2]);
  return cluster;
}

/** Whether the last write that was asked for was acknowledged. */
export function isAcked(cluster: TestCluster, answers: number): boolean {
  const produced = cluster.produced();
  return produced.length === answers && produced.every(([error]) => error === 0);
}
