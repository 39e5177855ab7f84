import type { Message } from "../../../kernel/connection.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { GROUP_STATES } from "../../facts.ts";
import {
  type JoinGroupRequest,
  type JoinGroupResponse,
  UNKNOWN_MEMBER_ID,
} from "../../group-messages.ts";
import type { GroupMetadata } from "./group-metadata.ts";
import {
  type GroupResponses,
  joinError,
  joinResult,
  joinResultOfFollower,
  syncError,
} from "./group-responses.ts";
import type { GroupStore, StoreStaticMember } from "./group-store.ts";
import type { Heartbeats } from "./heartbeats.ts";
import type { MemberMetadata } from "./member-metadata.ts";
import type { Rebalance } from "./rebalance.ts";

const { PreparingRebalance, CompletingRebalance, Stable } = GROUP_STATES;

export interface StaticMemberRules {
  readonly staticMemberRejoin: "untold" | "persisted";
  readonly rejoinTimeouts: "kept" | "updated";
  /** KIP-814. */
  readonly skipAssignment: boolean;
}

/** The version of JoinGroup whose response can tell a leader not to assign (KIP-814). */
const SKIP_ASSIGNMENT_VERSION = 9;

/**
 * A static member that comes back without its member id gets a new one, and whoever had the old one is
 * fenced (KIP-345). Where that changes nothing for the group, its members do not hear of it.
 */
export class StaticMembers {
  private readonly store: GroupStore;
  private readonly heartbeats: Heartbeats;
  private readonly rebalance: Rebalance;
  private readonly responses: GroupResponses;
  private readonly rules: StaticMemberRules;

  constructor(
    store: GroupStore,
    heartbeats: Heartbeats,
    rebalance: Rebalance,
    responses: GroupResponses,
    rules: StaticMemberRules,
  ) {
    this.store = store;
    this.heartbeats = heartbeats;
    this.rebalance = rebalance;
    this.responses = responses;
    this.rules = rules;
  }

  /** `updateStaticMemberAndRebalance`. */
  replace(
    group: GroupMetadata,
    request: Message,
    body: JoinGroupRequest,
    oldMemberId: string,
    newMemberId: string,
  ): void {
    const oldLeader = group.leader;
    const instanceId = body.instanceId ?? "";
    const member = this.rename(group, instanceId, oldMemberId, newMemberId);
    const { rebalanceTimeoutMs, sessionTimeoutMs } = member;
    updateMember(member, request, body, this.rules.rejoinTimeouts);
    if (group.is(PreparingRebalance)) return;
    if (this.rules.staticMemberRejoin === "untold") {
      this.responses.maybeAnswerJoin(member, underOldLeader(group, newMemberId, oldLeader));
    } else if (group.is(CompletingRebalance)) {
      // The leader may be assigning to the old id: all begin anew (KAFKA-10284).
      this.rebalance.prepare(group);
    } else if (group.is(Stable) && group.selectProtocol() === group.protocolName) {
      const assignments = group.allMemberMetadata.map((each) => [each.memberId, each.assignment]);
      this.store.storeGroup(group, new Map(assignments as [string, Uint8Array][]), {
        kind: "staticMember",
        request,
        instanceId,
        oldMemberId,
        newMemberId,
        oldLeader,
        oldRebalanceTimeoutMs: rebalanceTimeoutMs,
        oldSessionTimeoutMs: sessionTimeoutMs,
        supportsSkippingAssignment:
          this.rules.skipAssignment && body.version >= SKIP_ASSIGNMENT_VERSION,
      });
    } else this.rebalance.maybePrepare(group);
  }

  /** What became of the group's record with the new member id. */
  onStored(group: GroupMetadata, operation: StoreStaticMember, error: ErrorCode): void {
    const { newMemberId, oldLeader, supportsSkippingAssignment } = operation;
    if (error !== Errors.NONE) this.undo(group, operation, error);
    else if (group.has(newMemberId)) {
      const body = supportsSkippingAssignment
        ? ofLeaderThatSkips(group, newMemberId)
        : underOldLeader(group, newMemberId, oldLeader);
      this.responses.maybeAnswerJoin(group.get(newMemberId), body);
    }
  }

  private undo(group: GroupMetadata, operation: StoreStaticMember, error: ErrorCode): void {
    const { newMemberId, oldMemberId, instanceId, request, oldLeader } = operation;
    if (group.has(newMemberId)) {
      const member = group.get(newMemberId);
      member.rebalanceTimeoutMs = operation.oldRebalanceTimeoutMs;
      member.sessionTimeoutMs = operation.oldSessionTimeoutMs;
      member.awaitingJoin = null;
      this.rename(group, instanceId, newMemberId, oldMemberId);
    }
    const body = underOldLeader(group, UNKNOWN_MEMBER_ID, oldLeader);
    this.responses.join(request, { ...body, error });
  }

  /** Whoever waits under the old id is fenced. */
  private rename(
    group: GroupMetadata,
    instanceId: string,
    from: string,
    to: string,
  ): MemberMetadata {
    const old = group.get(from);
    this.responses.maybeAnswerJoin(old, joinError(from, Errors.FENCED_INSTANCE_ID));
    this.responses.maybeAnswerSync(old, syncError(Errors.FENCED_INSTANCE_ID));
    this.heartbeats.forget(group, from);
    const member = group.replaceStaticMember(instanceId, from, to);
    this.heartbeats.scheduleNext(group, member);
    return member;
  }
}

/** A member joins again: it may say something else, and waits (`updateMember`). */
export function updateMember(
  member: MemberMetadata,
  request: Message,
  body: JoinGroupRequest,
  rejoinTimeouts: "kept" | "updated",
): void {
  member.supportedProtocols = body.protocols;
  if (rejoinTimeouts === "updated") {
    member.rebalanceTimeoutMs = body.rebalanceTimeoutMs;
    member.sessionTimeoutMs = body.sessionTimeoutMs;
  }
  member.awaitingJoin = request;
}

/**
 * The answer names the leader by its old id, so that a leader that came back does not take itself for it:
 * it would assign, and a stable group would not hear of it.
 */
function underOldLeader(
  group: GroupMetadata,
  memberId: string,
  oldLeader: string | null,
): JoinGroupResponse {
  return { ...joinResultOfFollower(group, memberId), leader: oldLeader ?? "" };
}

/** A leader goes on to watch over the topics, and leaves the assignment as it is (KIP-814). */
function ofLeaderThatSkips(group: GroupMetadata, memberId: string): JoinGroupResponse {
  const tellsMembers = !group.is(PreparingRebalance);
  const body = tellsMembers ? joinResult(group, memberId) : joinResultOfFollower(group, memberId);
  return { ...body, skipAssignment: group.isLeader(memberId) };
}
