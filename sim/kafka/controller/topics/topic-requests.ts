import { assert, present } from "../../../kernel/assert.ts";
import type { Message } from "../../../kernel/connection.ts";
import { type EventHandle, NO_EVENT } from "../../../kernel/event-queue.ts";
import { US_PER_SECOND } from "../../../kernel/time.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import { Errors } from "../../errors.ts";
import {
  CREATE_PARTITIONS,
  CREATE_TOPICS,
  type CreatePartitionsRequest,
  type CreateTopicsRequest,
  DELETE_TOPICS,
  type DeleteTopicsRequest,
  MESSAGE_OVERHEAD_BYTES,
  type NewTopic,
  PARTITION_OVERHEAD_BYTES,
} from "../../messages.ts";
import { TIMER_CONTROLLER_EVENT } from "../../timers.ts";
import { type ZkRequest, zkRequest } from "../../zk/kafka-zk-client.ts";
import type { BrokerCallbacks, BrokerEnvironment } from "../controller-api.ts";
import type { ControllerContext } from "../controller-context.ts";
import { CreatePartitions, type CreatePartitionsWork } from "./create-partitions.ts";
import { CreateTopics, type CreateTopicsWork } from "./create-topics.ts";
import { DeleteTopics, type DeleteTopicsWork } from "./delete-topics.ts";
import type { Awaited, TopicAnswer } from "./topic-request.ts";
import type { TopicError, TopicResult } from "./topic-validation.ts";

/** What is to be done for one topic of a request, and how far it is: the next step to be asked for. */
type TopicWork = CreateTopicsWork | DeleteTopicsWork | CreatePartitionsWork;

/** What a topic of a request waits for. */
export interface TopicRequestStep {
  readonly task: "topicRequest";
  readonly request: number;
  readonly work: TopicWork;
}

/** What became of a topic so far. */
interface Outcome extends TopicResult {
  /** What the brokers must know before the topic counts as done. */
  readonly awaited: Awaited | null;
}

/** A request that is not answered yet. */
interface OpenRequest {
  readonly id: number;
  /** null: this broker itself wants a topic, and waits for nothing. */
  readonly request: Message | null;
  /** Topics that nobody has looked at yet. */
  readonly waiting: TopicWork[];
  readonly outcomes: Outcome[];
  timer: EventHandle;
}

/** How long a client waits (the admin client's `request.timeout.ms`). */
const TIMEOUT_US = 30 * US_PER_SECOND;
/** Timers below belong to others. */
const FIRST_REQUEST = 1000;

/**
 * Requests to create and delete topics and to add partitions (`ZkAdminManager`). They only write to
 * ZooKeeper, one topic after the other; the controller then notices that like any other change. The
 * answer waits until this broker's metadata shows what was asked for. None of this goes through the
 * controller's event queue.
 */
export class TopicRequests {
  private readonly environment: BrokerEnvironment;
  private readonly callbacks: BrokerCallbacks;
  private readonly send: (request: ZkRequest, step: TopicRequestStep) => void;
  private readonly createTopics: CreateTopics;
  private readonly deleteTopics: DeleteTopics;
  private readonly createPartitions: CreatePartitions;
  private readonly open = new Map<number, OpenRequest>();
  /** Names of topics that this broker itself is creating. */
  private readonly createdForItself = new Set<string>();
  private nextId = FIRST_REQUEST;

  /** @param send a topic's next request to ZooKeeper */
  constructor(
    environment: BrokerEnvironment,
    callbacks: BrokerCallbacks,
    context: ControllerContext,
    send: (request: ZkRequest, step: TopicRequestStep) => void,
  ) {
    this.environment = environment;
    this.callbacks = callbacks;
    this.send = send;
    this.createTopics = new CreateTopics(environment, callbacks);
    this.deleteTopics = new DeleteTopics(environment, callbacks);
    this.createPartitions = new CreatePartitions(environment, context);
  }

  /** @param isController another broker only says that it is not the controller */
  handle(request: Message, isController: boolean): void {
    const waiting = worksOf(request);
    const outcomes: Outcome[] = [];
    const open: OpenRequest = { id: this.nextId++, request, waiting, outcomes, timer: NO_EVENT };
    if (!isController) {
      const refusal = { error: Errors.NOT_CONTROLLER, message: null };
      for (const { name } of waiting.splice(0)) outcomes.push(failure(name, refusal));
      this.answer(open);
      return;
    }
    this.open.set(open.id, open);
    this.nextTopic(open);
  }

  /** Creates a topic for this broker itself, controller or not, unless it is about to do so already. */
  createTopic(topic: NewTopic): void {
    const { name } = topic;
    if (this.createdForItself.has(name)) return;
    this.createdForItself.add(name);
    const waiting: TopicWork[] = [
      { api: "createTopics", step: "begin", name, topic, isDuplicate: false },
    ];
    const id = this.nextId++;
    const open: OpenRequest = { id, request: null, waiting, outcomes: [], timer: NO_EVENT };
    this.open.set(id, open);
    this.nextTopic(open);
  }

  replied({ request, work }: TopicRequestStep, replies: readonly Reply[]): void {
    const open = present(this.open.get(request), "a reply is for an open request");
    this.proceed(open, work.name, this.answerOf(work, replies));
  }

