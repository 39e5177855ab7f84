import { describe, expect, test } from "vitest";
import { describeBrokers } from "../../sim/explore/describe-brokers.ts";
import { describeTopics, liveBrokersAt } from "../../sim/explore/describe-topics.ts";
import { BROKER_STATES } from "../../sim/kafka/facts.ts";
import { initialState } from "../../sim/trace/initial-state.ts";
import type { PartitionState, State, ZnodeState } from "../../sim/trace/state.ts";

/** Three brokers of which nothing is known yet. */
function stateOf(): State {
  return initialState([
    { name: "zookeeper", kind: "zookeeper" },
    { name: "broker-1", kind: "broker" },
    { name: "broker-2", kind: "broker" },
    { name: "broker-10", kind: "broker" },
    { name: "admin", kind: "admin" },
  ]);
}

function put(state: State, path: string, data = "", czxid = 1): void {
  let znode = state.zookeeper.root;
  for (const name of path.split("/").slice(1)) {
    znode.children[name] ??= { ...emptyZnode(), czxid };
    znode = znode.children[name] as ZnodeState;
  }
  znode.data = data;
}

function emptyZnode(): ZnodeState {
  return { data: "", version: 0, cversion: 0, czxid: 0, owner: null, children: {} };
}

function partition(leader: number | null, isr: readonly number[]): PartitionState {
  const epochs = { leaderEpoch: 0, controllerEpoch: 1, zkVersion: 0 };
  return { leader, isr: [...isr], ...epochs, replicas: {}, acked: [] };
}

const CLUSTER = {
  brokers: [1, 2, 10],
  settings: { "min.insync.replicas": 2, "num.partitions": 4 },
  brokerSettings: { "2": { "log.segment.bytes": 1_000_000 } },
};

describe("topics", () => {
  test("come by name, their partitions by number, as the registry has them", () => {
    const state = stateOf();
    const empty = { adding: {}, removing: {} };
    state.topics.b = { configs: {}, assignment: {}, ...empty };
    state.topics.a = {
      configs: { "flush.ms": "5" },
      assignment: { "10": [2], "2": [1, 2] },
      adding: { "2": [2] },
      removing: { "2": [1] },
    };
    state.partitions["a-2"] = partition(1, [1]);
    const found = describeTopics(state, { brokers: 3 }, "2.8");
    expect(found.map(({ topic }) => topic)).toEqual(["a", "b"]);
    expect(found[0]).toEqual({
      topic: "a",
      overrides: { "flush.ms": "5" },
      brokerConfigs: {},
      minInsyncReplicas: 1,
      markedForDeletion: false,
      partitions: [
        {
          partition: 2,
          leader: 1,
          replicas: [1, 2],
          isr: [1],
          addingReplicas: [2],
          removingReplicas: [1],
        },
        {
          partition: 10,
          leader: null,
          replicas: [2],
          isr: [],
          addingReplicas: [],
          removingReplicas: [],
        },
      ],
    });
  });

  test("have the settings of the registered broker with the lowest id, and their own before them", () => {
    const state = stateOf();
    put(state, "/brokers/ids/10");
    put(state, "/brokers/ids/2");
    state.topics.own = {
      configs: { "min.insync.replicas": "3" },
      assignment: {},
      adding: {},
      removing: {},
    };
    state.topics.plain = { configs: {}, assignment: {}, adding: {}, removing: {} };
    expect(liveBrokersAt(state)).toEqual([2, 10]);
    const [own, plain] = describeTopics(state, CLUSTER, "2.8");
    expect(own?.minInsyncReplicas).toBe(3);
    expect(plain?.minInsyncReplicas).toBe(2);
    expect(plain?.brokerConfigs).toEqual({
      "min.insync.replicas": "2",
      "segment.bytes": "1000000",
    });
  });

  test("are marked when /admin/delete_topics names them", () => {
    const state = stateOf();
    state.topics.a = { configs: {}, assignment: {}, adding: {}, removing: {} };
    state.topics.b = { configs: {}, assignment: {}, adding: {}, removing: {} };
    put(state, "/admin/delete_topics/b");
    const found = describeTopics(state, { brokers: 3 }, "2.8");
    expect(found.map((each) => each.markedForDeletion)).toEqual([false, true]);
  });
});

describe("brokers", () => {
  test("are all there, with what the registry and they themselves say", () => {
    const state = stateOf();
    put(state, "/brokers/ids/1", "{}", 7);
    put(state, "/controller", '{"version":1,"brokerid":10}');
    put(state, "/controller_epoch", "3");
    state.controllers["1"] = 2;
    Object.assign(state.hosts["broker-1"] ?? {}, {
      life: "up",
      reason: "started",
      brokerState: BROKER_STATES.RUNNING_AS_BROKER,
    });
    state.topics.a = {
      configs: {},
      assignment: { "0": [1, 2], "1": [2, 1], "2": [10] },
      adding: {},
      removing: {},
    };
    state.partitions["a-0"] = partition(1, [1]);
    state.partitions["a-1"] = partition(2, [2]);
    const { brokers, ...controller } = describeBrokers(state);
    expect(controller).toEqual({ controller: 10, controllerEpoch: 3 });
    expect(brokers.map(({ id }) => id)).toEqual([1, 2, 10]);
    expect(brokers[0]).toEqual({
      id: 1,
      host: "broker-1",
      activeInEpoch: 2,
      epoch: 7,
      state: "RUNNING_AS_BROKER",
      process: "up",
      reason: "started",
      leaders: 1,
      replicas: 2,
      outOfSync: 1,
    });
    expect(brokers[1]).toMatchObject({ activeInEpoch: null, epoch: null, state: "NOT_RUNNING" });
  });

  test("have no controller while there is none, or when its znode says nothing", () => {
    const state = stateOf();
    expect(describeBrokers(state)).toMatchObject({ controller: null, controllerEpoch: null });
    put(state, "/controller", "nonsense");
    put(state, "/controller_epoch", "{}");
    expect(describeBrokers(state)).toMatchObject({ controller: null, controllerEpoch: null });
  });
});
