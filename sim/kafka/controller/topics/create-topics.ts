import { assert } from "../../../kernel/assert.ts";
import type { Operation, Reply } from "../../../zookeeper/types.ts";
import { ANY_VERSION } from "../../../zookeeper/types.ts";
import { numberOf } from "../../config/config.ts";
import { Errors } from "../../errors.ts";
import type { NewTopic } from "../../messages.ts";
import { childrenOf } from "../../zk/kafka-zk-client.ts";
import {
  encodeConfig,
  encodeTopic,
  TOPICS_PATH,
  topicConfigPath,
  topicPath,
} from "../../zk/zk-data.ts";
import type { BrokerCallbacks, BrokerEnvironment } from "../controller-api.ts";
import { assigned } from "../replicas/replica-assignment.ts";
import { assignReplicasToBrokers, checkPlacement } from "../replicas/replica-placement.ts";
import { failed, type TopicAnswer, type TopicRequestKind } from "./topic-request.ts";
import {
  checkAssignment,
  checkTopicConfigs,
  checkTopicName,
  hasCollision,
  hasCollisionChars,
  INCOMPLETE_RACKS,
  type TopicError,
} from "./topic-validation.ts";

/** A topic that a CreateTopics request names. */
export type CreateTopicsWork = {
  readonly api: "createTopics";
  readonly name: string;
  readonly topic: NewTopic;
  /** The request names it more than once. */
  readonly isDuplicate: boolean;
} & (
  | { readonly step: "begin" }
  /** What was asked. */
  | { readonly step: CreationStep; readonly assignment: Assignment }
);

export type CreationStep = "checkExistence" | "setConfig" | "createConfig" | "createTopic";
/** Replicas by partition. */
export type Assignment = readonly (readonly number[])[];

const UNSET = -1;

/**
 * Creates topics (`ZkAdminManager.createTopics`, `AdminZkClient`): the znode of the overrides first,
 * then the topic's.
 */
export class CreateTopics implements TopicRequestKind<CreateTopicsWork> {
  private readonly environment: BrokerEnvironment;
  private readonly callbacks: BrokerCallbacks;

  constructor(environment: BrokerEnvironment, callbacks: BrokerCallbacks) {
    this.environment = environment;
    this.callbacks = callbacks;
  }

  proceed(work: CreateTopicsWork, replies: readonly Reply[]): TopicAnswer<CreateTopicsWork> {
    if (work.step === "begin") return this.begin(work);
    const [reply] = replies;
    const failedBy = reply?.op === "error" ? reply.error : null;
    const { assignment } = work;
    switch (work.step) {
      case "checkExistence": {
        const problem = objection(work.topic, assignment, replies);
        return problem === null ? ask(work, "setConfig", assignment) : failed(problem);
      }
      case "setConfig":
        return ask(work, failedBy === "NO_NODE" ? "createConfig" : "createTopic", assignment);
      case "createConfig":
        return ask(work, failedBy === "NODE_EXISTS" ? "setConfig" : "createTopic", assignment);
      case "createTopic": {
        if (failedBy !== null) return failed(alreadyExists(work.name));
        const { topicPartitions } = this.environment.names;
        const tps = assignment.map((_, partition) => topicPartitions.id(work.name, partition));
        return { outcome: "written", awaited: { what: "leaders", tps } };
      }
    }
  }

  private begin(work: CreateTopicsWork): TopicAnswer<CreateTopicsWork> {
    const { name, topic } = work;
    if (work.isDuplicate) return failed(DUPLICATE);
    if (this.callbacks.metadataCache.hasTopic(name)) return failed(alreadyExists(name));
    const assignment = this.assign(topic);
    if ("error" in assignment) return failed(assignment);
    const problem = checkTopicName(name);
    if (problem !== null) return failed(problem);
    const replicated = this.isReplicated
      ? assignment
      : assignment.map((replicas) => replicas.slice(0, 1));
    return ask(work, "checkExistence", replicated);
  }

