import { assert, present } from "../../../kernel/assert.ts";
import type { Message } from "../../../kernel/connection.ts";
import type { Host } from "../../../kernel/host.ts";
import type { InFlightRequest } from "../../../kernel/link.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { ConfigValues } from "../../config/config.ts";
import type { ClusterAddresses, KafkaNames } from "../../context.ts";
import type { Era } from "../../era/eras.ts";
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP } from "../../messages.ts";
import { NO_LEADER_EPOCH } from "../../record/record-batch.ts";
import { TIMER_HEARTBEAT } from "../../timers.ts";
import { Metadata } from "../metadata.ts";
import { NetworkClient, type NetworkClientOwner } from "../network-client.ts";
import { ConsumerAnswers } from "./consumer-answers.ts";
import { type ConsumerSettings, consumerSettings } from "./consumer-config.ts";
import { ConsumerGroup, NO_GENERATION } from "./consumer-group.ts";
import type { KafkaConsumerOwner, OffsetAndEpoch, RebalanceListener } from "./consumer-owner.ts";
import { ConsumerRecords } from "./consumer-records.ts";
import { ConsumerTimer } from "./consumer-timer.ts";
import { Fetcher } from "./fetcher.ts";
import type { Generation } from "./group-membership.ts";
import { OffsetFetcher } from "./offset-fetcher.ts";
import type { PartitionState } from "./partition-state.ts";
import type { RecordGate } from "./record-gate.ts";
import { SubscriptionState } from "./subscription-state.ts";

/**
 * Where the thread is that uses the consumer: with the application, which may call anything; in `poll`; in
 * a rebalance listener, called by poll or close; in `commitSync`; in `close`; or through with it.
 */
type ThreadPlace = "application" | "poll" | "listener" | "commit" | "close" | "ended";

/**
 * Kafka's consumer as a library. Its calls return at once; where the thread of a real application would
 * wait in one, each event that concerns the consumer runs one round of it, until there is an outcome, of
 * which the owner is told. While the thread is with the application the consumer does what its
 * background thread does: it takes in answers, and keeps its place in the group.
 */
export class KafkaConsumer implements NetworkClientOwner, RebalanceListener {
  private readonly host: Host;
  private readonly settings: ConsumerSettings;
  private readonly owner: KafkaConsumerOwner;
  private readonly metadata: Metadata;
  private readonly client: NetworkClient;
  private readonly subscriptions: SubscriptionState;
  private readonly offsets: OffsetFetcher;
  private readonly fetcher: Fetcher;
  /** Null: it has no group.id. */
  private readonly group: ConsumerGroup | null;
  private readonly answers: ConsumerAnswers;
  private readonly timer: ConsumerTimer;
  private readonly records = new ConsumerRecords();
  private place: ThreadPlace = "application";
  /** Who called the rebalance listener. */
  private listenerOf: "poll" | "close" = "poll";
  /** The listener is being called just now. */
  private listening = false;
  /** From where `commitSync` was called. */
  private commitOf: "application" | "listener" = "application";
  private closeDeadlineUs: Micros = 0;
  /** It leaves its group as soon as the listener is through. */
  private unsubscribing = false;
  /** A round is under way; what is called meanwhile goes on after it. */
  private running = false;
  private again = false;
  /** The owner is being given the records of a poll. */
  private returning = false;
  /** The last round of poll looked for records. */
  private collected = false;

  /**
   * @param config consumer settings that are not the defaults; see `checkConsumerConfig`
   * @param era the version of the client
   * @param gate holds back records that are not due
   */
  constructor(
    host: Host,
    names: KafkaNames,
    addresses: ClusterAddresses,
    config: ConfigValues,
    era: Era,
    owner: KafkaConsumerOwner,
    gate: RecordGate | null,
  ) {
    const settings = consumerSettings(config, era);
    this.host = host;
    this.settings = settings;
    this.owner = owner;
    const metadata = new Metadata(host, names, addresses, settings, []);
    this.metadata = metadata;
    const client = new NetworkClient(host, addresses, settings, metadata, this);
    this.client = client;
    const subscriptions = new SubscriptionState(host, names, settings);
    this.subscriptions = subscriptions;
    const offsets = new OffsetFetcher(host, names, settings, metadata, client, subscriptions);
    this.offsets = offsets;
    this.fetcher = new Fetcher(
      host,
      names,
      settings,
      metadata,
      client,
      subscriptions,
      offsets,
      gate,
    );
    const { groupId } = settings;
    this.group =
      groupId === null
        ? null
        : new ConsumerGroup(
            { host, names, settings, metadata, client, subscriptions },
            config,
            era,
            owner,
            this,
          );
    this.answers = new ConsumerAnswers(this.fetcher, offsets, this.group);
    this.timer = new ConsumerTimer(host, client, offsets, this.fetcher, this.group, gate);
  }

  /** What it takes itself for in its group. */
  get generation(): Generation {
    return this.group?.membership.generation ?? NO_GENERATION;
  }

