import { assert, present } from "../../../kernel/assert.ts";
import type { Message } from "../../../kernel/connection.ts";
import type { Host } from "../../../kernel/host.ts";
import type { InFlightRequest } from "../../../kernel/link.ts";
import type { ConfigValues } from "../../config/config.ts";
import type { ClusterAddresses, KafkaNames } from "../../context.ts";
import type { Era } from "../../era/eras.ts";
import type { ErrorCode } from "../../errors.ts";
import {
  EARLIEST_TIMESTAMP,
  FETCH,
  type FetchResponse,
  LATEST_TIMESTAMP,
  LIST_OFFSETS,
  OFFSETS_FOR_LEADER_EPOCH,
} from "../../messages.ts";
import type { ConsumerLibrary } from "../application/consumer-library.ts";
import { NO_GENERATION } from "../consumer/consumer-group.ts";
import type { KafkaConsumerOwner, OffsetAndEpoch } from "../consumer/consumer-owner.ts";
import { ConsumerRecords } from "../consumer/consumer-records.ts";
import { Fetcher } from "../consumer/fetcher.ts";
import { OffsetFetcher } from "../consumer/offset-fetcher.ts";
import type { PartitionState } from "../consumer/partition-state.ts";
import type { PollFailure } from "../consumer/poll-failure.ts";
import type { RecordGate } from "../consumer/record-gate.ts";
import { SubscriptionState } from "../consumer/subscription-state.ts";
import { Metadata } from "../metadata.ts";
import { NetworkClient, type NetworkClientOwner } from "../network-client.ts";
import { zkConsumerSettings } from "./zk-consumer-config.ts";
import { isConsumerTimer, ZkConsumerTimer } from "./zk-consumer-timer.ts";
import { type CommitDone, ZkGroupMember, type ZkGroupMemberOwner } from "./zk-group-member.ts";

/** Where the thread is that uses the consumer. */
type ThreadPlace = "application" | "poll" | "commit" | "close" | "ended";

/**
 * The consumer from before Kafka had groups of its own (`ZookeeperConsumerConnector`): its group shares
 * out partitions, and mostly keeps its offsets, in ZooKeeper; see `ZkGroupMember`. It fetches, commits by
 * itself and rebalances in threads of its own, whatever the application does. The application gets one
 * record at a time (`ConsumerIterator`), which counts as consumed from then on.
 */
export class ZookeeperConsumer implements ConsumerLibrary, NetworkClientOwner, ZkGroupMemberOwner {
  /** Its group has none. */
  readonly generation = NO_GENERATION;
  private readonly owner: KafkaConsumerOwner;
  private readonly metadata: Metadata;
  private readonly client: NetworkClient;
  private readonly subscriptions: SubscriptionState;
  private readonly offsets: OffsetFetcher;
  private readonly fetcher: Fetcher;
  private readonly member: ZkGroupMember;
  private readonly timer: ZkConsumerTimer;
  private readonly records = new ConsumerRecords();
  private place: ThreadPlace = "application";
  /** What poll throws. */
  private failure: PollFailure | null = null;
  /** A round is under way; what is called meanwhile goes on after it. */
  private running = false;
  private again = false;
  /** The owner is being given a record. */
  private returning = false;
  /** The last round looked for records. */
  private collected = false;

  /**
   * @param config consumer settings that are not the defaults; with a `group.id`
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
    const { "group.id": groupId } = config;
    assert(typeof groupId === "string" && groupId !== "", "a consumer subscribes with a group.id");
    const settings = zkConsumerSettings(config, era, groupId);
    this.owner = owner;
    const metadata = new Metadata(host, names, addresses, settings, []);
    this.metadata = metadata;
    const client = new NetworkClient(host, addresses, settings, metadata, this);
    this.client = client;
    const subscriptions = new SubscriptionState(host, names, settings);
    this.subscriptions = subscriptions;
    const offsets = new OffsetFetcher(host, names, settings, metadata, client, subscriptions);
    this.offsets = offsets;
    const fetcher = new Fetcher(
      host,
      names,
      settings,
      metadata,
      client,
      subscriptions,
      offsets,
      gate,
    );
    this.fetcher = fetcher;
    const servers = [...addresses.zookeeper.values()];
    this.member = new ZkGroupMember(host, names, settings, servers, client, subscriptions, this);
    this.timer = new ZkConsumerTimer(host, client, offsets, fetcher, this.member, gate);
  }

  /** Other topics than before: it registers anew, as another consumer would. */
  subscribe(topics: readonly string[]): void {
    if (!this.subscriptions.subscribe(topics)) return;
    this.metadata.setTopics(this.subscriptions.metadataTopics);
    this.member.subscribe();
  }

  /** It stays in its group, without topics. */
  unsubscribe(): void {
    this.subscribe([]);
  }

  assign(): void {
    assert(false, "partitions come from the group of this consumer");
  }

  poll(): void {
    assert(this.place === "application", "one thread uses a consumer");
    this.place = "poll";
    if (!this.returning) this.goOn();
  }

  wakeup(): void {
    if (this.place !== "poll") return;
    this.place = "application";
    if (!this.running) this.arm();
  }

  /** @param offsets null: what was consumed of the partitions that it owns */
  commitSync(offsets: readonly OffsetAndEpoch[] | null): void {
    assert(this.place === "application", "one thread uses a consumer");
    this.place = "commit";
    this.member.commit(offsets, "thread");
    this.goOn();
  }

