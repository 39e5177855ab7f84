import { AssertionError } from "../../../kernel/assert.ts";
import type { Choices } from "../../../kernel/choices.ts";
import type { Host } from "../../../kernel/host.ts";
import type { Endpoint, Process } from "../../../kernel/process.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import { type ConfigValues, numberOf, resolveConfig } from "../../config/config.ts";
import type { ClusterAddresses, KafkaNames } from "../../context.ts";
import { type BrokerSwitches, brokerSwitches } from "../../era/broker-switches.ts";
import type { Era } from "../../era/eras.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { FACT_CLIENT_ERROR } from "../../facts.ts";
import { TIMER_ADMIN_RETRY, TIMER_CLIENT_METADATA, TIMER_CLIENT_RECONNECT } from "../../timers.ts";
import { type ClientSettings, clientSettings, microsOf } from "../client-config.ts";
import { WakeTimer } from "../wake-timer.ts";
import { type AdminTools, adminTools, routeOf } from "./admin-tools.ts";
import { BrokerCalls, type BrokerCallsOwner } from "./broker-calls.ts";
import { type BrokerTask, brokerAnswered, callOf, firstBrokerTask } from "./broker-tasks.ts";
import type { AdminError, AdminOperation, Progress } from "./operations.ts";
import type { PlacementSurroundings } from "./zk/zk-create-topics.ts";
import { firstZkTask, type ZkTask, zkOperationsOf, zkReplied } from "./zk/zk-tasks.ts";
import { ZkCalls, type ZkCallsOwner } from "./zk-calls.ts";

const NEVER = Number.POSITIVE_INFINITY;
const MAX_IN_FLIGHT = 1;

/** What has become of an operation. */
export type OrderStatus = "underWay" | "done" | "failed";

/** An operation that is under way. */
interface Order {
  readonly id: number;
  readonly operation: AdminOperation;
  left:
    | { readonly through: "brokers"; readonly task: BrokerTask }
    | { readonly through: "zookeeper"; readonly task: ZkTask };
  /** A request of it is on its way. */
  asked: boolean;
  /** An earlier request may have been carried out, though nobody said so. */
  maybeDone: boolean;
  /** Something went wrong with a part of it. */
  failed: boolean;
  tries: number;
  /** When it goes on, and when the operator gives it up. */
  notBeforeUs: Micros;
  deadlineUs: Micros;
}

/**
 * An operator with Kafka's tools. Operations are begun in the order in which they are asked for, and
 * each waits for its own answers only. A tool looks for the broker to ask, tries again after lost
 * connections and where no controller was asked, and gives up on other errors, after so many retries,
 * or when its time is up. Older tools write to ZooKeeper. Connections are closed when there is nothing
 * left to do.
 *
 * As an operator would, it first waits until it has seen every broker up.
 */
export class Admin implements Process, BrokerCallsOwner, ZkCallsOwner, PlacementSurroundings {
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly brokerIds: readonly number[];
  private readonly settings: ClientSettings;
  private readonly apiTimeoutUs: Micros;
  private readonly retries: number;
  private readonly tools: AdminTools;
  private readonly software: BrokerSwitches;
  private readonly brokers: BrokerCalls;
  private readonly zk: ZkCalls;
  private readonly timer: WakeTimer;
  private readonly orders = new Map<number, Order>();
  private readonly ended = new Map<number, OrderStatus>();
  private lastOrder = 0;
  private clusterWasUp = false;

  /**
   * @param config settings of the admin client (`request.timeout.ms`, `retry.backoff.ms`, …)
   * @param era the version of the tools
   */
  constructor(
    host: Host,
    names: KafkaNames,
    addresses: ClusterAddresses,
    config: ConfigValues,
    era: Era,
  ) {
    const values = resolveConfig("admin", config, era);
    this.host = host;
    this.names = names;
    this.brokerIds = addresses.brokerIds;
    this.settings = clientSettings(values, MAX_IN_FLIGHT);
    this.apiTimeoutUs = microsOf(values, "default.api.timeout.ms");
    this.retries = numberOf(values, "retries");
    this.tools = adminTools(values);
    this.software = brokerSwitches(resolveConfig("broker", {}, era));
    this.brokers = new BrokerCalls(host, names, addresses, this.settings, this);
    this.zk = new ZkCalls(host, addresses, this.software, this);
    this.timer = new WakeTimer(host);
  }

