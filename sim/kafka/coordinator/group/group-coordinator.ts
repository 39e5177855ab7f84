import { assert } from "../../../kernel/assert.ts";
import type { Message } from "../../../kernel/connection.ts";
import type { Host } from "../../../kernel/host.ts";
import { type ConfigValues, numberOf } from "../../config/config.ts";
import type { BrokerSwitches } from "../../era/broker-switches.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { GROUP_STATES } from "../../facts.ts";
import type {
  HeartbeatRequest,
  JoinGroupRequest,
  LeaveGroupRequest,
  SyncGroupRequest,
} from "../../group-messages.ts";
import { HEARTBEAT, JOIN_GROUP, LEAVE_GROUP, SYNC_GROUP } from "../../messages.ts";
import { validateMemberOfGeneration, validateOffsetCommit } from "./current-member.ts";
import { DelayedOperations } from "./delayed-operations.ts";
import type { GroupMetadata } from "./group-metadata.ts";
import { GroupResponses, joinError, type RequestResponder, syncError } from "./group-responses.ts";
import { validateGroupStatus } from "./group-status.ts";
import type { GroupStore, GroupStoreListener, StoreOperation } from "./group-store.ts";
import { Heartbeats } from "./heartbeats.ts";
import { JoinGroup } from "./join-group.ts";
import { LeaveGroup } from "./leave-group.ts";
import { Rebalance } from "./rebalance.ts";
import { StaticMembers } from "./static-members.ts";
import { SyncGroup } from "./sync-group.ts";

const { Empty, PreparingRebalance, CompletingRebalance, Stable, Dead } = GROUP_STATES;

/**
 * The coordinator of the groups that a broker owns (`GroupCoordinator`): who is a member, and what
 * generation it is. Their offsets and their log are the store's.
 */
export class GroupCoordinator implements GroupStoreListener {
  private readonly host: Host;
  private readonly store: GroupStore;
  private readonly switches: BrokerSwitches;
  private readonly maxSize: number;
  private readonly responses: GroupResponses;
  private readonly operations: DelayedOperations;
  private readonly heartbeats: Heartbeats;
  private readonly rebalance: Rebalance;
  private readonly staticMembers: StaticMembers;
  private readonly joinGroup: JoinGroup;
  private readonly syncGroup: SyncGroup;
  private readonly leaveGroup: LeaveGroup;

  constructor(
    host: Host,
    config: ConfigValues,
    switches: BrokerSwitches,
    store: GroupStore,
    responder: RequestResponder,
  ) {
    this.host = host;
    this.store = store;
    this.switches = switches;
    this.maxSize = numberOf(config, "group.max.size");
    this.responses = new GroupResponses(responder);
    this.operations = new DelayedOperations(host);
    this.heartbeats = new Heartbeats(this.operations, switches.newMemberTimeout);
    const { operations, heartbeats, responses } = this;
    this.rebalance = new Rebalance(store, operations, heartbeats, responses, {
      initialRebalanceDelayMs: numberOf(config, "group.initial.rebalance.delay.ms"),
      emptyGroup: switches.emptyGroup,
      pendingSync: switches.pendingSync,
      newMemberSession: switches.newMemberSession,
    });
    const { rebalance } = this;
    this.staticMembers = new StaticMembers(store, heartbeats, rebalance, responses, switches);
    const memberIds = host.simulation.choices.stream(`member-id/${host.name}`);
    const joinRules = {
      minSessionTimeoutMs: numberOf(config, "group.min.session.timeout.ms"),
      maxSessionTimeoutMs: numberOf(config, "group.max.session.timeout.ms"),
      maxSize: this.maxSize,
      memberIdRequired: switches.memberIdRequired,
      groupMaxSizeCheck: switches.groupMaxSizeCheck,
      rejoinTimeouts: switches.rejoinTimeouts,
    };
    const { staticMembers } = this;
    this.joinGroup = new JoinGroup(
      store,
      heartbeats,
      rebalance,
      staticMembers,
      responses,
      memberIds,
      joinRules,
    );
    this.syncGroup = new SyncGroup(store, heartbeats, rebalance, responses);
    this.leaveGroup = new LeaveGroup(store, rebalance, responses);
  }

  /** Whether a request of that kind can be answered here; an error for the client otherwise. */
  validateGroupStatus(groupId: string, kind: number): ErrorCode {
    return validateGroupStatus(this.store, groupId, kind, this.switches.groupWhileLoading);
  }

  handleJoinGroup(request: Message): void {
    const body = request.body as JoinGroupRequest;
    const error = this.statusOrVersionError(body.groupId, JOIN_GROUP, body.instanceId);
    if (error !== Errors.NONE) this.responses.joinError(request, body.memberId, error);
    else this.joinGroup.handle(request, body, this.host.simulation.host(request.from).name);
  }

  handleSyncGroup(request: Message): void {
    const body = request.body as SyncGroupRequest;
    const error = this.statusOrVersionError(body.groupId, SYNC_GROUP, body.instanceId);
    // The rebalance is lost with the old coordinator's memory: the member joins again, here.
    if (error === Errors.COORDINATOR_LOAD_IN_PROGRESS) {
      this.responses.syncError(request, Errors.REBALANCE_IN_PROGRESS);
    } else if (error !== Errors.NONE) this.responses.syncError(request, error);
    else this.syncGroup.handle(request, body);
  }

