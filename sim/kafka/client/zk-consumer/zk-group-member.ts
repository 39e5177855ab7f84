import type { Host } from "../../../kernel/host.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { Reply, WatchEvent } from "../../../zookeeper/types.ts";
import type { KafkaNames } from "../../context.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { FACT_CLIENT_ERROR, MEMBER_STATES } from "../../facts.ts";
import { INVALID_OFFSET, UNKNOWN_GENERATION_ID } from "../../group-messages.ts";
import { KafkaZkClient, type KafkaZkClientOwner } from "../../zk/kafka-zk-client.ts";
import type { OffsetAndEpoch } from "../consumer/consumer-owner.ts";
import { Membership, NO_GENERATION } from "../consumer/coordinator/member-state.ts";
import { FETCHING } from "../consumer/partition-state.ts";
import type { SubscriptionState } from "../consumer/subscription-state.ts";
import type { NetworkClient } from "../network-client.ts";
import {
  type CommitWork,
  type GroupOffsetsOwner,
  GroupOffsetsStore,
} from "./group-offsets-store.ts";
import type { ZkTopicPartition } from "./partition-assignor.ts";
import type { ZkConsumerSettings } from "./zk-consumer-config.ts";
import type { ZkPurpose } from "./zk-purpose.ts";
import { type RebalanceCause, type RebalancerOwner, ZkRebalancer } from "./zk-rebalancer.ts";
import { type RegistrationOwner, ZkRegistration } from "./zk-registration.ts";

const NEVER = Number.POSITIVE_INFINITY;
/** Hexadecimal digits of a UUID that a consumer's id has. */
const UUID_DIGITS = 8;
/** zkclient waits for each answer, and goes on in the next session. */
const ZK_CLIENT = {
  controllerZkCheck: false,
  zkPipelining: false,
  expiredSessionWork: "resumed",
} as const;

/** What became of a commit that the application asked for. */
export interface CommitDone {
  readonly waits: "thread" | "callback";
  readonly offsets: readonly OffsetAndEpoch[];
  readonly error: ErrorCode;
}

/** The consumer that is a member. */
export interface ZkGroupMemberOwner {
  /** It shuts down, or its process ends. */
  readonly isClosing: boolean;
  readonly isEnded: boolean;
  /** ZooKeeper answered: the consumer's threads go on. */
  onProgress(): void;
  /** `createMessageStreams` throws. */
  onFirstRebalanceFailed(error: ErrorCode): void;
  onCommitDone(done: CommitDone): void;
  /** The partition is assigned; it is fetched from there. */
  onOwned(tp: number, offset: number): void;
}

/**
 * A consumer as a member of a group in ZooKeeper (`ZookeeperConsumerConnector`): its session and its
 * registration there, its share of the partitions, and their offsets.
 */
