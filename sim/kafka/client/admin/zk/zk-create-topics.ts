import { present } from "../../../../kernel/assert.ts";
import type { Choices } from "../../../../kernel/choices.ts";
import { seconds } from "../../../../kernel/time.ts";
import type { Operation, Reply } from "../../../../zookeeper/types.ts";
import {
  assignReplicasToBrokers,
  checkPlacement,
  type PlacementBroker,
} from "../../../controller/replicas/replica-placement.ts";
import {
  type Assignment,
  type CreationStep,
  objection,
  operationsOf,
} from "../../../controller/topics/create-topics.ts";
import { checkTopicName, type TopicError } from "../../../controller/topics/topic-validation.ts";
import { brokerIdsIn } from "../../../controller/zk-reads.ts";
import { Errors } from "../../../errors.ts";
import type { NewTopic } from "../../../messages.ts";
import { type AdminError, ended, next, type Progress } from "../operations.ts";
import { brokersIn, describeBrokers, LIST_BROKERS } from "./zk-brokers.ts";

/** Creation of topics by the tool itself, one after the other; the first is the one at hand. */
export type ZkCreateTopicsTask = {
  readonly kind: "createTopics";
  readonly topics: readonly NewTopic[];
} & (
  | { readonly step: "list" }
  | { readonly step: "place"; readonly brokers: readonly number[] }
  | { readonly step: CreationStep; readonly assignment: Assignment }
);

/** What placing replicas depends on. */
export interface PlacementSurroundings {
  readonly choices: Choices;
  /** False before KAFKA-50: a partition lives on one broker, whatever is asked for. */
  readonly isReplicated: boolean;
  /** These brokers are registered: whether all of the cluster have been seen so by now. */
  sawBrokers(ids: readonly number[]): boolean;
}

/** How often an operator looks whether all brokers are up. */
const LOOK_INTERVAL_US = seconds(1);

export function zkCreateTopicsOperations(task: ZkCreateTopicsTask): readonly Operation[] {
  if (task.step === "list") return [LIST_BROKERS];
  if (task.step === "place") return describeBrokers(task.brokers);
  return operationsOf(task.step, current(task), task.assignment);
}

/** Creates topics as `AdminUtils.createTopic` does: the overrides first, then the topic. */
export function zkCreateTopicsReplied(
  task: ZkCreateTopicsTask,
  replies: readonly Reply[],
  surroundings: PlacementSurroundings,
): Progress<ZkCreateTopicsTask> {
  const { kind, topics } = task;
  if (task.step === "list") {
    const brokers = brokerIdsIn(replies);
    if (!surroundings.sawBrokers(brokers)) return next(task, { afterUs: LOOK_INTERVAL_US });
    if (brokers.length === 0) return place(task, [], surroundings);
    return next<ZkCreateTopicsTask>({ kind, topics, step: "place", brokers });
  }
  if (task.step === "place") return place(task, brokersIn(task.brokers, replies), surroundings);
  const [reply] = replies;
  const failedBy = reply?.op === "error" ? reply.error : null;
  const go = (step: CreationStep) => next<ZkCreateTopicsTask>({ ...task, step });
  switch (task.step) {
    case "checkExistence": {
      const problem = objection(current(task), task.assignment, replies);
      return problem === null ? go("setConfig") : goOn(task, problem);
    }
    case "setConfig":
      return go(failedBy === "NO_NODE" ? "createConfig" : "createTopic");
    case "createConfig":
      return go(failedBy === "NODE_EXISTS" ? "setConfig" : "createTopic");
    case "createTopic":
      return goOn(task, failedBy === null ? null : ALREADY_EXISTS);
  }
}

function place(
  task: ZkCreateTopicsTask,
  brokers: readonly PlacementBroker[],
  surroundings: PlacementSurroundings,
): Progress<ZkCreateTopicsTask> {
  const { kind, topics } = task;
  const topic = current(task);
  const placed = topic.assignment ?? placeReplicas(topic, brokers, surroundings);
  if ("error" in placed) return goOn(task, placed);
  const problem = checkTopicName(topic.name);
  if (problem !== null) return goOn(task, problem);
  const assignment = surroundings.isReplicated
    ? placed
    : placed.map((replicas) => replicas.slice(0, 1));
  return next<ZkCreateTopicsTask>({ kind, topics, step: "checkExistence", assignment });
}

function placeReplicas(
  { name, numPartitions, replicationFactor }: NewTopic,
  brokers: readonly PlacementBroker[],
  { choices, isReplicated }: PlacementSurroundings,
): Assignment | TopicError {
  const factor = isReplicated ? replicationFactor : 1;
  const problem = checkPlacement(brokers, numPartitions, factor);
  if (problem === "INVALID_PARTITIONS") return { error: Errors.INVALID_PARTITIONS, message: null };
  if (problem !== null) return { error: Errors.INVALID_REPLICATION_FACTOR, message: null };
  const stream = choices.stream(`placement/${name}`);
  return assignReplicasToBrokers(brokers, {
    partitions: numPartitions,
    replicationFactor: factor,
    startIndex: stream.next(brokers.length),
    replicaShift: stream.next(brokers.length),
    startPartitionId: 0,
  });
}

/** The tool is done with the first topic. */
function goOn(
  { kind, topics }: ZkCreateTopicsTask,
  problem: TopicError | null,
): Progress<ZkCreateTopicsTask> {
  const errors: AdminError[] = problem === null ? [] : [{ error: problem.error, tp: -1 }];
  const rest = topics.slice(1);
  return rest.length === 0
    ? ended(errors)
    : next<ZkCreateTopicsTask>({ kind, topics: rest, step: "list" }, { errors });
}

const ALREADY_EXISTS: TopicError = { error: Errors.TOPIC_ALREADY_EXISTS, message: null };

function current({ topics }: ZkCreateTopicsTask): NewTopic {
  return present(topics[0], "a topic is being created");
}
