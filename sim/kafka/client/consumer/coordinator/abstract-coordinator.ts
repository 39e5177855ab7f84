import { assert } from "../../../../kernel/assert.ts";
import type { Message } from "../../../../kernel/connection.ts";
import type { Host } from "../../../../kernel/host.ts";
import type { InFlightRequest } from "../../../../kernel/link.ts";
import type { Micros } from "../../../../kernel/time.ts";
import { type ErrorCode, Errors } from "../../../errors.ts";
import { FACT_CLIENT_ERROR, MEMBER_STATES } from "../../../facts.ts";
import {
  type FindCoordinatorResponse,
  type HeartbeatResponse,
  type JoinGroupProtocol,
  type JoinGroupResponse,
  type LeaveGroupResponse,
  type SyncGroupResponse,
  UNKNOWN_MEMBER_ID,
} from "../../../group-messages.ts";
import {
  FIND_COORDINATOR,
  HEARTBEAT,
  JOIN_GROUP,
  LEAVE_GROUP,
  MESSAGE_OVERHEAD_BYTES,
  SYNC_GROUP,
} from "../../../messages.ts";
import type { Metadata } from "../../metadata.ts";
import type { NetworkClient } from "../../network-client.ts";
import { AssignmentFailedError } from "../assignors/assignment-failed-error.ts";
import type { Generation } from "../group-membership.ts";
import { type ChannelOwner, CoordinatorChannel } from "./coordinator-channel.ts";
import type { GroupRebalanceConfig } from "./group-rebalance-config.ts";
import {
  type GroupAssignment,
  groupRequestBytes,
  heartbeatRequest,
  joinGroupRequest,
  leaveGroupRequest,
  syncGroupRequest,
} from "./group-requests.ts";
import { type HeartbeatOwner, HeartbeatThread } from "./heartbeat-thread.ts";
import {
  isWrongCoordinator,
  type JoinAttempt,
  joinsAgainAtOnce,
  mayJoinLater,
  newJoin,
} from "./join-attempt.ts";
import {
  isSameGeneration,
  type MemberGeneration,
  Membership,
  NO_GENERATION,
} from "./member-state.ts";

const { UNJOINED, PREPARING_REBALANCE, COMPLETING_REBALANCE, STABLE } = MEMBER_STATES;
const NEVER = Number.POSITIVE_INFINITY;
const LONG_AGO = Number.NEGATIVE_INFINITY;
/** Requests that a member sends itself; the others are its consumer's. */
export const MEMBERSHIP_REQUESTS: readonly number[] = [
  FIND_COORDINATOR,
  JOIN_GROUP,
  SYNC_GROUP,
  HEARTBEAT,
  LEAVE_GROUP,
];

/**
 * A member of a group: finds the coordinator, joins, gets its assignment and stays a member
 * (`AbstractCoordinator`). What waits in Kafka's code for an answer is a field here, and each round of
 * poll goes on where the last one stopped.
 */
export abstract class AbstractCoordinator implements ChannelOwner, HeartbeatOwner {
  protected readonly host: Host;
  protected readonly config: GroupRebalanceConfig;
  protected readonly metadata: Metadata;
  protected readonly membership: Membership;
  protected readonly thread: HeartbeatThread;
  protected readonly channel: CoordinatorChannel;
  protected fatal: ErrorCode = Errors.NONE;
  private rejoinNeeded = true;
  private needsJoinPrepare = true;
  private join: JoinAttempt | null = null;
  /** After a join that failed: not before, or not without another event before. */
  private rejoinAtUs: Micros = LONG_AGO;
  private leaving = false;
  /** The thread is the application's. */
  protected away = false;

  constructor(host: Host, config: GroupRebalanceConfig, metadata: Metadata, client: NetworkClient) {
    this.host = host;
    this.config = config;
    this.metadata = metadata;
    this.membership = new Membership(host, config.groupId);
    this.channel = new CoordinatorChannel(host, config, metadata, client, this);
    this.thread = new HeartbeatThread(host, config, this.channel, this);
  }

  /** What this member can do and wants, by assignor, in the order of preference. */
  protected abstract protocols(): JoinGroupProtocol[];
  /** Before each join; answers whether it is through, or wants to be asked again. */
  protected abstract onJoinPrepare(): boolean;
  /** At the leader: null while it waits for metadata. */
  protected abstract onLeaderElected(
    protocolName: string,
    join: NonNullable<JoinAttempt["leading"]>,
  ): GroupAssignment | null;
  /** The generation has this assignment; answers whether it is through, or wants to be asked again. */
  protected abstract onJoinComplete(assignment: Uint8Array): boolean;
  /** The coordinator was not found this time. */
  protected abstract onLookupFailed(): void;

