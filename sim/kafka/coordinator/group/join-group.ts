import type { ChoiceStream } from "../../../kernel/choices.ts";
import type { Message } from "../../../kernel/connection.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { GROUP_STATES } from "../../facts.ts";
import { type JoinGroupRequest, UNKNOWN_MEMBER_ID } from "../../group-messages.ts";
import { validateCurrentMember } from "./current-member.ts";
import type { GroupMetadata } from "./group-metadata.ts";
import { type GroupResponses, joinResult, joinResultOfFollower } from "./group-responses.ts";
import type { GroupStore } from "./group-store.ts";
import type { Heartbeats } from "./heartbeats.ts";
import { generateMemberId } from "./member-ids.ts";
import { MemberMetadata } from "./member-metadata.ts";
import type { Rebalance } from "./rebalance.ts";
import { type StaticMembers, updateMember } from "./static-members.ts";

const { Empty, PreparingRebalance, CompletingRebalance, Stable, Dead } = GROUP_STATES;

export interface JoinRules {
  readonly minSessionTimeoutMs: number;
  readonly maxSessionTimeoutMs: number;
  readonly maxSize: number;
  /** A dynamic member must join with the id that it is given first (KIP-394). */
  readonly memberIdRequired: boolean;
  readonly groupMaxSizeCheck: "newMembers" | "awaitingMembers";
  readonly rejoinTimeouts: "kept" | "updated";
}

/** The version of JoinGroup from which a member is asked to come back with an id (KIP-394). */
const KNOWN_MEMBER_ID_VERSION = 4;

/** JoinGroup requests to a group of this coordinator (`GroupCoordinator.handleJoinGroup`). */
export class JoinGroup {
  private readonly store: GroupStore;
  private readonly heartbeats: Heartbeats;
  private readonly rebalance: Rebalance;
  private readonly staticMembers: StaticMembers;
  private readonly responses: GroupResponses;
  private readonly memberIds: ChoiceStream;
  private readonly rules: JoinRules;

  constructor(
    store: GroupStore,
    heartbeats: Heartbeats,
    rebalance: Rebalance,
    staticMembers: StaticMembers,
    responses: GroupResponses,
    memberIds: ChoiceStream,
    rules: JoinRules,
  ) {
    this.store = store;
    this.heartbeats = heartbeats;
    this.rebalance = rebalance;
    this.staticMembers = staticMembers;
    this.responses = responses;
    this.memberIds = memberIds;
    this.rules = rules;
  }

  /** @param clientHost name of the host from which the request came */
  handle(request: Message, body: JoinGroupRequest, clientHost: string): void {
    const { memberId, sessionTimeoutMs } = body;
    const { minSessionTimeoutMs, maxSessionTimeoutMs } = this.rules;
    if (sessionTimeoutMs < minSessionTimeoutMs || sessionTimeoutMs > maxSessionTimeoutMs) {
      this.responses.joinError(request, memberId, Errors.INVALID_SESSION_TIMEOUT);
      return;
    }
    const isUnknown = memberId === UNKNOWN_MEMBER_ID;
    const group = this.store.getOrMaybeCreateGroup(body.groupId, isUnknown);
    if (group === null) {
      this.responses.joinError(request, memberId, Errors.UNKNOWN_MEMBER_ID);
      return;
    }
    if (!this.accepts(group, memberId)) {
      group.remove(memberId);
      this.heartbeats.forget(group, memberId);
      this.responses.joinError(request, UNKNOWN_MEMBER_ID, Errors.GROUP_MAX_SIZE_REACHED);
    } else if (isUnknown) this.joinNewMember(group, request, body, clientHost);
    else this.joinCurrentMember(group, request, body, clientHost);
    this.rebalance.tryCompleteJoin(group);
  }

