import { describe, expect, test } from "vitest";
import type { Era } from "../../../sim/kafka/era/eras.ts";
import { errorName } from "../../../sim/kafka/errors.ts";
import { LEADER_AND_ISR, STOP_REPLICA, UPDATE_METADATA } from "../../../sim/kafka/messages.ts";
import { TestCluster } from "./test-cluster.ts";

const KINDS = [LEADER_AND_ISR, STOP_REPLICA, UPDATE_METADATA];

/** Errors of control requests that name an epoch so much above (or below) that of broker 1. */
function errorsOf(cluster: TestCluster, difference: number): string[] {
  const brokerEpoch = cluster.broker(1).brokerEpoch + difference;
  return KINDS.map((kind) => {
    const header = { controllerId: 1, controllerEpoch: 1, brokerEpoch };
    const body = { ...header, partitions: [], liveBrokers: [1] };
    return errorName(cluster.ask<{ readonly error: number }>(1, kind, body).error);
  });
}

function clusterOf(era: Era): TestCluster {
  return new TestCluster(2, {}, "1", era);
}

describe("a control request", () => {
  test("with the epoch of an earlier process of the broker is refused", () => {
    const cluster = clusterOf("2.8");
    expect(errorsOf(cluster, -1)).toEqual(KINDS.map(() => "STALE_BROKER_EPOCH"));
    expect(errorsOf(cluster, 0)).toEqual(KINDS.map(() => "NONE"));
  });

  test.each<[Era, string]>([
    ["2.4", "UNKNOWN_SERVER_ERROR"],
    ["2.6", "NONE"],
    ["2.8", "NONE"],
  ])("with a newer epoch than the broker knows, in %s: %s", (era, error) => {
    expect(errorsOf(clusterOf(era), 1)).toEqual(KINDS.map(() => error));
  });
});

test("a StopReplica that does not tell a leader epoch stops the replica in any epoch", () => {
  const cluster = clusterOf("2.8");
  cluster.elect(1, [1, 2]);
  cluster.elect(1, [1, 2]);
  expect(cluster.stopReplica(2, cluster.tp(), 0, true)).toMatchObject({
    partitions: [{ error: 74 }],
  });
  expect(cluster.stopReplica(2, cluster.tp(), -1, true)).toMatchObject({
    partitions: [{ error: 0 }],
  });
  expect(cluster.broker(2).replicaManager.partition(cluster.tp())).toBeNull();
});