  get state(): number {
    return this.membership.state;
  }

  get generation(): MemberGeneration {
    return this.membership.generation;
  }

  get stableGeneration(): Generation | null {
    return this.state === STABLE ? this.generation : null;
  }

  get rebalanceInProgress(): boolean {
    return this.state === PREPARING_REBALANCE || this.state === COMPLETING_REBALANCE;
  }

  get coordinatorNode(): number {
    return this.channel.lookup.check();
  }

  /** It waits for the answer to a join, or needs one. */
  get rejoinNeededOrPending(): boolean {
    return this.rejoinNeeded || this.join !== null;
  }

  /** When poll is worth another round without an event of the network. */
  get nextAttemptAtUs(): Micros {
    const heartbeat = this.config.heartbeatThread ? NEVER : this.thread.nextAtUs;
    const waits = this.join === null && this.rejoinNeeded && this.rejoinAtUs !== LONG_AGO;
    return Math.min(this.channel.nextAttemptAtUs, heartbeat, waits ? this.rejoinAtUs : NEVER);
  }

  requestRejoin(): void {
    this.rejoinNeeded = true;
  }

  /** The coordinator is somewhere else, or gone. */
  markCoordinatorUnknown(): void {
    this.channel.markUnknown(false);
    this.thread.arm();
  }

  /** `joinGroupIfNeeded`: answers whether this is an active member. */
  protected joinGroupIfNeeded(): boolean {
    while (this.rejoinNeededOrPending) {
      if (this.config.failedJoin === "sleeps" && this.host.monotonicUs() < this.rejoinAtUs)
        return false;
      if (!this.channel.ensureReady()) return false;
      if (this.needsJoinPrepare) {
        if (!this.onJoinPrepare()) return false;
        this.needsJoinPrepare = false;
      }
      const join = this.join ?? this.initiateJoin();
      if (join.stage === "assigning") this.assign(join);
      if (join.stage === "succeeded") {
        if (!this.completeJoin(join)) return false;
      } else if (join.stage === "failed") {
        if (!this.afterFailedJoin(join.error)) return false;
      } else return false;
    }
    return true;
  }

  onResponse(request: InFlightRequest, response: Message): void {
    const { body } = response;
    if (this.away && !this.thread.pollsNetwork) this.channel.keep(request, body);
    else this.onAnswer(request, body);
    this.thread.arm();
  }

  onDisconnect(request: InFlightRequest): void {
    this.onLost(request.kind);
    this.thread.arm();
  }

  sendHeartbeat(): void {
    this.send(
      HEARTBEAT,
      heartbeatRequest(this.config, this.generation),
      MESSAGE_OVERHEAD_BYTES,
      this.config.requestTimeoutUs,
    );
  }

  /** Leaves the group, if it is a dynamic member and the coordinator is known; nobody waits for the answer. */
  maybeLeaveGroup(): void {
    const { memberId } = this.generation;
    const isMember = this.state !== UNJOINED && memberId !== UNKNOWN_MEMBER_ID;
    if (this.config.instanceId === null && isMember && !this.channel.lookup.isUnknown) {
      this.leaving = true;
      const request = leaveGroupRequest(this.config, this.generation);
      this.send(LEAVE_GROUP, request, MESSAGE_OVERHEAD_BYTES, this.config.requestTimeoutUs);
    }
    this.resetStateAndRejoin(NO_GENERATION);
  }

  /** A LeaveGroup was sent and not answered. */
  protected get isLeaving(): boolean {
    return this.leaving;
  }

  /** The coordinator said so of a generation. */
  onMembershipLost(error: ErrorCode, asked: Generation): void {
    const { membershipErrors } = this.config;
    const { generation } = this;
    if (membershipErrors === "rejoin") {
      if (error === Errors.UNKNOWN_MEMBER_ID)
        this.membership.set(UNJOINED, { ...generation, memberId: UNKNOWN_MEMBER_ID });
      this.rejoinNeeded = true;
      return;
    }
    if (membershipErrors !== "reset" && !isSameGeneration(asked, generation)) return;
    const keeps = membershipErrors === "keepsMemberId" && error === Errors.ILLEGAL_GENERATION;
    const { memberId } = generation;
    this.resetStateAndRejoin(keeps ? { ...NO_GENERATION, memberId } : NO_GENERATION);
  }