  /** @param offsets null: what was consumed of the partitions that it owns */
  commitAsync(offsets: readonly OffsetAndEpoch[] | null): void {
    this.member.commit(offsets, "callback");
    if (!this.running) this.arm();
  }

  /** It tells nobody of rebalances. */
  callbackDone(): void {
    assert(false, "no rebalance listener was called");
  }

  isAssigned(tp: number): boolean {
    return this.subscriptions.partition(tp) !== undefined;
  }

  seek(tp: number, offset: number): void {
    this.begin(this.assigned(tp), offset);
  }

  seekToBeginning(tp: number): void {
    this.subscriptions.requestOffsetReset(this.assigned(tp), EARLIEST_TIMESTAMP);
  }

  seekToEnd(tp: number): void {
    this.subscriptions.requestOffsetReset(this.assigned(tp), LATEST_TIMESTAMP);
  }

  pause(partitions: readonly number[]): void {
    for (const tp of partitions) this.subscriptions.setPaused(this.assigned(tp), true);
  }

  resume(partitions: readonly number[]): void {
    for (const tp of partitions) this.subscriptions.setPaused(this.assigned(tp), false);
    this.fetcher.onResumed();
  }

  /** Waits for a rebalance to end, commits if it commits by itself, and closes its session. */
  close(): void {
    assert(this.place === "application", "one thread uses a consumer");
    this.place = "close";
    this.goOn();
  }

  abandon(): void {
    this.place = "ended";
    this.timer.cancel();
    this.client.close();
  }

  onTimer(handler: number): void {
    if (this.isEnded) return;
    if (isConsumerTimer(handler)) this.timer.fired();
    else this.member.onZkTimer(handler);
    if (!this.running) this.run();
  }

  onResponse(nodeId: number, request: InFlightRequest, { body }: Message): void {
    switch (request.kind) {
      case FETCH:
        this.fetcher.handleResponse(nodeId, body as FetchResponse);
        break;
      case LIST_OFFSETS:
      case OFFSETS_FOR_LEADER_EPOCH:
        this.offsets.handleResponse(request, body);
        break;
      default:
        this.member.store.onResponse(request, body);
    }
  }

  onDisconnected(nodeId: number, unanswered: readonly InFlightRequest[]): void {
    for (const request of unanswered) {
      const { kind } = request;
      if (kind === FETCH) this.fetcher.handleDisconnect(nodeId);
      else if (kind === LIST_OFFSETS || kind === OFFSETS_FOR_LEADER_EPOCH)
        this.offsets.handleDisconnect(request);
      else this.member.store.onDisconnected(request);
    }
  }

  onWakeup(): void {
    if (!this.running) this.run();
  }

  get isEnded(): boolean {
    return this.place === "ended";
  }

  get isClosing(): boolean {
    return this.place === "close" || this.isEnded;
  }

  onProgress(): void {
    if (!this.running) this.run();
  }

  onFirstRebalanceFailed(error: ErrorCode): void {
    this.failure = { error, tp: -1 };
  }

  onCommitDone({ waits, offsets, error }: CommitDone): void {
    if (waits === "callback") this.owner.onCommitAsync(offsets, error);
    else if (this.place === "commit") {
      this.place = "application";
      this.owner.onCommitSync(offsets, error);
    }
  }

  /** @param offset below 0: nothing is kept, and `auto.offset.reset` says where to begin */
  onOwned(tp: number, offset: number): void {
    const partition = this.assigned(tp);
    if (offset >= 0) this.begin(partition, offset);
    else this.subscriptions.requestOffsetReset(partition, this.offsets.resetTimestamp);
  }

  private begin(partition: PartitionState, offset: number): void {
    const { metadata } = this;
    const { tp } = partition;
    const position = { offset, leaderEpoch: -1 };
    const leader = metadata.currentLeader(tp);
    this.subscriptions.seekUnvalidated(partition, position, leader, metadata.leaderEpoch(tp));
  }

  /** What was called from within a round goes on when that is over. */
  private goOn(): void {
    if (this.running) this.again = true;
    else this.run();
  }

  private run(): void {
    if (this.isEnded) return;
    this.running = true;
    do {
      this.again = false;
      this.round();
    } while (this.again && !this.isEnded);
    this.running = false;
    this.arm();
  }

  /** What all threads can do now. */
  private round(): void {
    const { records, member, client, offsets, fetcher } = this;
    records.count = 0;
    this.collected = false;
    member.advance();
    client.maybeUpdateMetadata();
    do {
      offsets.validatePositions();
      offsets.poll();
      if (this.place === "poll" && !this.collected) {
        fetcher.collect(records);
        this.collected = true;
      }
      fetcher.sendFetches();
    } while (client.maybeUpdateMetadata());
    if (records.count > 0) {
      this.place = "application";
      this.returning = true;
      this.owner.onRecords(records);
      this.returning = false;
    }
    if (this.place === "poll") this.tellFailure();
    if (this.place === "close" && member.close()) this.closed();
  }

  private tellFailure(): void {
    const failed = this.failure ?? this.offsets.takeFailure() ?? this.fetcher.takeFailure();
    if (failed === null) return;
    this.place = "application";
    this.owner.onPollFailed(failed.error, failed.tp);
  }

  private closed(): void {
    this.abandon();
    this.owner.onClosed();
  }

  private arm(): void {
    if (!this.isEnded) this.timer.arm(this.collected && this.place === "poll");
  }

  private assigned(tp: number): PartitionState {
    return present(this.subscriptions.partition(tp), "the partition is assigned to the consumer");
  }
}