  /** The replicas of a new topic, as asked for or placed by chance (`AdminUtils`). */
  private assign(topic: NewTopic): Assignment | TopicError {
    const { config, host } = this.environment;
    if (topic.assignment !== null) {
      if (topic.numPartitions === UNSET && topic.replicationFactor === UNSET) {
        return topic.assignment;
      }
      const message = "give an assignment, or numbers of partitions and replicas, not both";
      return { error: Errors.INVALID_REQUEST, message };
    }
    const partitions =
      topic.numPartitions === UNSET ? numberOf(config, "num.partitions") : topic.numPartitions;
    const replicationFactor = this.replicationFactorOf(topic);
    const { metadataCache } = this.callbacks;
    const brokers = metadataCache.liveBrokers.map((id) => ({ id, rack: metadataCache.rack(id) }));
    const problem = checkPlacement(brokers, partitions, replicationFactor);
    if (problem === "INVALID_PARTITIONS") {
      return { error: Errors.INVALID_PARTITIONS, message: "a topic has at least one partition" };
    }
    if (problem === "INCOMPLETE_RACKS") return INCOMPLETE_RACKS;
    if (problem !== null) {
      const message = `replication factor ${replicationFactor} with ${brokers.length} live brokers`;
      return { error: Errors.INVALID_REPLICATION_FACTOR, message };
    }
    const choices = host.simulation.choices.stream(`placement/${topic.name}`);
    const startIndex = choices.next(brokers.length);
    const replicaShift = choices.next(brokers.length);
    const placement = {
      partitions,
      replicationFactor,
      startIndex,
      replicaShift,
      startPartitionId: 0,
    };
    return assignReplicasToBrokers(brokers, placement);
  }

  /** Before KAFKA-50 a partition lives on one broker, whatever is asked for. */
  private get isReplicated(): boolean {
    return this.environment.switches.replication;
  }

  private replicationFactorOf({ replicationFactor }: NewTopic): number {
    if (!this.isReplicated) return 1;
    if (replicationFactor !== UNSET) return replicationFactor;
    return numberOf(this.environment.config, "default.replication.factor");
  }
}

function ask(
  { api, name, topic, isDuplicate }: CreateTopicsWork,
  step: CreationStep,
  assignment: Assignment,
): TopicAnswer<CreateTopicsWork> {
  const operations = operationsOf(step, topic, assignment);
  return { outcome: "ask", operations, next: { api, name, topic, isDuplicate, step, assignment } };
}

/** What a step of the creation asks of ZooKeeper. */
export function operationsOf(
  step: CreationStep,
  topic: NewTopic,
  assignment: Assignment,
): readonly Operation[] {
  const { name } = topic;
  const config = encodeConfig(topic.configs);
  const mode = "persistent";
  switch (step) {
    case "checkExistence": {
      const exists: Operation = { op: "exists", path: topicPath(name), watch: false };
      const all: Operation = { op: "getChildren", path: TOPICS_PATH, watch: false };
      return hasCollisionChars(name) ? [exists, all] : [exists];
    }
    case "setConfig":
      return [{ op: "setData", path: topicConfigPath(name), data: config, version: ANY_VERSION }];
    case "createConfig":
      return [{ op: "create", path: topicConfigPath(name), data: config, mode }];
    case "createTopic":
      return [
        { op: "create", path: topicPath(name), data: encodeTopic(assignment.map(assigned)), mode },
      ];
  }
}

/** What stands against a topic, given what ZooKeeper holds (`validateTopicCreate`); null: nothing. */
export function objection(
  topic: NewTopic,
  assignment: Assignment,
  [exists, topics]: readonly Reply[],
): TopicError | null {
  assert(exists !== undefined && exists.op === "exists", "the existence was asked for");
  return (
    (exists.stat === null ? null : alreadyExists(topic.name)) ??
    (topics === undefined ? null : collision(topic.name, childrenOf(topics))) ??
    checkAssignment(new Map(assignment.entries())) ??
    checkTopicConfigs(topic.configs)
  );
}

const DUPLICATE: TopicError = {
  error: Errors.INVALID_REQUEST,
  message: "the request names the topic more than once",
};

function alreadyExists(topic: string): TopicError {
  return { error: Errors.TOPIC_ALREADY_EXISTS, message: `the topic '${topic}' exists` };
}

function collision(topic: string, all: readonly string[]): TopicError | null {
  const other = all.find((name) => hasCollision(topic, name));
  if (other === undefined) return null;
  const message = `'${topic}' and '${other}' collide in metric names`;
  return { error: Errors.INVALID_TOPIC_EXCEPTION, message };
}