  protected metError(error: ErrorCode): void {
    this.host.simulation.facts.add(FACT_CLIENT_ERROR, this.host.index, error, -1);
  }

  private resetStateAndRejoin(generation: MemberGeneration): void {
    this.membership.set(UNJOINED, generation);
    this.thread.onStateChanged();
    this.rejoinNeeded = true;
    this.needsJoinPrepare = true;
  }

  private initiateJoin(): JoinAttempt {
    const join = newJoin();
    this.join = join;
    this.rejoinAtUs = LONG_AGO;
    const { generation } = this;
    this.membership.set(PREPARING_REBALANCE, generation);
    this.thread.onStateChanged();
    const protocols = this.protocols();
    const request = joinGroupRequest(this.config, generation.memberId, protocols);
    const size = groupRequestBytes(protocols.map(({ metadata }) => metadata));
    this.send(JOIN_GROUP, request, size, this.config.joinTimeoutUs);
    return join;
  }

  /** Answers whether the loop goes on now. */
  private completeJoin(join: JoinAttempt): boolean {
    if (join.completing || this.state === STABLE) {
      join.completing = true;
      if (!this.onJoinComplete(join.assignment)) return false;
    } else this.resetStateAndRejoin(NO_GENERATION);
    this.join = null;
    this.needsJoinPrepare = true;
    return true;
  }

  private afterFailedJoin(error: ErrorCode): boolean {
    const { failedJoin } = this.config;
    this.join = null;
    this.rejoinNeeded = true;
    if (joinsAgainAtOnce(error)) return true;
    if (!mayJoinLater(error)) {
      this.fatal = error;
      return false;
    }
    if (failedJoin === "forgetsMember") this.resetStateAndRejoin(NO_GENERATION);
    if (failedJoin === "forgetsMember" || failedJoin === "triesAtOnce") return true;
    this.rejoinAtUs = this.host.monotonicUs() + this.config.retryBackoffUs;
    return false;
  }

  private send(kind: number, body: unknown, sizeBytes: number, timeoutUs: Micros): void {
    this.channel.send(kind, body, sizeBytes, timeoutUs, this.generation);
  }

  /** For the channel. */
  onAnswer({ kind, context }: InFlightRequest, body: unknown): void {
    const asked = context as MemberGeneration;
    if (kind === FIND_COORDINATOR) this.onFindCoordinator(body as FindCoordinatorResponse);
    else if (kind === JOIN_GROUP) this.onJoinGroup(asked, body as JoinGroupResponse);
    else if (kind === SYNC_GROUP) this.onSyncGroup(asked, body as SyncGroupResponse);
    else if (kind === HEARTBEAT) this.onHeartbeat(asked, (body as HeartbeatResponse).error);
    else this.onLeaveGroup(body as LeaveGroupResponse);
  }

  /** For the channel: nobody will answer that request. */
  onLost(kind: number): void {
    if (kind === FIND_COORDINATOR) {
      this.channel.lookup.onDisconnect();
      this.onLookupFailed();
      return;
    }
    this.channel.markUnknown(true);
    if (kind === HEARTBEAT) this.thread.heartbeatFailed();
    else if (kind === LEAVE_GROUP) this.leaving = false;
    else this.failJoin(Errors.NETWORK_EXCEPTION);
  }

  private onFindCoordinator(response: FindCoordinatorResponse): void {
    if (this.channel.lookup.onResponse(response)) this.thread.onCoordinatorFound();
    else {
      this.metError(response.error);
      this.onLookupFailed();
    }
  }

  private onJoinGroup(asked: MemberGeneration, response: JoinGroupResponse): void {
    const { error, generationId, memberId, protocolName } = response;
    const { join } = this;
    if (join === null) return;
    if (error === Errors.NONE) {
      if (this.state !== PREPARING_REBALANCE) {
        // It left the group meanwhile (UnjoinedGroupException).
        this.failJoin(Errors.NETWORK_EXCEPTION);
        return;
      }
      assert(protocolName !== null, "a generation has a protocol");
      this.membership.set(COMPLETING_REBALANCE, { generationId, memberId, protocolName });
      this.thread.onStateChanged();
      if (response.leader === memberId) {
        join.stage = "assigning";
        join.leading = { members: response.members, skip: response.skipAssignment };
        this.assign(join);
      } else this.sync(join, []);
      return;
    }
    if (error !== Errors.MEMBER_ID_REQUIRED) this.metError(error);
    if (error === Errors.UNKNOWN_MEMBER_ID) this.onMembershipLost(error, asked);
    else if (error === Errors.MEMBER_ID_REQUIRED)
      this.membership.set(this.state, { ...NO_GENERATION, memberId });
    else if (isWrongCoordinator(error)) this.channel.markUnknown(false);
    this.failJoin(error);
  }

