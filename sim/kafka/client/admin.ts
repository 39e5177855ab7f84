import { AssertionError } from "../../kernel/assert.ts";
import type { Message } from "../../kernel/connection.ts";
import type { Host } from "../../kernel/host.ts";
import type { InFlightRequest } from "../../kernel/link.ts";
import type { Endpoint, Process } from "../../kernel/process.ts";
import type { Micros } from "../../kernel/time.ts";
import { type ConfigValues, resolveConfig } from "../config.ts";
import type { ClusterAddresses, KafkaNames } from "../context.ts";
import { DEFAULT_ERA } from "../era/eras.ts";
import { type ErrorCode, Errors, isRetriable } from "../errors.ts";
import { FACT_CLIENT_ERROR } from "../facts.ts";
import {
  CREATE_TOPICS,
  type CreateTopicsRequest,
  type CreateTopicsResponse,
  MESSAGE_OVERHEAD_BYTES,
  type NewTopic,
  PARTITION_OVERHEAD_BYTES,
} from "../messages.ts";
import { TIMER_ADMIN_RETRY, TIMER_CLIENT_METADATA, TIMER_CLIENT_RECONNECT } from "../timers.ts";
import { type ClientSettings, clientSettings } from "./client-config.ts";
import { Metadata } from "./metadata.ts";
import { NetworkClient, type NetworkClientOwner } from "./network-client.ts";
import { WakeTimer } from "./wake-timer.ts";

const NEVER = Number.POSITIVE_INFINITY;
const MAX_IN_FLIGHT = 1;

/** A topic that is not created yet. */
interface PendingTopic {
  readonly topic: NewTopic;
  /** A request that asks for it is on its way. */
  inFlight: boolean;
  /** An earlier request may have created it. */
  maybeCreated: boolean;
}

/**
 * An operator who creates topics (`KafkaAdminClient.createTopics`): asks any broker for the
 * controller, sends it the topics, and tries again while the cluster is not able. As an operator would,
 * it first waits until it has seen every broker up; connections are closed when there is nothing left
 * to do.
 */
export class Admin implements Process, NetworkClientOwner {
  private readonly host: Host;
  private readonly addresses: ClusterAddresses;
  private readonly settings: ClientSettings;
  private readonly metadata: Metadata;
  private readonly client: NetworkClient;
  private readonly timer: WakeTimer;
  private readonly pending: PendingTopic[];
  private clusterIsUp = false;
  private retryAtUs: Micros = 0;
  private nextConnectAtUs: Micros = NEVER;

  /**
   * @param config settings that every client has (`request.timeout.ms`, `retry.backoff.ms`, …)
   * @param topics what to create first
   */
  constructor(
    host: Host,
    names: KafkaNames,
    addresses: ClusterAddresses,
    config: ConfigValues,
    topics: readonly NewTopic[],
  ) {
    this.host = host;
    this.addresses = addresses;
    this.settings = clientSettings(resolveConfig("consumer", config, DEFAULT_ERA), MAX_IN_FLIGHT);
    this.metadata = new Metadata(host, names, addresses, this.settings, []);
    this.client = new NetworkClient(host, addresses, this.settings, this.metadata, this);
    this.timer = new WakeTimer(host);
    this.pending = topics.map(newPending);
  }

  /** Names of the topics that are not created yet. */
  get pendingTopics(): string[] {
    return this.pending.map(({ topic }) => topic.name);
  }

  start(): void {
    this.onWakeup();
  }

  /** Asks for one more topic, as a step from outside. */
  createTopic(topic: NewTopic): void {
    this.pending.push(newPending(topic));
    this.onWakeup();
  }

  onTimer(): void {
    this.timer.fired();
    this.onWakeup();
  }

  onAccept(): Endpoint {
    throw new AssertionError("nobody connects to an admin client");
  }

  shutdown(): void {
    this.timer.cancel();
    this.client.close();
    this.host.simulation.exit(this.host);
  }

  onResponse(_nodeId: number, _request: InFlightRequest, response: Message): void {
    const { topics } = response.body as CreateTopicsResponse;
    for (const { name, error } of topics) this.onResult(name, error);
  }

  onDisconnected(): void {
    for (const pending of this.pending) {
      if (!pending.inFlight) continue;
      pending.inFlight = false;
      pending.maybeCreated = true;
    }
    this.retryLater();
  }

  onWakeup(): void {
    if (!this.isIdle) {
      this.client.maybeUpdateMetadata();
      do this.createPending();
      while (this.client.maybeUpdateMetadata());
    }
    if (this.isIdle) this.rest();
    else this.arm();
  }

  private get isIdle(): boolean {
    return this.clusterIsUp && this.pending.length === 0;
  }

  private createPending(): void {
    this.nextConnectAtUs = NEVER;
    if (this.retryAtUs > this.host.monotonicUs() || this.metadata.updateVersion === 0) return;
    const { controllerId, nodes } = this.metadata;
    this.clusterIsUp ||= this.addresses.brokerIds.every((id) => nodes.includes(id));
    if (!this.clusterIsUp || !nodes.includes(controllerId)) {
      this.metadata.requestUpdate();
      return;
    }
    const waiting = this.pending.filter(({ inFlight }) => !inFlight);
    if (waiting.length === 0) return;
    if (!this.client.ready(controllerId)) {
      this.nextConnectAtUs = this.client.retryAtUs(controllerId);
      return;
    }
    for (const pending of waiting) pending.inFlight = true;
    const request: CreateTopicsRequest = { topics: waiting.map(({ topic }) => topic) };
    const size = MESSAGE_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * waiting.length;
    const { requestTimeoutUs } = this.settings;
    this.client.send(controllerId, CREATE_TOPICS, request, size, requestTimeoutUs, null);
  }

  private onResult(name: string, error: ErrorCode): void {
    const at = this.pending.findIndex(({ topic }) => topic.name === name);
    const pending = this.pending[at];
    if (pending === undefined) return;
    pending.inFlight = false;
    const wasOurs = error === Errors.TOPIC_ALREADY_EXISTS && pending.maybeCreated;
    if (error === Errors.NONE || wasOurs) {
      this.pending.splice(at, 1);
      return;
    }
    this.host.simulation.facts.add(FACT_CLIENT_ERROR, this.host.index, error, -1);
    if (!isRetriable(error)) {
      this.pending.splice(at, 1);
      return;
    }
    if (error === Errors.REQUEST_TIMED_OUT) pending.maybeCreated = true;
    this.retryLater();
  }

  private retryLater(): void {
    this.retryAtUs = this.host.monotonicUs() + this.settings.retryBackoffUs;
    this.metadata.requestUpdate();
  }

  private arm(): void {
    const { timer } = this;
    timer.begin();
    if (this.retryAtUs > this.host.monotonicUs()) timer.propose(this.retryAtUs, TIMER_ADMIN_RETRY);
    timer.propose(this.nextConnectAtUs, TIMER_CLIENT_RECONNECT);
    timer.propose(this.client.metadataDeadlineUs(), TIMER_CLIENT_METADATA);
    timer.commit();
  }

  /** Nothing to do: the tool has done its work and ends its connections. */
  private rest(): void {
    this.timer.cancel();
    this.client.close();
    this.metadata.bootstrap();
  }
}

function newPending(topic: NewTopic): PendingTopic {
  return { topic, inFlight: false, maybeCreated: false };
}