export class ZkGroupMember
  implements KafkaZkClientOwner<ZkPurpose>, RegistrationOwner, RebalancerOwner, GroupOffsetsOwner
{
  readonly store: GroupOffsetsStore;
  /** When it commits by itself next, at a fixed rate since it began; Infinity: never. */
  autoCommitAtUs: Micros;
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly settings: ZkConsumerSettings;
  private readonly subscriptions: SubscriptionState;
  private readonly owner: ZkGroupMemberOwner;
  private readonly zk: KafkaZkClient<ZkPurpose>;
  private readonly registration: ZkRegistration;
  private readonly rebalancer: ZkRebalancer;
  private readonly membership: Membership;
  private readonly consumerId: string;
  private isRegistering = false;
  /** Partitions that it owns (`topicRegistry`), and up to where they were consumed when it stopped. */
  private readonly owned = new Map<number, number>();
  /** Where the partitions that it claims begin. */
  private fetched: ReadonlyMap<number, number> = new Map();
  private isShuttingDown = false;

  constructor(
    host: Host,
    names: KafkaNames,
    settings: ZkConsumerSettings,
    servers: readonly number[],
    client: NetworkClient,
    subscriptions: SubscriptionState,
    owner: ZkGroupMemberOwner,
  ) {
    this.host = host;
    this.names = names;
    this.settings = settings;
    this.subscriptions = subscriptions;
    this.owner = owner;
    const { groupId, zkSessionTimeoutMs } = settings;
    this.consumerId = newConsumerId(groupId, host);
    const zk = new KafkaZkClient<ZkPurpose>(host, servers, zkSessionTimeoutMs, ZK_CLIENT, this);
    this.zk = zk;
    this.registration = new ZkRegistration(host, groupId, this.consumerId, zk, this);
    this.rebalancer = new ZkRebalancer(host, settings, this.consumerId, zk, this);
    this.store = new GroupOffsetsStore(host, names, settings, client, zk, this);
    this.membership = new Membership(host, groupId);
    this.autoCommitAtUs = settings.enableAutoCommit
      ? host.monotonicUs() + settings.autoCommitIntervalUs
      : NEVER;
  }

  get isClosing(): boolean {
    return this.owner.isClosing;
  }

  get topics(): readonly string[] {
    return this.subscriptions.subscription;
  }

  get registry(): readonly ZkTopicPartition[] {
    const { topicPartitions } = this.names;
    return [...this.owned.keys()].map((tp) => {
      return { topic: topicPartitions.topic(tp), partition: topicPartitions.partition(tp) };
    });
  }

  /** When a failed attempt to rebalance is followed by the next. */
  get nextRebalanceAtUs(): Micros {
    return this.rebalancer.nextAttemptAtUs;
  }

  /** It has topics now, or others. */
  subscribe(): void {
    if (this.isRegistering) this.registration.registerAnew();
    else {
      this.isRegistering = true;
      this.zk.openSession();
      this.registration.register();
    }
  }

  /** @param offsets those of partitions that it does not own are left out; null: what was consumed */
  commit(offsets: readonly OffsetAndEpoch[] | null, waits: "thread" | "callback"): void {
    const own = offsets?.filter(({ tp }) => this.owned.has(tp)) ?? null;
    this.store.submit({ kind: "commit", waits, offsets: own });
  }

  advance(): void {
    if (this.host.monotonicUs() >= this.autoCommitAtUs) this.autoCommit();
    this.rebalancer.advance();
    this.store.advance();
  }

  /** One round of a consumer that shuts down; answers whether it is through. */
  close(): boolean {
    this.autoCommitAtUs = NEVER;
    if (!this.rebalancer.isIdle) return false;
    if (!this.isShuttingDown) {
      this.isShuttingDown = true;
      this.stopFetchers();
      if (this.settings.enableAutoCommit)
        this.store.submit({ kind: "commit", waits: "shutdown", offsets: null });
    }
    if (this.store.isCommitting("shutdown")) return false;
    this.membership.set(MEMBER_STATES.UNJOINED, NO_GENERATION);
    this.zk.close();
    return true;
  }

  onZkTimer(handler: number): void {
    this.zk.onTimer(handler);
  }

  onZkReplies(purpose: ZkPurpose, replies: readonly Reply[]): void {
    if (this.owner.isEnded) return;
    switch (purpose.of) {
      case "offsets":
        this.store.onZkReplies(purpose.step, replies);
        break;
      case "registration":
        this.registration.onZkReplies(purpose.step, replies);
        break;
      case "rebalance":
        this.rebalancer.onZkReplies(purpose.step, replies);
    }
    this.owner.onProgress();
  }

  onZkWatch(event: WatchEvent): void {
    if (!this.owner.isEnded) this.registration.onZkWatch(event);
  }

  /** Its session is new: what it owned is not its own any more, and it commits nothing of that. */
  onZkSessionExpired(): void {
    if (this.owner.isEnded) return;
    this.zk.openSession();
    this.owned.clear();
    this.registration.register();
    this.owner.onProgress();
  }

  onZkConnected(): void {}

  onZkControllerMoved(): void {}

  /** In a new session everything counts as changed, too (`ZkClient.fireAllEvents`). */
  onRegistered(first: boolean): void {
    this.rebalancer.request(first ? "begin" : "newSession");
    if (!first) this.rebalancer.request("watch");
  }

  onChange(): void {
    this.rebalancer.request("watch");
  }

  onRebalanceBegun(): void {
    this.setMembership(MEMBER_STATES.PREPARING_REBALANCE);
  }

  closeFetchers(): boolean {
    this.stopFetchers();
    if (!this.settings.enableAutoCommit) return true;
    this.store.submit({ kind: "commit", waits: "rebalance", offsets: null });
    return false;
  }

  released(): void {
    this.owned.clear();
  }

  fetchOffsets(partitions: readonly ZkTopicPartition[]): void {
    this.store.submit({ kind: "fetch", tps: this.idsOf(partitions) });
  }

  takeOwnership(partitions: readonly ZkTopicPartition[]): void {
    const tps = this.idsOf(partitions);
    this.owned.clear();
    this.subscriptions.assignFromSubscribed(tps);
    for (const tp of tps) {
      const offset = this.fetched.get(tp) ?? INVALID_OFFSET;
      this.owned.set(tp, offset);
      this.store.checkpoint(tp, offset);
      this.owner.onOwned(tp, offset);
    }
  }

  onRebalanced(): void {
    this.setMembership(MEMBER_STATES.STABLE);
  }

  /** The exception has no code of its own; that of a rebalance that does not end comes nearest. */
  onRebalanceFailed(cause: RebalanceCause): void {
    const error = Errors.REBALANCE_IN_PROGRESS;
    this.host.simulation.facts.add(FACT_CLIENT_ERROR, this.host.index, error, -1);
    this.setMembership(MEMBER_STATES.UNJOINED);
    if (cause === "begin") this.owner.onFirstRebalanceFailed(error);
  }

  /** Of a partition that is not fetched now: up to where it was when it last was. */
  consumedOffsets(): readonly OffsetAndEpoch[] {
    const consumed: OffsetAndEpoch[] = [];
    for (const [tp, stoppedAt] of this.owned) {
      const partition = this.subscriptions.partition(tp);
      const offset = partition?.state === FETCHING ? partition.offset : stoppedAt;
      if (offset >= 0) consumed.push({ tp, offset, leaderEpoch: -1 });
    }
    return consumed;
  }

  onCommitted({ waits }: CommitWork, offsets: readonly OffsetAndEpoch[], error: ErrorCode): void {
    if (waits === "rebalance") this.rebalancer.closedFetchers();
    else if (waits === "thread" || waits === "callback")
      this.owner.onCommitDone({ waits, offsets, error });
  }

  onFetched(offsets: ReadonlyMap<number, number>): void {
    this.fetched = offsets;
    this.rebalancer.fetchedOffsets();
  }

  /** In a thread of its own; the next one waits for it. */
  private autoCommit(): void {
    this.autoCommitAtUs += this.settings.autoCommitIntervalUs;
    if (this.store.isCommitting("nobody")) return;
    this.store.submit({ kind: "commit", waits: "nobody", offsets: null });
  }

  private stopFetchers(): void {
    for (const { tp, offset } of this.consumedOffsets()) this.owned.set(tp, offset);
    this.subscriptions.assignFromSubscribed([]);
  }

  private setMembership(state: number): void {
    const generation = {
      generationId: UNKNOWN_GENERATION_ID,
      memberId: this.consumerId,
      protocolName: null,
    };
    this.membership.set(state, generation);
  }

  private idsOf(partitions: readonly ZkTopicPartition[]): readonly number[] {
    const { topicPartitions } = this.names;
    return partitions.map(({ topic, partition }) => topicPartitions.id(topic, partition));
  }
}

/** The group, the host, the time, and the beginning of a random UUID (`consumerIdString`). */
function newConsumerId(groupId: string, host: Host): string {
  const stream = host.simulation.choices.stream(`client/${host.name}/consumer-id`);
  let uuid = "";
  for (let i = 0; i < UUID_DIGITS; i++) uuid += stream.next(16).toString(16);
  return `${groupId}_${host.name}-${host.wallMs()}-${uuid}`;
}