  /** The session expired before the step was answered. */
  sessionExpired({ request, work }: TopicRequestStep): void {
    const open = present(this.open.get(request), "the request is open");
    const message = "the ZooKeeper session expired";
    const error = { error: Errors.UNKNOWN_SERVER_ERROR, message };
    this.proceed(open, work.name, { outcome: "failed", error });
  }

  /** This broker's metadata has changed. */
  onMetadataUpdate(): void {
    if (this.open.size === 0) return;
    for (const open of [...this.open.values()]) this.answerIfDone(open);
  }

  /** The time of a request is up. */
  onTimer(id: number): void {
    const open = this.open.get(id);
    if (open === undefined) return;
    open.timer = NO_EVENT;
    this.answer(open);
  }

  private nextTopic(open: OpenRequest): void {
    const work = open.waiting.shift();
    if (work === undefined && open.request === null) {
      this.open.delete(open.id);
      for (const { name } of open.outcomes) this.createdForItself.delete(name);
      return;
    }
    if (work === undefined) {
      const { host } = this.environment;
      open.timer = host.setTimer(TIMEOUT_US, TIMER_CONTROLLER_EVENT, open.id);
      this.answerIfDone(open);
      return;
    }
    this.proceed(open, work.name, this.answerOf(work, NO_REPLIES));
  }

  private answerOf(work: TopicWork, replies: readonly Reply[]): TopicAnswer<TopicWork> {
    switch (work.api) {
      case "createTopics":
        return this.createTopics.proceed(work, replies);
      case "deleteTopics":
        return this.deleteTopics.proceed(work, replies);
      case "createPartitions":
        return this.createPartitions.proceed(work, replies);
    }
  }

  private proceed(open: OpenRequest, name: string, answer: TopicAnswer<TopicWork>): void {
    switch (answer.outcome) {
      case "ask": {
        const { operations, next } = answer;
        this.send(zkRequest(operations), { task: "topicRequest", request: open.id, work: next });
        return;
      }
      case "failed":
        open.outcomes.push(failure(name, answer.error));
        break;
      case "written": {
        const { awaited } = answer;
        open.outcomes.push({ name, error: Errors.NONE, message: null, awaited });
      }
    }
    this.nextTopic(open);
  }

  private answerIfDone(open: OpenRequest): void {
    const isWaiting = open.timer === NO_EVENT;
    if (!isWaiting && open.outcomes.every(({ awaited }) => this.isThere(awaited))) {
      this.answer(open);
    }
  }

  private isThere(awaited: Awaited | null): boolean {
    const { metadataCache } = this.callbacks;
    if (awaited === null) return true;
    if (awaited.what === "gone") return !metadataCache.hasTopic(awaited.topic);
    return awaited.tps.every((tp) => (metadataCache.partition(tp)?.leader ?? -1) !== -1);
  }

  private answer(open: OpenRequest): void {
    this.open.delete(open.id);
    open.timer = this.environment.host.cancelTimer(open.timer);
    const topics = open.outcomes.map(({ name, error, message, awaited }): TopicResult => {
      if (this.isThere(awaited)) return { name, error, message };
      return { name, error: Errors.REQUEST_TIMED_OUT, message: null };
    });
    const bytes = MESSAGE_OVERHEAD_BYTES + topics.length * PARTITION_OVERHEAD_BYTES;
    if (open.request !== null) this.callbacks.respond(open.request, { topics }, bytes);
  }
}

const NO_REPLIES: readonly Reply[] = [];

/** What a request asks for, topic by topic; one that is named twice is refused, or deleted once. */
function worksOf({ kind, body }: Message): TopicWork[] {
  switch (kind) {
    case CREATE_TOPICS: {
      const { topics } = body as CreateTopicsRequest;
      return distinct(topics, ({ name }) => name).map(({ value: topic, isDuplicate }) => {
        return { api: "createTopics", step: "begin", name: topic.name, topic, isDuplicate };
      });
    }
    case DELETE_TOPICS: {
      const { topics } = body as DeleteTopicsRequest;
      return [...new Set(topics)].map((name) => ({ api: "deleteTopics", step: "begin", name }));
    }
    default: {
      assert(kind === CREATE_PARTITIONS, "a request about topics");
      const { topics } = body as CreatePartitionsRequest;
      return distinct(topics, ({ name }) => name).map(({ value: topic, isDuplicate }) => {
        return { api: "createPartitions", step: "begin", name: topic.name, topic, isDuplicate };
      });
    }
  }
}

/** The first of each name, and whether others have it too. */
function distinct<T>(
  values: readonly T[],
  nameOf: (value: T) => string,
): readonly { readonly value: T; readonly isDuplicate: boolean }[] {
  const names = values.map(nameOf);
  return values
    .map((value, i) => ({ value, i, name: nameOf(value) }))
    .filter(({ i, name }) => names.indexOf(name) === i)
    .map(({ value, i, name }) => ({ value, isDuplicate: names.lastIndexOf(name) !== i }));
}

function failure(name: string, error: TopicError): Outcome {
  return { name, ...error, awaited: null };
}