  /** Whether there is room for the member (`acceptJoiningMember`). */
  private accepts(group: GroupMetadata, memberId: string): boolean {
    const { maxSize, groupMaxSizeCheck } = this.rules;
    const member = group.has(memberId) ? group.get(memberId) : null;
    if (groupMaxSizeCheck === "newMembers") {
      const isShed = group.size > maxSize && member !== null && !member.isAwaitingJoin;
      return !isShed && !(memberId === UNKNOWN_MEMBER_ID && group.size >= maxSize);
    }
    if (group.is(Empty) || group.is(Dead)) return true;
    // The last to join again are shed, where a group is too large (KAFKA-9885).
    if (group.is(PreparingRebalance)) {
      return member?.isAwaitingJoin === true || group.numAwaiting < maxSize;
    }
    return member !== null || group.size < maxSize;
  }

  private joinNewMember(
    group: GroupMetadata,
    request: Message,
    body: JoinGroupRequest,
    clientHost: string,
  ): void {
    const error = newcomerError(group, body);
    if (error !== Errors.NONE) {
      this.responses.joinError(request, UNKNOWN_MEMBER_ID, error);
      return;
    }
    const { instanceId, clientId, version, sessionTimeoutMs } = body;
    const newMemberId = generateMemberId(instanceId ?? clientId, this.memberIds);
    if (instanceId !== null) {
      const oldMemberId = group.currentStaticMemberId(instanceId);
      if (oldMemberId === null) this.addMember(group, request, body, newMemberId, clientHost);
      else this.staticMembers.replace(group, request, body, oldMemberId, newMemberId);
    } else if (this.rules.memberIdRequired && version >= KNOWN_MEMBER_ID_VERSION) {
      group.addPendingMember(newMemberId);
      this.heartbeats.schedulePending(group, newMemberId, sessionTimeoutMs);
      this.responses.joinError(request, newMemberId, Errors.MEMBER_ID_REQUIRED);
    } else this.addMember(group, request, body, newMemberId, clientHost);
  }

  private joinCurrentMember(
    group: GroupMetadata,
    request: Message,
    body: JoinGroupRequest,
    clientHost: string,
  ): void {
    const { memberId, instanceId, protocols } = body;
    const isPending = instanceId === null && group.isPendingMember(memberId);
    let error = newcomerError(group, body);
    if (error === Errors.NONE && !isPending) {
      error = validateCurrentMember(group, memberId, instanceId);
    }
    if (error !== Errors.NONE) {
      this.responses.joinError(request, memberId, error);
      return;
    }
    if (isPending) {
      this.addMember(group, request, body, memberId, clientHost);
      return;
    }
    const isUnchanged = group.get(memberId).matches(protocols);
    if (group.is(CompletingRebalance) && isUnchanged) {
      // It may have missed the answer to its first request.
      this.responses.join(request, joinResult(group, memberId));
    } else if (group.is(Stable) && isUnchanged && !group.isLeader(memberId)) {
      this.responses.join(request, joinResultOfFollower(group, memberId));
    } else {
      // A leader that joins again may know of something else to assign.
      updateMember(group.get(memberId), request, body, this.rules.rejoinTimeouts);
      this.rebalance.maybePrepare(group);
    }
  }

  private addMember(
    group: GroupMetadata,
    request: Message,
    body: JoinGroupRequest,
    memberId: string,
    clientHost: string,
  ): void {
    const { instanceId, clientId, protocolType, protocols } = body;
    const member = new MemberMetadata(
      { memberId, instanceId, clientId, clientHost },
      body.rebalanceTimeoutMs,
      body.sessionTimeoutMs,
      protocolType,
      protocols,
    );
    member.isNew = true;
    member.awaitingJoin = request;
    if (group.is(PreparingRebalance) && group.generationId === 0) group.newMemberAdded = true;
    group.add(member);
    this.heartbeats.scheduleNewMember(group, member);
    this.rebalance.maybePrepare(group);
  }
}

/** What forbids somebody to join, whoever it is. */
function newcomerError(
  group: GroupMetadata,
  { protocolType, protocols }: JoinGroupRequest,
): ErrorCode {
  if (group.is(Dead)) return Errors.COORDINATOR_NOT_AVAILABLE;
  const names = protocols.map(({ name }) => name);
  const areSupported = group.supportsProtocols(protocolType, names);
  return areSupported ? Errors.NONE : Errors.INCONSISTENT_GROUP_PROTOCOL;
}
