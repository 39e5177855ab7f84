import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import type { ElectLeadersRequest, ElectLeadersResponse } from "../../../../sim/kafka/messages.ts";
import { ELECT_LEADERS } from "../../../../sim/kafka/messages.ts";
import {
  encodePreferredReplicaElection,
  PREFERRED_REPLICA_ELECTION_PATH,
  type ZkPartition,
} from "../../../../sim/kafka/zk/zk-data.ts";
import type { FakeCluster } from "../fake-cluster.ts";
import { bounce, forget, rejoin, startedCluster, stuckDeletion, told } from "../observations.ts";

const BY_HAND = { "auto.leader.rebalance.enable": false };

/** A cluster where broker 3 leads `t-0`, which prefers broker 2. */
function astrayCluster(settings = {}): FakeCluster {
  const cluster = startedCluster(3, { ...BY_HAND, ...settings });
  cluster.createTopic("t", [
    [2, 3],
    [3, 2],
  ]);
  bounce(cluster, 2);
  rejoin(cluster, "t", 0, 2);
  forget(cluster);
  return cluster;
}

function elect(
  cluster: FakeCluster,
  electionType: ElectLeadersRequest["electionType"],
  partitions: ElectLeadersRequest["partitions"],
  broker = 1,
): ElectLeadersResponse["partitions"] {
  const body: ElectLeadersRequest = { electionType, partitions, timeoutMs: 5000 };
  return cluster.request<ElectLeadersResponse>(broker, ELECT_LEADERS, body).partitions;
}

function ask(cluster: FakeCluster, ...partitions: readonly ZkPartition[]): void {
  cluster.createZnode(PREFERRED_REPLICA_ELECTION_PATH, encodePreferredReplicaElection(partitions));
  cluster.run(500);
}

describe("a request for elections of preferred leaders", () => {
  test("is carried out, and answered when this broker's metadata has the leader", () => {
    const cluster = astrayCluster();
    const tp = cluster.tp("t", 0);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3, leaderEpoch: 1, isr: [3, 2] });
    expect(elect(cluster, "preferred", [tp])).toEqual([{ tp, error: Errors.NONE }]);
    expect(cluster.broker(1).metadataCache.partition(tp)?.leader).toBe(2);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 2, isr: [3, 2] });
    expect(cluster.elections()).toMatchObject([{ tp: "t-0", leader: 2, strategy: "preferred" }]);
  });

  test("fails when the controller's session expires before it is through", () => {
    const cluster = astrayCluster();
    const tp = cluster.tp("t", 0);
    const body: ElectLeadersRequest = {
      electionType: "preferred",
      partitions: [tp],
      timeoutMs: 5000,
    };
    cluster.cut(1, cluster.zookeeper, true);
    const asked = cluster.post(1, ELECT_LEADERS, body);
    cluster.run(20_000);
    cluster.cut(1, cluster.zookeeper, false);
    cluster.run(8000);
    expect(asked.response).toMatchObject({
      partitions: [{ tp, error: Errors.UNKNOWN_SERVER_ERROR }],
    });
  });

  test("says of each partition why there was no election", () => {
    const cluster = astrayCluster();
    const [astray, right] = [cluster.tp("t", 0), cluster.tp("t", 1)];
    const unknown = cluster.tp("nobody", 0);
    cluster.shutdown(2);
    cluster.run(500);
    forget(cluster);
    expect(elect(cluster, "preferred", [astray, right, unknown])).toEqual([
      { tp: astray, error: Errors.PREFERRED_LEADER_NOT_AVAILABLE },
      { tp: right, error: Errors.ELECTION_NOT_NEEDED },
      { tp: unknown, error: Errors.UNKNOWN_TOPIC_OR_PARTITION },
    ]);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3 });
    expect(cluster.elections()).toEqual([]);
  });

  test("is refused for a topic that is to be deleted", () => {
    const cluster = startedCluster(4, BY_HAND);
    cluster.createTopic("t", [[2, 3, 4]]);
    bounce(cluster, 2);
    rejoin(cluster, "t", 0, 2);
    stuckDeletion(cluster, "t", 4);
    const tp = cluster.tp("t", 0);
    const running = [2, 3].find((id) => cluster.broker(id).controller.isActive) ?? 0;
    expect(elect(cluster, "preferred", [tp], running)).toEqual([
      { tp, error: Errors.INVALID_TOPIC_EXCEPTION },
    ]);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3 });
  });

  test("of all partitions hears only of those that needed it", () => {
    const cluster = astrayCluster();
    const tp = cluster.tp("t", 0);
    expect(elect(cluster, "preferred", null)).toEqual([{ tp, error: Errors.NONE }]);
    expect(elect(cluster, "preferred", null)).toEqual([]);
  });

  test("is refused by a broker that is not the controller", () => {
    const cluster = astrayCluster();
    const tp = cluster.tp("t", 0);
    expect(elect(cluster, "preferred", [tp], 3)).toEqual([{ tp, error: Errors.NOT_CONTROLLER }]);
  });

  test("times out where the new leader's name does not arrive", () => {
    const cluster = astrayCluster();
    const tp = cluster.tp("t", 0);
    const broker = cluster.broker(1);
    broker.metadataCache.update = () => [];
    expect(elect(cluster, "preferred", [tp])).toEqual([{ tp, error: Errors.REQUEST_TIMED_OUT }]);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2 });
  });
});

