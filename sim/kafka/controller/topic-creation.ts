import { assert, present } from "../../kernel/assert.ts";
import type { Message } from "../../kernel/connection.ts";
import { type EventHandle, NO_EVENT } from "../../kernel/event-queue.ts";
import { US_PER_SECOND } from "../../kernel/time.ts";
import type { Operation, Reply } from "../../zookeeper/types.ts";
import { ANY_VERSION } from "../../zookeeper/types.ts";
import { numberOf } from "../config.ts";
import { Errors } from "../errors.ts";
import type { CreateTopicsRequest, NewTopic, UpdateMetadataRequest } from "../messages.ts";
import { MESSAGE_OVERHEAD_BYTES, PARTITION_OVERHEAD_BYTES } from "../messages.ts";
import { TIMER_CONTROLLER_EVENT } from "../timers.ts";
import { childrenOf, type ZkRequest, zkRequest } from "../zk/kafka-zk-client.ts";
import {
  encodeConfig,
  encodeTopic,
  TOPICS_PATH,
  topicConfigPath,
  topicPath,
} from "../zk/zk-data.ts";
import type { BrokerCallbacks, BrokerEnvironment } from "./controller-api.ts";
import type { ControllerContext } from "./controller-context.ts";
import { assigned } from "./replica-assignment.ts";
import { assignReplicasToBrokers, checkPlacement } from "./replica-placement.ts";
import {
  checkAssignment,
  checkTopicConfigs,
  checkTopicName,
  hasCollision,
  hasCollisionChars,
  type TopicError,
  type TopicResult,
} from "./topic-validation.ts";

/** What a request for one topic waits for. */
export interface TopicCreationStep {
  readonly task: "createTopics";
  readonly creation: number;
  readonly step: "checkExistence" | "setConfig" | "createConfig" | "createTopic";
}

/** A CreateTopics request that is not answered yet. */
interface Creation {
  readonly id: number;
  readonly request: Message;
  readonly topics: readonly NewTopic[];
  readonly results: TopicResult[];
  /** Replicas by partition of the topic that is being created. */
  assignment: readonly (readonly number[])[];
  /** Partitions of this request for which this broker's metadata cache has no leader yet. */
  readonly leaderless: Set<number>;
  timer: EventHandle;
}

/** How long a client waits for its topics' leaders (the admin client's `request.timeout.ms`). */
const LEADER_TIMEOUT_US = 30 * US_PER_SECOND;
const UNSET = -1;
/** Timers below belong to others. */
export const FIRST_CREATION = 1000;

/** Sends a topic's next request to ZooKeeper. */
export type TopicCreationSender = (request: ZkRequest, step: TopicCreationStep) => void;

/**
 * Creates topics on request (`ZkAdminManager`, `AdminZkClient`): the znode of the configuration
 * first, then the topic's, which the controller then notices like any other change. The answer waits
 * for leaders. None of this goes through the controller's event queue.
 */
export class TopicCreation {
  private readonly environment: BrokerEnvironment;
  private readonly callbacks: BrokerCallbacks;
  private readonly context: ControllerContext;
  private readonly send: TopicCreationSender;
  private readonly creations = new Map<number, Creation>();
  private nextId = FIRST_CREATION;

  constructor(
    environment: BrokerEnvironment,
    callbacks: BrokerCallbacks,
    context: ControllerContext,
    send: TopicCreationSender,
  ) {
    this.environment = environment;
    this.callbacks = callbacks;
    this.context = context;
    this.send = send;
  }

  createTopics(request: Message, body: CreateTopicsRequest): void {
    const creation: Creation = {
      id: this.nextId++,
      request,
      topics: body.topics,
      results: [],
      assignment: [],
      leaderless: new Set(),
      timer: NO_EVENT,
    };
    this.creations.set(creation.id, creation);
    this.nextTopic(creation);
  }

  /** Answers that this broker is not the controller. */
  notController(request: Message, body: CreateTopicsRequest): void {
    const error = Errors.NOT_CONTROLLER;
    this.respond(
      request,
      body.topics.map(({ name }) => ({ name, error, message: null })),
    );
  }

  replied(step: TopicCreationStep, replies: readonly Reply[]): void {
    const creation = present(this.creations.get(step.creation), "a reply is for an open request");
    const reply = present(replies[0], "every request is answered");
    const failedBy = reply.op === "error" ? reply.error : null;
    switch (step.step) {
      case "checkExistence":
        this.existenceChecked(creation, replies);
        return;
      case "setConfig":
        this.ask(creation, failedBy === "NO_NODE" ? "createConfig" : "createTopic");
        return;
      case "createConfig":
        this.ask(creation, failedBy === "NODE_EXISTS" ? "setConfig" : "createTopic");
        return;
      case "createTopic":
        if (failedBy === null) this.created(creation);
        else this.failed(creation, alreadyExists(current(creation).name));
    }
  }

  /** The session expired before the step was answered. */
  sessionExpired(step: TopicCreationStep): void {
    const creation = present(this.creations.get(step.creation), "the request is open");
    const message = "the ZooKeeper session expired";
    this.failed(creation, { error: Errors.UNKNOWN_SERVER_ERROR, message });
  }