  /** Partitions come from the group, which takes them from the members' topics. */
  subscribe(topics: readonly string[]): void {
    const group = present(this.group, "a consumer subscribes with a group.id");
    if (!this.subscriptions.subscribe(topics)) return;
    this.metadata.setTopics(this.subscriptions.metadataTopics);
    group.membership.onSubscriptionChanged();
  }

  /**
   * Leaves the group and forgets topics and partitions. If the rebalance listener needs time for that, the
   * thread is in poll when it is through.
   */
  unsubscribe(): void {
    const { group } = this;
    const leaves = group !== null && this.subscriptions.hasAutoAssignedPartitions;
    this.unsubscribing = leaves && !group.membership.leave();
    if (!this.unsubscribing) {
      this.subscriptions.unsubscribe();
      this.metadata.setTopics([]);
    }
    if (this.again && !this.running) this.run();
  }

  /** @param partitions ids of `TopicPartitions`, whoever else reads them */
  assign(partitions: readonly number[]): void {
    this.group?.commits.maybeAutoCommit();
    this.subscriptions.assignFromUser(partitions);
    this.metadata.setTopics(this.subscriptions.metadataTopics);
  }

  /** The thread is in poll until there are records, or an error: empty polls are repeated. */
  poll(): void {
    assert(this.place === "application", "one thread uses a consumer");
    this.place = "poll";
    // A poll that returned is followed by the next, if there is no work in between, at the next event.
    if (!this.returning) this.goOn();
  }

  /** The thread that is in poll is the application's again, without records. */
  wakeup(): void {
    if (this.place !== "poll") return;
    this.toApplication();
    if (!this.running) this.arm();
  }

  /** @param offsets null: the positions of all partitions that have one */
  commitSync(offsets: readonly OffsetAndEpoch[] | null): void {
    const group = present(this.group, "a consumer commits with a group.id");
    const inListener = this.listening || this.place === "listener";
    assert(inListener || this.place === "application", "one thread uses a consumer");
    this.commitOf = inListener ? "listener" : "application";
    this.place = "commit";
    group.commits.beginSync(offsets, this.settings.defaultApiTimeoutUs);
    this.goOn();
  }

  /** @param offsets null: the positions of all partitions that have one */
  commitAsync(offsets: readonly OffsetAndEpoch[] | null): void {
    present(this.group, "a consumer commits with a group.id").commits.commitAsync(offsets);
    if (!this.running) this.arm();
  }

  /** The application is through with a rebalance listener that answered false. */
  callbackDone(): void {
    assert(this.place === "listener", "a rebalance listener was called");
    this.place = this.listenerOf;
    if (this.unsubscribing) this.unsubscribe();
    this.goOn();
  }

  /** Whether it takes itself for the owner of that partition. */
  isAssigned(tp: number): boolean {
    return this.subscriptions.partition(tp) !== undefined;
  }

  /** The next poll goes on there. @param leaderEpoch of the record before it; -1: unknown */
  seek(tp: number, offset: number, leaderEpoch = NO_LEADER_EPOCH): void {
    const { metadata } = this;
    if (leaderEpoch !== NO_LEADER_EPOCH) metadata.updateLastSeenEpochIfNewer(tp, leaderEpoch);
    const leader = metadata.currentLeader(tp);
    const position = { offset, leaderEpoch };
    const partition = this.assigned(tp);
    this.subscriptions.seekUnvalidated(partition, position, leader, metadata.leaderEpoch(tp));
  }

  /** The next poll finds out where the partition begins, and goes on there. */
  seekToBeginning(tp: number): void {
    this.subscriptions.requestOffsetReset(this.assigned(tp), EARLIEST_TIMESTAMP);
  }

  /** The next poll finds out where the partition ends, and goes on there. */
  seekToEnd(tp: number): void {
    this.subscriptions.requestOffsetReset(this.assigned(tp), LATEST_TIMESTAMP);
  }

  /** Polls return nothing of these until they are resumed, or assigned anew. */
  pause(partitions: readonly number[]): void {
    for (const tp of partitions) this.subscriptions.setPaused(this.assigned(tp), true);
  }

  resume(partitions: readonly number[]): void {
    for (const tp of partitions) this.subscriptions.setPaused(this.assigned(tp), false);
    this.fetcher.onResumed();
  }

  /** Commits, if it commits by itself, and leaves its group; gives up what takes longer. */
  close(timeoutUs: Micros): void {
    assert(this.place === "application", "one thread uses a consumer");
    this.place = "close";
    this.closeDeadlineUs = this.host.monotonicUs() + timeoutUs;
    this.group?.beginClose(timeoutUs);
    this.goOn();
  }

  /** The process ends: connections are closed, and nothing more is sent or told. */
  abandon(): void {
    this.end();
    if (this.group === null) return;
    this.group.membership.abandon();
    this.subscriptions.unsubscribe();
  }

