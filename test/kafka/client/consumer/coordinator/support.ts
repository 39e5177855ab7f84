import { assignorNamed } from "../../../../../sim/kafka/client/consumer/assignors/assignor-named.ts";
import {
  type ConsumerSettings,
  consumerSettings,
} from "../../../../../sim/kafka/client/consumer/consumer-config.ts";
import type { RebalanceListener } from "../../../../../sim/kafka/client/consumer/consumer-owner.ts";
import {
  deserializeSubscription,
  serializeAssignment,
} from "../../../../../sim/kafka/client/consumer/consumer-protocol.ts";
import { MEMBERSHIP_REQUESTS } from "../../../../../sim/kafka/client/consumer/coordinator/abstract-coordinator.ts";
import { ConsumerCoordinator } from "../../../../../sim/kafka/client/consumer/coordinator/consumer-coordinator.ts";
import { groupRebalanceConfig } from "../../../../../sim/kafka/client/consumer/coordinator/group-rebalance-config.ts";
import type { CommitsOfGroup } from "../../../../../sim/kafka/client/consumer/group-membership.ts";
import { SubscriptionState } from "../../../../../sim/kafka/client/consumer/subscription-state.ts";
import { Metadata } from "../../../../../sim/kafka/client/metadata.ts";
import {
  NetworkClient,
  type NetworkClientOwner,
} from "../../../../../sim/kafka/client/network-client.ts";
import { WakeTimer } from "../../../../../sim/kafka/client/wake-timer.ts";
import {
  type ConfigValues,
  resolveConfig,
  textOf,
} from "../../../../../sim/kafka/config/config.ts";
import type { Era } from "../../../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../../../sim/kafka/errors.ts";
import type {
  HeartbeatRequest,
  JoinGroupRequest,
  JoinGroupResponse,
  SyncGroupRequest,
  SyncGroupResponse,
} from "../../../../../sim/kafka/group-messages.ts";
import {
  FIND_COORDINATOR,
  HEARTBEAT,
  JOIN_GROUP,
  LEAVE_GROUP,
  SYNC_GROUP,
} from "../../../../../sim/kafka/messages.ts";
import {
  TIMER_CLIENT_METADATA,
  TIMER_CONSUMER_POLL,
  TIMER_HEARTBEAT,
} from "../../../../../sim/kafka/timers.ts";
import { present } from "../../../../../sim/kernel/assert.ts";
import type { Message } from "../../../../../sim/kernel/connection.ts";
import type { Host } from "../../../../../sim/kernel/host.ts";
import type { InFlightRequest } from "../../../../../sim/kernel/link.ts";
import type { Endpoint, Process } from "../../../../../sim/kernel/process.ts";
import { World } from "../../support.ts";

export const GROUP = "g";
export const MEMBER = "client-1";

/** A consumer's thread with nothing but its coordinator's side. */
export class MemberProcess
  implements Process, NetworkClientOwner, RebalanceListener, CommitsOfGroup
{
  readonly coordinator: ConsumerCoordinator;
  readonly subscriptions: SubscriptionState;
  readonly metadata: Metadata;
  readonly client: NetworkClient;
  /** What the rebalance listener was told, and the errors that poll threw. */
  readonly told: string[] = [];
  readonly errors: number[] = [];
  inPoll = true;
  /** Whether the listener, and the commit before a rebalance, are through at once. */
  listenerIsQuick = true;
  commitIsQuick = true;
  commits = 0;
  private waitsForListener = false;
  private readonly timer: WakeTimer;
  private readonly names: World["names"];

  constructor(host: Host, world: World, config: ConfigValues, era: Era) {
    const values = { "group.id": GROUP, ...config };
    const settings: ConsumerSettings = consumerSettings(values, era);
    const resolved = resolveConfig("consumer", values, era);
    this.names = world.names;
    this.subscriptions = new SubscriptionState(host, world.names, settings);
    this.metadata = new Metadata(host, world.names, world.addresses, settings, []);
    this.client = new NetworkClient(host, world.addresses, settings, this.metadata, this);
    this.timer = new WakeTimer(host);
    this.coordinator = new ConsumerCoordinator(
      host,
      world.names,
      groupRebalanceConfig(settings, resolved, host.name),
      this.metadata,
      this.client,
      this.subscriptions,
      settings.assignors.map((name) => assignorNamed(name, textOf(resolved, "stickyAssignor"))),
      this,
    );
    this.coordinator.attach(this);
  }

  start(): void {
    this.subscribe(["orders"]);
  }

  subscribe(topics: string[]): void {
    this.subscriptions.subscribe(topics);
    this.coordinator.onSubscriptionChanged();
    this.onWakeup();
  }

  /** The application takes the thread, or gives it back. */
  setInPoll(inPoll: boolean): void {
    this.inPoll = inPoll;
    if (!inPoll) {
      this.timer.cancel();
      this.coordinator.onThreadAway();
    } else this.onWakeup();
  }

  callbackDone(): void {
    this.waitsForListener = false;
    this.onWakeup();
  }

  get assigned(): string[] {
    const { topicPartitions } = this.names;
    return this.subscriptions.assignedPartitions().map((tp) => topicPartitions.name(tp));
  }

  onTimer(handler: number): void {
    if (handler === TIMER_HEARTBEAT) this.coordinator.onTimer();
    else this.timer.fired();
    this.onWakeup();
  }

  onAccept(): Endpoint {
    throw new Error("nobody connects to a consumer");
  }

  shutdown(): void {}

  onResponse(_nodeId: number, request: InFlightRequest, response: Message): void {
    if (MEMBERSHIP_REQUESTS.includes(request.kind)) this.coordinator.onResponse(request, response);
  }

  onDisconnected(_nodeId: number, unanswered: readonly InFlightRequest[]): void {
    for (const request of unanswered) this.coordinator.onDisconnect(request);
  }

  onWakeup(): void {
    if (!this.inPoll || this.waitsForListener) return;
    this.client.maybeUpdateMetadata();
    do this.coordinator.poll();
    while (this.client.maybeUpdateMetadata());
    const { fatalError } = this.coordinator;
    if (fatalError !== Errors.NONE) this.errors.push(fatalError);
    this.timer.begin();
    this.timer.propose(this.coordinator.nextAttemptAtUs, TIMER_CONSUMER_POLL);
    this.timer.propose(this.client.metadataDeadlineUs(), TIMER_CLIENT_METADATA);
    this.timer.commit();
  }

  onPartitionsRevoked(tps: readonly number[]): boolean {
    return this.tell("revoked", tps);
  }

  onPartitionsAssigned(tps: readonly number[]): boolean {
    return this.tell("assigned", tps);
  }

  onPartitionsLost(tps: readonly number[]): boolean {
    return this.tell("lost", tps);
  }

  prepareRebalance(): boolean {
    this.commits++;
    return this.commitIsQuick;
  }

  onJoinComplete(): void {}

  onLookupFailed(): void {}

  private tell(what: string, tps: readonly number[]): boolean {
    const names = tps.map((tp) => this.names.topicPartitions.name(tp));
    this.told.push([what, ...names].join(" "));
    if (!this.listenerIsQuick) this.waitsForListener = true;
    return this.listenerIsQuick;
  }
}

