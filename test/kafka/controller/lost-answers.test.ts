import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../../sim/kafka/config/config.ts";
import { SequentialElection } from "../../../sim/kafka/controller/election/sequential-election.ts";
import { brokerSwitches } from "../../../sim/kafka/era/broker-switches.ts";
import { DEFAULT_ERA } from "../../../sim/kafka/era/eras.ts";
import {
  decodeTopicPartitionState,
  encodeTopicPartitionState,
} from "../../../sim/kafka/zk/zk-data.ts";
import type { Operation } from "../../../sim/zookeeper/types.ts";
import { FakeCluster, newTopic } from "./fake-cluster.ts";

function startedCluster(): FakeCluster {
  const cluster = new FakeCluster(3);
  cluster.start();
  return cluster;
}

const STATE_PATH = "/brokers/topics/t/partitions/0/state";

function readsState(operation: Operation): boolean {
  return operation.op === "getData" && operation.path === STATE_PATH;
}

function multiOn(path: string): (operation: Operation) => boolean {
  return (operation) => operation.op === "multi" && operation.ops.some((op) => op.path === path);
}

/** Somebody else writes the partition's state right after the controller has read it. */
function changeStateUnderway(
  cluster: FakeCluster,
  change: { readonly isr?: readonly number[]; readonly controllerEpoch?: number },
): void {
  const state = decodeTopicPartitionState(cluster.znode(STATE_PATH) ?? "", 0);
  cluster.setZnode(STATE_PATH, encodeTopicPartitionState({ ...state, ...change }));
}

describe("writes that meet another version", () => {
  test("an election is held again on what is there now", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[2, 3, 1]]);
    cluster.shutdown(2);
    cluster.runUntilRequest(1, readsState);
    changeStateUnderway(cluster, { isr: [2, 1] });
    cluster.run(500);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 1, leaderEpoch: 1, isr: [1] });
  });

  test("a dead follower is taken out of the ISR that is there now", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[2, 3, 1]]);
    cluster.shutdown(3);
    cluster.runUntilRequest(1, readsState);
    changeStateUnderway(cluster, { isr: [3, 2] });
    cluster.run(500);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 1, isr: [2] });
  });

  test("what a later controller wrote is left alone", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[2, 3, 1]]);
    changeStateUnderway(cluster, { controllerEpoch: 5 });
    cluster.shutdown(2);
    cluster.run(500);
    cluster.shutdown(3);
    cluster.run(500);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 0, isr: [2, 3, 1] });
  });

  test("an election of a controller on an outdated epoch fails", () => {
    const cluster = new FakeCluster(1);
    cluster.boot(1);
    cluster.run(500);
    cluster.shutdown(1);
    cluster.boot(1);
    cluster.runUntilRequest(
      1,
      (operation) => operation.op === "getData" && operation.path === "/controller_epoch",
    );
    cluster.raiseControllerEpoch();
    cluster.run(500);
    expect(cluster.broker(1).controller.isActive).toBe(false);
    expect(cluster.znode("/controller")).toBeNull();
    expect(cluster.znode("/controller_epoch")).toBe("99");
  });
});

describe("answers that get lost", () => {
  test("to a registration: the broker finds its own znode", () => {
    const cluster = startedCluster();
    cluster.shutdown(2);
    cluster.run(500);
    cluster.boot(2);
    cluster.runUntilRequest(2, multiOn("/brokers/ids/2"));
    cluster.resetConnections(2, cluster.zookeeper);
    cluster.run(5000);
    expect(cluster.fatal).toEqual([]);
    expect(cluster.broker(2).registeredEpochs).toHaveLength(1);
    expect(cluster.broker(1).received.at(-1)).toMatchObject({ body: { liveBrokers: [1, 2, 3] } });
  });

  test("to an election: the winner finds out that it won", () => {
    const cluster = startedCluster();
    cluster.shutdown(2);
    cluster.run(200);
    cluster.shutdown(1);
    cluster.runUntilRequest(3, multiOn("/controller"));
    cluster.resetConnections(3, cluster.zookeeper);
    cluster.run(5000);
    expect(cluster.activeController()).toBe(3);
    expect(cluster.broker(3).controller.controllerEpoch).toBe(2);
    expect(cluster.znode("/controller_epoch")).toBe("2");
  });

  test("to a leader election: it is held once more, with one more epoch", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[2, 3, 1]]);
    cluster.shutdown(2);
    cluster.runUntilRequest(1, multiOn(STATE_PATH));
    expect(cluster.state("t", 0).leaderEpoch).toBe(1);
    cluster.resetConnections(1, cluster.zookeeper);
    cluster.run(8000);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3, leaderEpoch: 2, isr: [3, 1] });
    const told = cluster
      .broker(3)
      .received.flatMap((r) => (r.api === "LeaderAndIsr" ? r.body.partitions : []));
    expect(told.at(-1)).toMatchObject({ leader: 3, leaderEpoch: 2 });
  });

  test("of a batch that is longer than what may be under way: none is forgotten", () => {
    const cluster = startedCluster();
    const assignment = Array.from({ length: 25 }, () => [1, 2]);
    cluster.post(1, 38 + 64, { topics: [newTopic("wide", assignment)] });
    cluster.runUntilRequest(1, multiOn("/brokers/topics/wide/partitions/3"));
    cluster.resetConnections(1, cluster.zookeeper);
    cluster.run(8000);
    for (let partition = 0; partition < 25; partition++) {
      expect(cluster.state("wide", partition)).toMatchObject({ leader: 1, isr: [1, 2] });
    }
  });

  test("to a place in the queue: the broker keeps the place it has", () => {
    const cluster = new FakeCluster(2, { "controller.election": "sequential" });
    cluster.start([1]);
    cluster.boot(2);
    cluster.runUntilRequest(
      2,
      (operation) => operation.op === "create" && operation.mode === "ephemeralSequential",
    );
    cluster.resetConnections(2, cluster.zookeeper);
    cluster.run(5000);
    cluster.shutdown(1);
    cluster.run(500);
    expect(cluster.activeController()).toBe(2);
  });
});

describe("a broker that was the controller before", () => {
  test("remembers nothing of that time when it is elected again", () => {
    const cluster = startedCluster();
    cluster.cut(1, cluster.zookeeper, true);
    cluster.run(25_000);
    cluster.shutdown(3);
    cluster.run(500);
    expect(cluster.broker(2).controller.isActive).toBe(true);
    cluster.cut(1, cluster.zookeeper, false);
    cluster.run(8000);
    cluster.broker(1).received.length = 0;
    cluster.shutdown(2);
    cluster.run(500);
    expect(cluster.activeController()).toBe(1);
    const live = cluster
      .broker(1)
      .received.map((r) => (r.api === "UpdateMetadata" ? r.body.liveBrokers : []));
    expect(live).toEqual([[1]]);
  });
});

test("a predecessor that left before it was watched makes the broker read the queue again", () => {
  const cluster = startedCluster();
  const { names, addresses } = cluster;
  const host = cluster.host(2);
  const config = resolveConfig("broker", {}, DEFAULT_ERA);
  const election = new SequentialElection({
    host,
    brokerId: 2,
    names,
    addresses,
    config,
    switches: brokerSwitches(config),
  });
  const step = { machine: "electionQueue", step: "watchPredecessor", path: "/x" } as const;
  expect(election.proceed(step, [{ op: "exists", stat: null }])).toEqual([
    { machine: "electionQueue", step: "readQueue" },
  ]);
});
