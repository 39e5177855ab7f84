import { AssertionError } from "../../kernel/assert.ts";
import type { Message } from "../../kernel/connection.ts";
import type { Host } from "../../kernel/host.ts";
import type { InFlightRequest } from "../../kernel/link.ts";
import type { Endpoint, Process } from "../../kernel/process.ts";
import { type ConfigValues, resolveConfig } from "../config/config.ts";
import type { ClusterAddresses, KafkaNames } from "../context.ts";
import type { Era } from "../era/eras.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import { FACT_CLIENT_ERROR } from "../facts.ts";
import { FETCH, type FetchResponse } from "../messages.ts";
import { TIMER_CLIENT_METADATA, TIMER_CLIENT_RECONNECT, TIMER_CONSUMER_POLL } from "../timers.ts";
import { clientSettings, isolationLevelOf } from "./client-config.ts";
import { Fetcher } from "./consumer/fetcher.ts";
import { OffsetFetcher, type OffsetResetStrategy } from "./consumer/offset-fetcher.ts";
import { RecordDelays } from "./consumer/record-delays.ts";
import { SubscriptionState } from "./consumer/subscription-state.ts";
import { Metadata } from "./metadata.ts";
import { NetworkClient, type NetworkClientOwner } from "./network-client.ts";
import { WakeTimer } from "./wake-timer.ts";

/** A consumer's bound is "large enough" in Kafka too. */
const MAX_IN_FLIGHT = 100;

/**
 * An application that polls a `KafkaConsumer` with partitions assigned by hand, without a group, and
 * takes no time over its records.
 */
export class Consumer implements Process, NetworkClientOwner {
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly metadata: Metadata;
  private readonly client: NetworkClient;
  private readonly subscriptions: SubscriptionState;
  private readonly offsets: OffsetFetcher;
  private readonly delays: RecordDelays;
  private readonly fetcher: Fetcher;
  private readonly timer: WakeTimer;
  private readonly strategy: OffsetResetStrategy;
  private seenMetadata = 0;
  /** `poll` threw and the application gave up. */
  private stopped = false;

  /**
   * @param config consumer settings that are not the defaults
   * @param era the version of the client
   * @param assignment names such as `orders-0`
   * @param delaysMs how old records must be before the application acts on them, by their keys
   */
  constructor(
    host: Host,
    names: KafkaNames,
    addresses: ClusterAddresses,
    config: ConfigValues,
    era: Era,
    assignment: readonly string[],
    delaysMs: Readonly<Record<string, number>> = {},
  ) {
    this.host = host;
    this.names = names;
    const resolved = resolveConfig("consumer", config, era);
    const settings = clientSettings(resolved, MAX_IN_FLIGHT);
    this.strategy = resolved["auto.offset.reset"] as OffsetResetStrategy;
    const subscriptions = new SubscriptionState(host, names, assignment);
    this.subscriptions = subscriptions;
    const metadata = new Metadata(host, names, addresses, settings, subscriptions.topics);
    this.metadata = metadata;
    const client = new NetworkClient(host, addresses, settings, metadata, this);
    this.client = client;
    const { strategy } = this;
    this.offsets = new OffsetFetcher(
      host,
      names,
      settings,
      metadata,
      client,
      subscriptions,
      strategy,
      isolationLevelOf(resolved),
    );
    this.delays = new RecordDelays(host, delaysMs);
    this.fetcher = new Fetcher(
      host,
      names,
      settings,
      resolved,
      metadata,
      client,
      subscriptions,
      this.delays,
    );
    this.timer = new WakeTimer(host);
  }

  start(): void {
    for (const partition of this.subscriptions.partitions) {
      if (this.strategy === "none") {
        // NoOffsetForPartitionException: there is no committed offset to begin with.
        this.fail(Errors.OFFSET_OUT_OF_RANGE, partition.tp);
        return;
      }
      this.subscriptions.requestOffsetReset(partition);
    }
    this.onWakeup();
  }

  onTimer(): void {
    this.timer.fired();
    this.onWakeup();
  }

  onAccept(): Endpoint {
    throw new AssertionError("nobody connects to a consumer");
  }

  shutdown(): void {
    this.timer.cancel();
    this.client.close();
    this.host.simulation.exit(this.host);
  }

  onResponse(nodeId: number, request: InFlightRequest, response: Message): void {
    if (request.kind === FETCH) this.fetcher.handleResponse(nodeId, response.body as FetchResponse);
    else this.offsets.handleResponse(request, response.body);
  }

  onDisconnected(nodeId: number, unanswered: readonly InFlightRequest[]): void {
    for (const request of unanswered) {
      if (request.kind === FETCH) this.fetcher.handleDisconnect(nodeId);
      else this.offsets.handleDisconnect(request);
    }
  }

  /** One `poll` of the application. */
  onWakeup(): void {
    if (this.stopped) return;
    this.fetcher.poll();
    this.client.maybeUpdateMetadata();
    do {
      this.validatePositions();
      this.offsets.poll();
      this.fetcher.sendFetches();
    } while (this.client.maybeUpdateMetadata());
    if (this.fetcher.failed || this.offsets.failed) this.stop();
    else this.arm();
  }

  private validatePositions(): void {
    const { metadata, subscriptions } = this;
    if (this.seenMetadata === metadata.updateVersion) return;
    this.seenMetadata = metadata.updateVersion;
    for (const partition of subscriptions.partitions) {
      const { tp } = partition;
      const leader = metadata.currentLeader(tp);
      subscriptions.maybeValidatePosition(partition, leader, metadata.leaderEpoch(tp));
    }
  }

  private fail(error: ErrorCode, tp: number): void {
    const text = this.names.topicPartitions.text(tp);
    this.host.simulation.facts.add(FACT_CLIENT_ERROR, this.host.index, error, text);
    this.stop();
  }

  private stop(): void {
    this.stopped = true;
    this.timer.cancel();
    this.client.close();
  }

  private arm(): void {
    const { timer } = this;
    timer.begin();
    if (this.fetcher.hasMore) timer.propose(this.host.monotonicUs(), TIMER_CONSUMER_POLL);
    timer.propose(this.delays.nextDueAtUs, TIMER_CONSUMER_POLL);
    timer.propose(this.offsets.nextAttemptAtUs, TIMER_CONSUMER_POLL);
    timer.propose(this.fetcher.nextConnectAtUs, TIMER_CLIENT_RECONNECT);
    timer.propose(this.client.metadataDeadlineUs(), TIMER_CLIENT_METADATA);
    timer.commit();
  }
}