  /** This broker's metadata cache holds what an UpdateMetadata request said. */
  metadataUpdated(body: UpdateMetadataRequest): void {
    if (this.creations.size === 0) return;
    for (const creation of [...this.creations.values()]) {
      for (const { tp, leader } of body.partitions) {
        if (leader >= 0) creation.leaderless.delete(tp);
      }
      this.answerIfDone(creation);
    }
  }

  /** The time of a request is up. */
  onTimer(id: number): void {
    const creation = this.creations.get(id);
    if (creation === undefined) return;
    creation.timer = NO_EVENT;
    this.answer(creation);
  }

  private nextTopic(creation: Creation): void {
    const topic = creation.topics[creation.results.length];
    if (topic === undefined) {
      const { host } = this.environment;
      creation.timer = host.setTimer(LEADER_TIMEOUT_US, TIMER_CONTROLLER_EVENT, creation.id);
      this.answerIfDone(creation);
      return;
    }
    const assignment = this.context.hasTopic(topic.name)
      ? alreadyExists(topic.name)
      : this.assign(topic);
    if ("error" in assignment) {
      this.failed(creation, assignment);
      return;
    }
    const problem = checkTopicName(topic.name);
    if (problem !== null) {
      this.failed(creation, problem);
      return;
    }
    creation.assignment = this.isReplicated
      ? assignment
      : assignment.map((replicas) => replicas.slice(0, 1));
    this.ask(creation, "checkExistence");
  }

  /** The replicas of a new topic, as asked for or placed by chance (`AdminUtils`). */
  private assign(topic: NewTopic): readonly (readonly number[])[] | TopicError {
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
    const brokers = this.context.liveOrShuttingDownBrokerIds.map((id) => ({ id, rack: null }));
    const problem = checkPlacement(brokers, partitions, replicationFactor);
    if (problem === "INVALID_PARTITIONS") {
      return { error: Errors.INVALID_PARTITIONS, message: "a topic has at least one partition" };
    }
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

  private ask(creation: Creation, step: TopicCreationStep["step"]): void {
    const request = zkRequest(operationsOf(step, current(creation), creation.assignment));
    this.send(request, { task: "createTopics", creation: creation.id, step });
  }

  private existenceChecked(creation: Creation, [exists, topics]: readonly Reply[]): void {
    const topic = current(creation);
    assert(exists !== undefined && exists.op === "exists", "the existence was asked for");
    const problem =
      (exists.stat === null ? null : alreadyExists(topic.name)) ??
      (topics === undefined ? null : collision(topic.name, childrenOf(topics))) ??
      checkAssignment(new Map(creation.assignment.entries())) ??
      checkTopicConfigs(topic.configs);
    if (problem !== null) {
      this.failed(creation, problem);
      return;
    }
    for (const tp of this.partitionsOf(creation)) creation.leaderless.add(tp);
    this.ask(creation, "setConfig");
  }

  private created(creation: Creation): void {
    const { name } = current(creation);
    creation.results.push({ name, error: Errors.NONE, message: null });
    this.nextTopic(creation);
  }

  private failed(creation: Creation, { error, message }: TopicError): void {
    const { name } = current(creation);
    for (const tp of this.partitionsOf(creation)) creation.leaderless.delete(tp);
    creation.results.push({ name, error, message });
    this.nextTopic(creation);
  }

  private partitionsOf(creation: Creation): readonly number[] {
    const { name } = current(creation);
    const { topicPartitions } = this.environment.names;
    return creation.assignment.map((_, partition) => topicPartitions.id(name, partition));
  }

  private answerIfDone(creation: Creation): void {
    const complete = creation.results.length === creation.topics.length;
    if (complete && creation.leaderless.size === 0) this.answer(creation);
  }

  private answer(creation: Creation): void {
    this.creations.delete(creation.id);
    creation.timer = this.environment.host.cancelTimer(creation.timer);
    const { topicPartitions } = this.environment.names;
    const waiting = new Set([...creation.leaderless].map((tp) => topicPartitions.topic(tp)));
    const results = creation.results.map((result) =>
      waiting.has(result.name) ? { ...result, error: Errors.REQUEST_TIMED_OUT } : result,
    );
    this.respond(creation.request, results);
  }

  private respond(request: Message, topics: readonly TopicResult[]): void {
    const bytes = MESSAGE_OVERHEAD_BYTES + topics.length * PARTITION_OVERHEAD_BYTES;
    this.callbacks.respond(request, { topics }, bytes);
  }
}

/** The topic that is being created. */
function current(creation: Creation): NewTopic {
  return present(creation.topics[creation.results.length], "a topic is being created");
}

function operationsOf(
  step: TopicCreationStep["step"],
  topic: NewTopic,
  assignment: readonly (readonly number[])[],
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

function alreadyExists(topic: string): TopicError {
  return { error: Errors.TOPIC_ALREADY_EXISTS, message: `the topic '${topic}' exists` };
}

function collision(topic: string, all: readonly string[]): TopicError | null {
  const other = all.find((name) => hasCollision(topic, name));
  if (other === undefined) return null;
  const message = `'${topic}' and '${other}' collide in metric names`;
  return { error: Errors.INVALID_TOPIC_EXCEPTION, message };
}