  handleLeaveGroup(request: Message): void {
    const body = request.body as LeaveGroupRequest;
    const error = this.validateGroupStatus(body.groupId, LEAVE_GROUP);
    if (error !== Errors.NONE) this.responses.leave(request, { error, members: [] });
    else this.leaveGroup.handle(request, body);
  }

  handleHeartbeat(request: Message): void {
    const body = request.body as HeartbeatRequest;
    const error = this.statusOrVersionError(body.groupId, HEARTBEAT, body.instanceId);
    // Nothing is known against a member of a group that is still being loaded.
    if (error === Errors.COORDINATOR_LOAD_IN_PROGRESS) {
      this.responses.heartbeat(request, Errors.NONE);
    } else if (error !== Errors.NONE) this.responses.heartbeat(request, error);
    else this.responses.heartbeat(request, this.heartbeat(body));
  }

  /**
   * Whether somebody may commit offsets of a group now. A member that may was heard of (KAFKA-3470); while
   * the members wait for their assignment none may.
   */
  validateOffsetCommit(
    group: GroupMetadata,
    generationId: number,
    memberId: string,
    instanceId: string | null,
    isTransactional = false,
  ): ErrorCode {
    const { commitInRebalance, commitKeepsSession } = this.switches;
    const isInRebalance = group.is(CompletingRebalance) && !isTransactional;
    if (isInRebalance && commitInRebalance === "groupState") return Errors.REBALANCE_IN_PROGRESS;
    const error = validateOffsetCommit(group, generationId, memberId, instanceId, isTransactional);
    if (error !== Errors.NONE || isTransactional || group.is(Empty)) return error;
    if (isInRebalance) return Errors.REBALANCE_IN_PROGRESS;
    if (commitKeepsSession) this.heartbeats.scheduleNext(group, group.get(memberId));
    return Errors.NONE;
  }

  /** Whether a group may be deleted: its members have all left. */
  validateDeleteGroup(group: GroupMetadata | null): ErrorCode {
    if (group === null || group.is(Dead)) return Errors.GROUP_ID_NOT_FOUND;
    return group.is(Empty) ? Errors.NONE : Errors.NON_EMPTY_GROUP;
  }

  /** The time of something that waits is over. */
  onTimer(operationId: number): void {
    const operation = this.operations.expire(operationId);
    if (operation === null) return;
    if (operation.kind === "join") this.rebalance.onExpireJoin(operation);
    else if (operation.kind === "sync") this.rebalance.onExpirePendingSync(operation);
    else this.rebalance.onExpireHeartbeat(operation);
  }

  groupStored(group: GroupMetadata, operation: StoreOperation, error: ErrorCode): void {
    if (operation.kind === "assignment") this.syncGroup.onStored(group, operation, error);
    else if (operation.kind === "staticMember") {
      this.staticMembers.onStored(group, operation, error);
    }
  }

  onGroupLoaded(group: GroupMetadata): void {
    assert(group.is(Stable) || group.is(Empty), "a group that was loaded does not rebalance");
    // Those who do not join again in time leave, so that the group has its size (KIP-389).
    if (group.size > this.maxSize) this.rebalance.prepare(group);
    for (const member of group.allMemberMetadata) this.heartbeats.scheduleNext(group, member);
  }

  onGroupUnloaded(group: GroupMetadata): void {
    const { state } = group;
    group.transitionTo(Dead);
    this.operations.cancelAll(group);
    for (const member of group.allMemberMetadata) {
      if (state === PreparingRebalance) {
        const body = joinError(member.memberId, Errors.NOT_COORDINATOR);
        this.responses.maybeAnswerJoin(member, body);
      } else this.responses.maybeAnswerSync(member, syncError(Errors.NOT_COORDINATOR));
    }
  }

  private heartbeat({ groupId, generationId, memberId, instanceId }: HeartbeatRequest): ErrorCode {
    const { heartbeatDuringRebalance } = this.switches;
    const group = this.store.getGroup(groupId);
    if (group === null) return Errors.UNKNOWN_MEMBER_ID;
    if (heartbeatDuringRebalance === "unheard" && !group.is(Stable)) {
      return Errors.REBALANCE_IN_PROGRESS;
    }
    const error = validateMemberOfGeneration(group, generationId, memberId, instanceId);
    if (error !== Errors.NONE) return error;
    if (group.is(CompletingRebalance) && heartbeatDuringRebalance === "whileJoining") {
      return Errors.REBALANCE_IN_PROGRESS;
    }
    this.heartbeats.scheduleNext(group, group.get(memberId));
    return group.is(PreparingRebalance) ? Errors.REBALANCE_IN_PROGRESS : Errors.NONE;
  }

  /** Not all brokers of the cluster may know static members (KIP-345). */
  private statusOrVersionError(
    groupId: string,
    kind: number,
    instanceId: string | null,
  ): ErrorCode {
    if (instanceId !== null && !this.switches.staticMembership) return Errors.UNSUPPORTED_VERSION;
    return this.validateGroupStatus(groupId, kind);
  }
}