  start(): void {}

  /**
   * Begins an operation, as a step from outside.
   * @returns its number, for {@link statusOf}
   */
  begin(operation: AdminOperation): number {
    const id = ++this.lastOrder;
    const through = routeOf(operation, this.tools);
    if (through === "none") {
      this.tell([{ error: Errors.UNSUPPORTED_VERSION, tp: -1 }]);
      this.ended.set(id, "failed");
      return id;
    }
    const nowUs = this.host.monotonicUs();
    this.orders.set(id, {
      id,
      operation,
      left:
        through === "brokers"
          ? { through, task: firstBrokerTask(operation) }
          : { through, task: firstZkTask(operation) },
      asked: false,
      maybeDone: false,
      failed: false,
      tries: 0,
      notBeforeUs: nowUs,
      deadlineUs: nowUs + this.apiTimeoutUs,
    });
    this.onWakeup();
    return id;
  }

  /** What has become of an operation; one of an earlier life of this process has failed. */
  statusOf(id: number): OrderStatus {
    return this.orders.has(id) ? "underWay" : (this.ended.get(id) ?? "failed");
  }

  /** Whether every operation has ended. */
  get isIdle(): boolean {
    return this.orders.size === 0;
  }

  get choices(): Choices {
    return this.host.simulation.choices;
  }

  get isReplicated(): boolean {
    return this.software.replication;
  }

  sawBrokers(ids: readonly number[]): boolean {
    this.clusterWasUp ||= this.brokerIds.every((id) => ids.includes(id));
    return this.clusterWasUp;
  }

  onTimer(handler: number): void {
    if (!WAKE_TIMERS.includes(handler)) {
      this.zk.onTimer(handler);
      return;
    }
    this.timer.fired();
    this.onWakeup();
  }

  onAccept(): Endpoint {
    throw new AssertionError("nobody connects to an admin client");
  }

  shutdown(): void {
    this.timer.cancel();
    this.brokers.rest();
    this.zk.rest();
    this.host.simulation.exit(this.host);
  }

  onAnswer(id: number, response: unknown): void {
    const order = this.orders.get(id);
    if (order === undefined || order.left.through !== "brokers") return;
    const { task } = order.left;
    const progress = brokerAnswered(task, response, order.maybeDone, this.names);
    if (progress.outcome !== "ended") {
      order.left = { through: "brokers", task: progress.task };
    }
    this.proceed(order, progress);
  }

  onUnanswered(ids: readonly number[]): void {
    for (const id of ids) {
      const order = this.orders.get(id);
      if (order === undefined) continue;
      order.maybeDone = true;
      this.retry(order, Errors.NETWORK_EXCEPTION);
    }
  }

  onZkAnswer(id: number, replies: readonly Reply[]): void {
    const order = this.orders.get(id);
    if (order === undefined || order.left.through !== "zookeeper") return;
    const { task } = order.left;
    const progress = zkReplied(task, replies, this, this.names.topicPartitions);
    if (progress.outcome !== "ended") {
      order.left = { through: "zookeeper", task: progress.task };
    }
    this.proceed(order, progress);
    this.onWakeup();
  }

  /** The operator calls the tool once more. */
  onZkUnanswered(id: number): void {
    const order = this.orders.get(id);
    if (order === undefined) return;
    order.left = { through: "zookeeper", task: firstZkTask(order.operation) };
    order.asked = false;
    this.onWakeup();
  }

  onWakeup(): void {
    this.giveUpLateOrders();
    const through = [...this.orders.values()].map(({ left }) => left.through);
    if (through.includes("zookeeper")) this.askZooKeeper();
    else this.zk.rest();
    if (through.includes("brokers")) this.brokers.pump(() => this.askBrokers());
    else this.brokers.rest();
    this.arm();
  }

