import { describe, expect, test } from "vitest";
import type { ConfigValues } from "../../../sim/kafka/config/config.ts";
import { Errors } from "../../../sim/kafka/errors.ts";
import {
  CONTROLLED_SHUTDOWN,
  type ControlledShutdownResponse,
} from "../../../sim/kafka/messages.ts";
import { FakeCluster } from "./fake-cluster.ts";

function startedCluster(settings: ConfigValues): FakeCluster {
  const cluster = new FakeCluster(3, settings);
  cluster.start();
  return cluster;
}

describe("a controller that does not know that it was deposed", () => {
  function zombie(controllerZkCheck: boolean): FakeCluster {
    const cluster = startedCluster({ controllerZkCheck });
    cluster.createTopic("t", [[2, 3, 1]]);
    cluster.raiseControllerEpoch();
    cluster.shutdown(2);
    cluster.run(500);
    return cluster;
  }

  test("writes the state of a partition that its successor has not written yet, up to 2.0", () => {
    const cluster = zombie(false);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3, leaderEpoch: 1, controllerEpoch: 1 });
    expect(cluster.zooKeeperRequests.every(({ operation }) => isPlain(operation))).toBe(true);
  });

  test("writes nothing since KAFKA-6082", () => {
    const cluster = zombie(true);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 0 });
  });

  /** Nothing of the controller's writes checks anything. */
  function isPlain(operation: { readonly op: string }): boolean {
    return !JSON.stringify(operation).includes('"check"');
  }
});

describe("a broker that is back before the controller has looked", () => {
  function bounced(settings: ConfigValues): FakeCluster {
    const cluster = startedCluster(settings);
    cluster.createTopic("t", [[2, 3, 1]]);
    cluster.pause(1, true);
    cluster.shutdown(2);
    cluster.run(200);
    cluster.boot(2);
    cluster.run(500);
    cluster.pause(1, false);
    cluster.run(2000);
    return cluster;
  }

  test("hears nothing of its partitions, up to 2.1", () => {
    const cluster = bounced({ bouncedBrokers: "unnoticed" });
    expect(cluster.broker(2).received).toEqual([]);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 0 });
  });

  test("counts as failed and started since KIP-380", () => {
    const cluster = bounced({ bouncedBrokers: "noticed" });
    expect(cluster.broker(2).received.map(({ api }) => api)).toContain("LeaderAndIsr");
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3 });
  });

  test("gets later requests with the epoch of its new process, noticed or not", () => {
    const cluster = bounced({ bouncedBrokers: "unnoticed", brokerEpoch: true });
    cluster.createTopic("u", [[2]]);
    const epochs = cluster.broker(2).received.map(({ body }) => body.brokerEpoch);
    expect(epochs.length).toBeGreaterThan(0);
    expect(new Set(epochs)).toEqual(new Set(cluster.broker(2).registeredEpochs));
  });
});

describe("control requests", () => {
  test.each([true, false])("carry the broker epoch: %s", (brokerEpoch) => {
    const cluster = startedCluster({ brokerEpoch });
    cluster.createTopic("t", [[2, 3, 1]]);
    const { received, registeredEpochs } = cluster.broker(2);
    const expected = brokerEpoch ? registeredEpochs : [-1];
    expect(new Set(received.map(({ body }) => body.brokerEpoch))).toEqual(new Set(expected));
    expect(new Set(received.map(({ api }) => api)).size).toBe(2);
  });

  test.each([
    [true, 0],
    [false, -1],
  ])("to stop a replica carry its leader epoch: %s", (stopReplicaEpoch, leaderEpoch) => {
    const cluster = startedCluster({ stopReplicaEpoch });
    cluster.createTopic("t", [[2, 3, 1]]);
    cluster.broker(3).received.length = 0;
    shutDown(cluster, 3, -1);
    const stops = cluster
      .broker(3)
      .received.flatMap((r) => (r.api === "StopReplica" ? r.body.partitions : []));
    expect(stops[0]).toMatchObject({ leaderEpoch, deletePartition: false });
  });
});

describe("a controlled shutdown", () => {
  test("asked for by an older process of the broker is refused", () => {
    const cluster = startedCluster({});
    const [epoch = 0] = cluster.broker(3).registeredEpochs;
    expect(shutDown(cluster, 3, epoch - 1)).toBe(Errors.STALE_BROKER_EPOCH);
    expect(shutDown(cluster, 3, epoch)).toBe(Errors.NONE);
  });

  test("of a broker that does not tell its epoch is carried out", () => {
    expect(shutDown(startedCluster({}), 3, -1)).toBe(Errors.NONE);
  });
});

function shutDown(cluster: FakeCluster, brokerId: number, brokerEpoch: number): number {
  const body = { brokerId, brokerEpoch };
  const active = cluster.activeController();
  const { error } = cluster.request<ControlledShutdownResponse>(active, CONTROLLED_SHUTDOWN, body);
  cluster.run(500);
  return error;
}
