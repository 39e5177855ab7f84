import { expect, test } from "vitest";
import {
  type ZkCreateTopicsTask,
  zkCreateTopicsOperations,
  zkCreateTopicsReplied,
} from "../../../../sim/kafka/client/admin/zk/zk-create-topics.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { Simulation } from "../../../../sim/kernel/simulation.ts";
import type { Reply } from "../../../../sim/zookeeper/types.ts";
import { newTopic } from "./support.ts";

const { choices } = new Simulation({ seed: "1", messageName: String });
const surroundings = { choices, isReplicated: true, sawBrokers: () => true };
const noBrokers: readonly Reply[] = [{ op: "error", error: "NO_NODE" }];

test("no topic can be placed by the old tool while no broker is registered", () => {
  const task: ZkCreateTopicsTask = { kind: "createTopics", topics: [newTopic("t")], step: "list" };
  expect(zkCreateTopicsReplied(task, noBrokers, surroundings)).toEqual({
    outcome: "ended",
    errors: [{ error: Errors.INVALID_REPLICATION_FACTOR, tp: -1 }],
  });
});

test("one whose replicas are given can be made even then", () => {
  const topics = [{ ...newTopic("t"), assignment: [[1, 2]] }];
  const progress = zkCreateTopicsReplied(
    { kind: "createTopics", topics, step: "list" },
    noBrokers,
    surroundings,
  );
  if (progress.outcome === "ended") throw new Error("there is more to do");
  expect(zkCreateTopicsOperations(progress.task)).toMatchObject([
    { op: "exists", path: "/brokers/topics/t" },
  ]);
});