  onTimer(handler: number): void {
    if (handler === TIMER_HEARTBEAT) {
      if (this.place !== "ended") this.group?.membership.onTimer();
    } else this.timer.fired();
    this.run();
  }

  onResponse(nodeId: number, request: InFlightRequest, response: Message): void {
    this.answers.onResponse(nodeId, request, response);
  }

  onDisconnected(nodeId: number, unanswered: readonly InFlightRequest[]): void {
    this.answers.onDisconnected(nodeId, unanswered);
  }

  onWakeup(): void {
    if (!this.running) this.run();
  }

  onPartitionsRevoked(partitions: readonly number[]): boolean {
    return this.listen(() => this.owner.onPartitionsRevoked(partitions));
  }

  onPartitionsAssigned(partitions: readonly number[]): boolean {
    return this.listen(() => this.owner.onPartitionsAssigned(partitions));
  }

  onPartitionsLost(partitions: readonly number[]): boolean {
    return this.listen(() => this.owner.onPartitionsLost(partitions));
  }

  private listen(call: () => boolean): boolean {
    this.listenerOf = this.place === "close" ? "close" : "poll";
    this.listening = true;
    const done = call();
    this.listening = false;
    if (!done && this.place !== "commit") this.place = "listener";
    return done;
  }

  /** What was called from within a round, or a listener, goes on when that is over. */
  private goOn(): void {
    if (this.running || this.listening) this.again = true;
    else this.run();
  }

  private run(): void {
    this.running = true;
    do {
      this.again = false;
      switch (this.place) {
        case "poll":
          this.pollRound();
          break;
        case "commit":
          this.commitRound();
          break;
        case "close":
          this.closeRound();
          break;
        case "application":
        case "listener":
          if (this.group !== null) this.background(this.group);
          break;
        case "ended":
          break;
      }
    } while (this.again);
    this.running = false;
    this.arm();
  }

  /** `pollOnce`; with records, or an error, the thread is the application's. */
  private pollRound(): void {
    const { records, group } = this;
    records.count = 0;
    this.collected = false;
    this.client.maybeUpdateMetadata();
    do {
      const isActive = group === null || group.poll();
      if (this.place !== "poll") return;
      if (isActive) this.updateFetchPositions();
      else if (!group.mayReturnRecords()) continue;
      if (!this.collected) this.fetcher.collect(records);
      this.collected = true;
      this.fetcher.sendFetches();
    } while (this.client.maybeUpdateMetadata());
    if (records.count > 0) {
      this.place = "application";
      this.returning = true;
      this.owner.onRecords(records);
      this.returning = false;
      if (!this.isPolling) group?.membership.onThreadAway();
    }
    if (this.isPolling) this.tellFailure();
  }

  private get isPolling(): boolean {
    return this.place === "poll";
  }

  private updateFetchPositions(): void {
    const { offsets, group } = this;
    offsets.validatePositions();
    if (!this.subscriptions.hasAllFetchPositions && (group === null || group.committed.refresh()))
      offsets.resetInitializingPositions();
    offsets.poll();
  }

  /** Poll throws. */
  private tellFailure(): void {
    const failed =
      this.group?.takeFailure() ?? this.offsets.takeFailure() ?? this.fetcher.takeFailure();
    if (failed === null) return;
    this.toApplication();
    this.owner.onPollFailed(failed.error, failed.tp);
  }

  private commitRound(): void {
    this.client.maybeUpdateMetadata();
    const outcome = this.group?.commits.advanceSync() ?? null;
    this.client.maybeUpdateMetadata();
    if (outcome === null) return;
    this.place = this.commitOf;
    this.owner.onCommitSync(outcome.offsets, outcome.error);
  }

  private closeRound(): void {
    const inTime = this.host.monotonicUs() < this.closeDeadlineUs;
    this.client.maybeUpdateMetadata();
    if (inTime && this.group !== null && !this.group.close()) return;
    this.end();
    this.owner.onClosed();
  }

  private end(): void {
    this.place = "ended";
    this.timer.cancel();
    this.client.close();
  }

  /** What the background thread does (KIP-62), beside the heartbeats. */
  private background(group: ConsumerGroup): void {
    this.client.maybeUpdateMetadata();
    group.commits.sendWaiting();
  }

  private toApplication(): void {
    this.place = "application";
    this.group?.membership.onThreadAway();
  }

  private arm(): void {
    const { timer } = this;
    switch (this.place) {
      case "poll":
        timer.armForPoll(this.collected);
        break;
      case "commit":
        timer.armForCoordinator(Number.POSITIVE_INFINITY);
        break;
      case "close":
        timer.armForCoordinator(this.closeDeadlineUs);
        break;
      case "application":
      case "listener":
        timer.armForNothing();
        break;
      case "ended":
        break;
    }
  }

  private assigned(tp: number): PartitionState {
    return present(this.subscriptions.partition(tp), "the partition is assigned to the consumer");
  }
}