  private askBrokers(): void {
    const { liveBrokers } = this.brokers;
    if (!this.sawBrokers(liveBrokers)) {
      if (liveBrokers.length > 0) this.brokers.requestMetadata();
      this.postpone();
      return;
    }
    for (const order of this.due()) {
      if (order.left.through !== "brokers") continue;
      const call = callOf(order.left.task, this.names, this.settings);
      order.asked = this.brokers.trySend(call, order.id);
    }
  }

  private askZooKeeper(): void {
    for (const order of this.due()) {
      if (order.left.through !== "zookeeper") continue;
      order.asked = true;
      this.zk.send(zkOperationsOf(order.left.task), order.id);
    }
  }

  /** What waits for nothing but to be sent. */
  private due(): readonly Order[] {
    const nowUs = this.host.monotonicUs();
    return [...this.orders.values()].filter((o) => !o.asked && o.notBeforeUs <= nowUs);
  }

  private proceed(order: Order, progress: Progress<BrokerTask | ZkTask>): void {
    this.tell(progress.errors);
    order.asked = false;
    switch (progress.outcome) {
      case "ended":
        this.end(order, order.failed || progress.errors.length > 0 ? "failed" : "done");
        break;
      case "repeat":
        this.retry(order, progress.errors[0]?.error ?? Errors.REQUEST_TIMED_OUT);
        break;
      case "next": {
        const nowUs = this.host.monotonicUs();
        order.failed ||= progress.errors.length > 0;
        order.maybeDone = false;
        order.tries = 0;
        order.notBeforeUs = nowUs + progress.afterUs;
        order.deadlineUs = order.notBeforeUs + this.apiTimeoutUs;
      }
    }
  }

  /** @param error what was met; told if it was the last try */
  private retry(order: Order, error: ErrorCode): void {
    order.asked = false;
    order.tries++;
    if (order.tries > this.retries) {
      this.tell([{ error, tp: -1 }]);
      this.end(order, "failed");
      return;
    }
    order.notBeforeUs = this.host.monotonicUs() + this.settings.retryBackoffUs;
    this.brokers.requestMetadata();
  }

  /** An operator who waits for the cluster to come up has all the time. */
  private postpone(): void {
    const deadlineUs = this.host.monotonicUs() + this.apiTimeoutUs;
    for (const order of this.orders.values()) order.deadlineUs = deadlineUs;
  }

  private giveUpLateOrders(): void {
    const nowUs = this.host.monotonicUs();
    for (const order of [...this.orders.values()]) {
      if (order.left.through !== "brokers" || order.deadlineUs > nowUs) continue;
      this.tell([{ error: Errors.REQUEST_TIMED_OUT, tp: -1 }]);
      this.end(order, "failed");
    }
  }

  private end(order: Order, status: OrderStatus): void {
    this.orders.delete(order.id);
    this.ended.set(order.id, status);
  }

  private tell(errors: readonly AdminError[]): void {
    const { facts } = this.host.simulation;
    const { topicPartitions } = this.names;
    for (const { error, tp } of errors) {
      const text = tp < 0 ? -1 : topicPartitions.text(tp);
      facts.add(FACT_CLIENT_ERROR, this.host.index, error, text);
    }
  }

  private arm(): void {
    const { timer, orders } = this;
    timer.begin();
    const nowUs = this.host.monotonicUs();
    for (const { asked, notBeforeUs, deadlineUs, left } of orders.values()) {
      if (!asked && notBeforeUs > nowUs) timer.propose(notBeforeUs, TIMER_ADMIN_RETRY);
      if (left.through === "brokers") timer.propose(deadlineUs, TIMER_ADMIN_RETRY);
    }
    const asksBrokers = [...orders.values()].some(({ left }) => left.through === "brokers");
    timer.propose(this.brokers.reconnectAtUs, TIMER_CLIENT_RECONNECT);
    timer.propose(asksBrokers ? this.brokers.metadataAtUs : NEVER, TIMER_CLIENT_METADATA);
    timer.commit();
  }
}

const WAKE_TIMERS: readonly number[] = [
  TIMER_ADMIN_RETRY,
  TIMER_CLIENT_RECONNECT,
  TIMER_CLIENT_METADATA,
];