  /** The leader assigns, as soon as its metadata are fresh. */
  private assign(join: JoinAttempt): void {
    const { leading } = join;
    const { protocolName } = this.generation;
    if (leading === null || protocolName === null) {
      this.failJoin(Errors.ILLEGAL_GENERATION);
      return;
    }
    try {
      const assignments = this.onLeaderElected(protocolName, leading);
      if (assignments !== null) this.sync(join, assignments);
    } catch (error) {
      if (!(error instanceof AssignmentFailedError)) throw error;
      this.failJoin(Errors.UNKNOWN_SERVER_ERROR);
    }
  }

  private sync(join: JoinAttempt, assignments: GroupAssignment): void {
    join.stage = "syncing";
    join.leading = null;
    const request = syncGroupRequest(this.config, this.generation, assignments);
    const size = groupRequestBytes(assignments.map(({ assignment }) => assignment));
    this.send(SYNC_GROUP, request, size, this.config.requestTimeoutUs);
  }

  private onSyncGroup(asked: MemberGeneration, response: SyncGroupResponse): void {
    const { error, assignment } = response;
    const { join } = this;
    if (join === null) return;
    if (error !== Errors.NONE) {
      this.metError(error);
      if (error === Errors.UNKNOWN_MEMBER_ID || error === Errors.ILLEGAL_GENERATION)
        this.onMembershipLost(error, asked);
      else if (isWrongCoordinator(error)) this.channel.markUnknown(false);
      this.failJoin(error);
    } else if (this.state !== COMPLETING_REBALANCE || this.generation === NO_GENERATION) {
      // The heartbeat thread lost the membership meanwhile.
      this.failJoin(Errors.ILLEGAL_GENERATION);
    } else {
      this.membership.set(STABLE, this.generation);
      this.rejoinNeeded = false;
      join.stage = "succeeded";
      join.assignment = assignment;
      this.thread.onStateChanged();
    }
  }

  private onHeartbeat(asked: MemberGeneration, error: ErrorCode): void {
    if (error === Errors.NONE) {
      this.thread.heartbeatReceived();
      return;
    }
    this.metError(error);
    if (error === Errors.REBALANCE_IN_PROGRESS) {
      if (this.state === STABLE) this.requestRejoin();
      this.thread.heartbeatReceived();
      return;
    }
    if (isWrongCoordinator(error)) {
      this.channel.markUnknown(false);
      this.thread.heartbeatFailed();
    } else this.onHeartbeatRefused(asked, error);
  }

  private onHeartbeatRefused(asked: MemberGeneration, error: ErrorCode): void {
    const { membershipErrors } = this.config;
    const ignoresOld =
      membershipErrors === "resetIfCurrent" || membershipErrors === "keepsMemberId";
    if (ignoresOld && !isSameGeneration(asked, this.generation)) this.thread.heartbeatReceived();
    else if (error === Errors.FENCED_INSTANCE_ID) {
      if (ignoresOld) this.resetStateAndRejoin(NO_GENERATION);
      this.thread.failure = error;
    } else if (error === Errors.UNKNOWN_MEMBER_ID || error === Errors.ILLEGAL_GENERATION) {
      this.onMembershipLost(error, asked);
      this.thread.heartbeatFailed();
    } else this.thread.heartbeatFailed();
  }

  private onLeaveGroup({ error, members }: LeaveGroupResponse): void {
    this.leaving = false;
    const met = error !== Errors.NONE ? error : (members[0]?.error ?? Errors.NONE);
    if (met !== Errors.NONE) this.metError(met);
  }

  private failJoin(error: ErrorCode): void {
    const { join } = this;
    if (join === null) return;
    join.stage = "failed";
    join.error = error;
    if (!this.config.heartbeatsWhileCompleting && this.rebalanceInProgress)
      this.membership.set(UNJOINED, this.generation);
  }
}