describe("a request for unclean elections", () => {
  function headless(settings = {}): FakeCluster {
    const cluster = startedCluster(3, { ...BY_HAND, ...settings });
    cluster.createTopic("t", [[3, 2]]);
    bounce(cluster, 2);
    cluster.shutdown(3);
    cluster.run(500);
    forget(cluster);
    expect(cluster.state("t", 0)).toMatchObject({ leader: -1, isr: [3] });
    return cluster;
  }

  test("makes a live replica outside the ISR the leader, alone in it", () => {
    const cluster = headless();
    const { leaderEpoch } = cluster.state("t", 0);
    const tp = cluster.tp("t", 0);
    expect(elect(cluster, "unclean", [tp])).toEqual([{ tp, error: Errors.NONE }]);
    const state = { leader: 2, leaderEpoch: leaderEpoch + 1, isr: [2] };
    expect(cluster.state("t", 0)).toMatchObject(state);
    expect(cluster.elections()).toMatchObject([{ leader: 2, strategy: "unclean", unclean: true }]);
    expect(told(cluster, 2, "LeaderAndIsr", tp)).toEqual([state]);
  });

  test("prefers a member of the ISR that is back", () => {
    const cluster = headless();
    cluster.boot(3);
    cluster.run(500);
    const tp = cluster.tp("t", 0);
    expect(elect(cluster, "unclean", [tp])).toEqual([{ tp, error: Errors.ELECTION_NOT_NEEDED }]);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3, isr: [3] });
  });

  test("finds nobody while no replica is alive", () => {
    const cluster = headless();
    cluster.shutdown(2);
    cluster.run(500);
    const tp = cluster.tp("t", 0);
    expect(elect(cluster, "unclean", [tp])).toEqual([
      { tp, error: Errors.ELIGIBLE_LEADERS_NOT_AVAILABLE },
    ]);
  });
});

describe("elections asked for in /admin/preferred_replica_election", () => {
  const T0 = { topic: "t", partition: 0 };
  const T1 = { topic: "t", partition: 1 };

  test("are carried out; the znode goes, and the next one is noticed too", () => {
    const cluster = astrayCluster();
    ask(cluster, T0);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 2 });
    expect(cluster.znode(PREFERRED_REPLICA_ELECTION_PATH)).toBeNull();
    bounce(cluster, 2);
    rejoin(cluster, "t", 0, 2);
    ask(cluster, T0);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 4 });
    expect(cluster.znode(PREFERRED_REPLICA_ELECTION_PATH)).toBeNull();
  });

  test("which nobody can win are tried once", () => {
    const cluster = astrayCluster();
    cluster.shutdown(2);
    cluster.run(500);
    ask(cluster, T0);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3 });
    expect(cluster.znode(PREFERRED_REPLICA_ELECTION_PATH)).toBeNull();
  });

  test.each([
    ["skipped", 0],
    ["again", 1],
  ])("of a preferred leader that leads are %s", (preferredLeaderElected, epochs) => {
    const cluster = astrayCluster({ preferredLeaderElected });
    const { leaderEpoch } = cluster.state("t", 1);
    ask(cluster, T1);
    expect(cluster.state("t", 1)).toMatchObject({ leader: 3, leaderEpoch: leaderEpoch + epochs });
  });

  test("leave out partitions that do not exist", () => {
    const cluster = astrayCluster();
    ask(cluster, { topic: "nobody", partition: 0 }, T0);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2 });
    expect(cluster.znode(PREFERRED_REPLICA_ELECTION_PATH)).toBeNull();
  });

  test("of partitions that do not exist once blocked all others until another controller came", () => {
    const cluster = astrayCluster({ electionOfUnknown: "blocks" });
    ask(cluster, { topic: "nobody", partition: 0 });
    expect(cluster.znode(PREFERRED_REPLICA_ELECTION_PATH)).not.toBeNull();
    cluster.execute({ op: "delete", path: PREFERRED_REPLICA_ELECTION_PATH, version: -1 });
    cluster.run(500);
    ask(cluster, T0);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3 });
    cluster.shutdown(1);
    cluster.run(1000);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2 });
    expect(cluster.znode(PREFERRED_REPLICA_ELECTION_PATH)).toBeNull();
  });

  test("are resumed by the next controller", () => {
    const cluster = astrayCluster();
    const { leaderEpoch } = cluster.state("t", 1);
    cluster.pause(1, true);
    ask(cluster, T0, T1);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3 });
    cluster.run(24_000);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, controllerEpoch: 2 });
    expect(cluster.state("t", 1)).toMatchObject({ leader: 3, leaderEpoch });
    expect(cluster.znode(PREFERRED_REPLICA_ELECTION_PATH)).toBeNull();
  });
});