/** A consumer `client` and brokers 1 to 3, of which broker 2 coordinates the group, as a script says. */
export class MemberWorld extends World {
  /** The answers to come; the last is repeated. */
  joins: Partial<JoinGroupResponse>[] = [{}];
  syncs: (Partial<SyncGroupResponse> & { partitions?: number[] })[] = [{}];
  heartbeats: number[] = [Errors.NONE];
  coordinators: { error?: number; nodeId: number }[] = [{ nodeId: 2 }];
  /** What a member assigned itself as the leader, by its SyncGroup. */
  leaderAssignment = true;

  constructor(config: ConfigValues = {}, era: Era = "2.8") {
    super(3, (host, world) => new MemberProcess(host, world, config, era));
    const leader = { leader: 1, epoch: 0 };
    this.script.topics = { orders: [leader, leader, leader] };
    this.script.answer = ({ kind, body }) => {
      if (kind === FIND_COORDINATOR) {
        const { error, nodeId } = next(this.coordinators);
        return { body: { error: error ?? Errors.NONE, nodeId } };
      }
      if (kind === JOIN_GROUP) return { body: this.joined(body as JoinGroupRequest) };
      if (kind === SYNC_GROUP) return { body: this.synced(body as SyncGroupRequest) };
      if (kind === HEARTBEAT) return { body: { error: next(this.heartbeats) } };
      if (kind === LEAVE_GROUP) return { body: { error: Errors.NONE, members: [] } };
      return "silence";
    };
  }

  get member(): MemberProcess {
    return this.client.process as MemberProcess;
  }

  /** Starts the consumer and runs. */
  begin(durationMs = 1000): void {
    this.act(() => this.sim.boot(this.client));
    this.run(durationMs);
  }

  /** Requests of a kind so far, as their bodies. */
  bodiesOf<T>(kind: number): T[] {
    return this.requestsOf(kind).map(({ body }) => body as T);
  }

  heartbeatBodies(): HeartbeatRequest[] {
    return this.bodiesOf<HeartbeatRequest>(HEARTBEAT);
  }

  /** The states that the member took itself to be in, one after the other. */
  states(): string[] {
    const names = ["UNJOINED", "PREPARING_REBALANCE", "COMPLETING_REBALANCE", "STABLE"];
    return this.factsOf("membership").map(
      ({ state, generation }) => `${names[Number(state)]} ${generation}`,
    );
  }

  joined(request: JoinGroupRequest): JoinGroupResponse {
    const memberId = request.memberId === "" ? MEMBER : request.memberId;
    const answer = next(this.joins);
    const metadata = request.protocols[0]?.metadata ?? new Uint8Array(0);
    return {
      error: Errors.NONE,
      generationId: 1,
      protocolType: "consumer",
      protocolName: request.protocols[0]?.name ?? null,
      leader: "other",
      memberId,
      members: answer.leader === memberId ? [{ memberId, instanceId: null, metadata }] : [],
      skipAssignment: false,
      ...answer,
    };
  }

  synced(request: SyncGroupRequest): SyncGroupResponse {
    const { partitions, ...answer } = next(this.syncs);
    const own = request.assignments.find(({ memberId }) => memberId === request.memberId);
    return {
      error: Errors.NONE,
      protocolType: null,
      protocolName: null,
      assignment: own?.assignment ?? assignment(partitions ?? [0, 1, 2]),
      ...answer,
    };
  }
}

/** A serialized assignment of partitions of `orders`. */
export function assignment(numbers: readonly number[]): Uint8Array {
  const partitions = numbers.map((partition) => ({ topic: "orders", partition }));
  return serializeAssignment({ partitions, userData: null }, 0);
}

/** What a member told of itself in a JoinGroup, by its first assignor. */
export function subscriptionOf({ protocols }: JoinGroupRequest) {
  const metadata = protocols[0]?.metadata;
  if (metadata === undefined) throw new Error("a JoinGroup offers protocols");
  return present(deserializeSubscription(metadata), "the subscription can be read");
}

function next<T>(script: T[]): T {
  const answer = script.length > 1 ? script.shift() : script[0];
  if (answer === undefined) throw new Error("the script has an answer");
  return answer;
}
