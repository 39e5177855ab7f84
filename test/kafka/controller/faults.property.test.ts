import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeTopicPartitionState } from "../../../sim/kafka/zk/zk-data.ts";
import { FACT_ZNODE } from "../../../sim/zookeeper/facts.ts";
import { FakeCluster } from "./fake-cluster.ts";

const BROKERS = 4;
const ASSIGNMENTS = [
  [1, 2, 3],
  [2, 3, 4],
  [3, 4, 1],
  [4, 1, 2],
];

type Fault =
  | { readonly kind: "kill" | "shutdown" | "pause" | "reset" | "cut"; readonly broker: number }
  | { readonly kind: "killZooKeeper" };

interface FaultStep {
  readonly fault: Fault;
  readonly waitMs: number;
}

const fault: fc.Arbitrary<Fault> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constantFrom("kill", "shutdown", "pause", "reset", "cut"),
      broker: fc.integer({ min: 1, max: BROKERS }),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Fault>({ kind: "killZooKeeper" }) },
);
const waitMs = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.integer({ min: 0, max: 3000 }),
  fc.constant(25_000),
);

/** Injects the fault; a second fault of the kind ends the first. */
function inject(cluster: FakeCluster, { fault }: FaultStep): void {
  const { sim, zookeeper } = cluster;
  if (fault.kind === "killZooKeeper") {
    if (zookeeper.up) sim.kill(zookeeper);
    return;
  }
  const host = cluster.host(fault.broker);
  const { network } = sim;
  switch (fault.kind) {
    case "kill":
      if (host.life !== 0) sim.kill(host);
      return;
    case "shutdown":
      if (host.up) host.running().shutdown();
      return;
    case "pause":
      if (host.up) sim.pause(host, false);
      else if (host.life === 2) sim.resume(host);
      return;
    case "reset":
      network.reset(host.index, zookeeper.index);
      return;
    case "cut":
      if (network.isCut(host.index, zookeeper.index)) heal(cluster, fault.broker);
      else {
        network.hold(host.index, zookeeper.index);
        network.hold(zookeeper.index, host.index);
      }
  }
}

function heal(cluster: FakeCluster, broker: number): void {
  const { network } = cluster.sim;
  const { index } = cluster.host(broker);
  network.release(index, cluster.zookeeper.index);
  network.release(cluster.zookeeper.index, index);
}

/** Ends all faults and starts what is down, as a supervisor does, until all is quiet. */
function recover(cluster: FakeCluster): void {
  const ids = cluster.addresses.brokerIds;
  cluster.sim.external(2000, -1, () => {
    for (const id of ids) {
      heal(cluster, id);
      if (cluster.host(id).life === 2) cluster.sim.resume(cluster.host(id));
    }
  });
  if (!cluster.zookeeper.up) cluster.sim.boot(cluster.zookeeper);
  for (let round = 0; round < 12; round++) {
    for (const id of ids) if (cluster.host(id).life === 0) cluster.boot(id);
    cluster.run(5000);
  }
}

/** No epoch has two controllers. */
function checkControllers(cluster: FakeCluster): void {
  const brokerOfEpoch = new Map<number, number>();
  for (const [broker = -1, epoch = -1, active] of cluster.controllerFacts()) {
    if (active !== 1) continue;
    expect(epoch).toBeGreaterThan(0);
    expect(brokerOfEpoch.has(epoch), `epoch ${epoch}`).toBe(false);
    brokerOfEpoch.set(epoch, broker);
  }
}

/** Epochs and versions of partitions only rise, and no epoch has two leaders. */
function checkPartitions(cluster: FakeCluster): void {
  const { texts } = cluster.sim.facts;
  const last = new Map<string, { leader: number; leaderEpoch: number; zkVersion: number }>();
  for (const { code, values } of cluster.facts) {
    if (code !== FACT_ZNODE) continue;
    const [path = -1, data = -1, version = -1] = values;
    const name = texts.text(path) ?? "";
    if (!name.endsWith("/state")) continue;
    const state = decodeTopicPartitionState(texts.text(data) ?? "", version);
    const partition = Number(name.split("/")[5]);
    const assignment = ASSIGNMENTS[partition] ?? [];
    expect(assignment).toEqual(expect.arrayContaining([...state.isr]));
    expect(state.isr.length).toBeGreaterThan(0);
    if (state.leader !== -1) expect(state.isr).toContain(state.leader);
    const before = last.get(name);
    if (before !== undefined) {
      expect(state.leaderEpoch).toBe(before.leaderEpoch + 1);
      expect(state.zkVersion).toBe(before.zkVersion + 1);
    }
    last.set(name, state);
  }
}

/** One controller that all know, and a live leader for each partition. */
function checkConvergence(cluster: FakeCluster): void {
  const active = cluster.activeController();
  for (const id of cluster.addresses.brokerIds) {
    const heard = cluster.broker(id).received.filter(({ api }) => api === "UpdateMetadata");
    expect(heard.at(-1)?.body.controllerId).toBe(active);
  }
  const { controllerEpoch } = cluster.broker(active).controller;
  expect(cluster.znode("/controller_epoch")).toBe(String(controllerEpoch));
  ASSIGNMENTS.forEach((_, partition) => {
    const { leader, leaderEpoch } = cluster.state("t", partition);
    expect(leader).not.toBe(-1);
    const tp = cluster.tp("t", partition);
    const heard = cluster
      .broker(leader)
      .received.flatMap((r) => (r.api === "LeaderAndIsr" ? r.body.partitions : []))
      .filter((p) => p.tp === tp);
    expect(Math.max(...heard.map((p) => p.leaderEpoch))).toBe(leaderEpoch);
  });
}

describe.each(["race", "sequential"])("under random faults, with election by %s", (mode) => {
  test("epochs have one controller and one leader, and the cluster recovers", () => {
    const steps = fc.array(fc.record({ fault, waitMs }), { maxLength: 10 });
    fc.assert(
      fc.property(fc.nat(1000), steps, (seed, plan) => {
        const cluster = new FakeCluster(BROKERS, { "controller.election": mode }, String(seed));
        cluster.start();
        cluster.createTopic("t", ASSIGNMENTS);
        for (const step of plan) {
          cluster.sim.external(2000, -1, () => inject(cluster, step));
          cluster.run(step.waitMs);
        }
        recover(cluster);
        checkControllers(cluster);
        checkPartitions(cluster);
        checkConvergence(cluster);
      }),
      { numRuns: 60 },
    );
  });
});
