import type { Message } from "../../../kernel/connection.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import {
  type HeartbeatResponse,
  type JoinGroupResponse,
  type LeaveGroupResponse,
  type SyncGroupResponse,
  UNKNOWN_GENERATION_ID,
} from "../../group-messages.ts";
import { MESSAGE_OVERHEAD_BYTES } from "../../messages.ts";
import type { GroupMetadata } from "./group-metadata.ts";
import { type MemberMetadata, NO_ASSIGNMENT } from "./member-metadata.ts";

/** Bytes of a member in a message, beside what it says. */
const MEMBER_OVERHEAD_BYTES = 64;

/** What answers requests: the broker. */
export interface RequestResponder {
  /** Answers a request, now or later; nothing happens where its connection is gone. */
  respond(request: Message, body: unknown, sizeBytes: number): void;
}

/** Answers to members of groups, of whom some have waited. */
export class GroupResponses {
  private readonly responder: RequestResponder;

  constructor(responder: RequestResponder) {
    this.responder = responder;
  }

  join(request: Message, body: JoinGroupResponse): void {
    let sizeBytes = MESSAGE_OVERHEAD_BYTES;
    for (const { metadata } of body.members) sizeBytes += MEMBER_OVERHEAD_BYTES + metadata.length;
    this.responder.respond(request, body, sizeBytes);
  }

  joinError(request: Message, memberId: string, error: ErrorCode): void {
    this.join(request, joinError(memberId, error));
  }

  sync(request: Message, body: SyncGroupResponse): void {
    this.responder.respond(request, body, MESSAGE_OVERHEAD_BYTES + body.assignment.length);
  }

  syncError(request: Message, error: ErrorCode): void {
    this.sync(request, syncError(error));
  }

  heartbeat(request: Message, error: ErrorCode): void {
    const body: HeartbeatResponse = { error };
    this.responder.respond(request, body, MESSAGE_OVERHEAD_BYTES);
  }

  leave(request: Message, body: LeaveGroupResponse): void {
    const sizeBytes = MESSAGE_OVERHEAD_BYTES + body.members.length * MEMBER_OVERHEAD_BYTES;
    this.responder.respond(request, body, sizeBytes);
  }

  /** Answers the JoinGroup of a member that waits (`maybeInvokeJoinCallback`). */
  maybeAnswerJoin(member: MemberMetadata, body: JoinGroupResponse): void {
    const request = member.awaitingJoin;
    if (request === null) return;
    member.awaitingJoin = null;
    this.join(request, body);
  }

  /** Answers the SyncGroup of a member that waits; false where it does not. */
  maybeAnswerSync(member: MemberMetadata, body: SyncGroupResponse): boolean {
    const request = member.awaitingSync;
    if (request === null) return false;
    member.awaitingSync = null;
    this.sync(request, body);
    return true;
  }
}

export function joinError(memberId: string, error: ErrorCode): JoinGroupResponse {
  return {
    error,
    generationId: UNKNOWN_GENERATION_ID,
    protocolType: null,
    protocolName: null,
    leader: "",
    memberId,
    members: [],
    skipAssignment: false,
  };
}

/** The current generation of a group; only its leader hears of the members. */
export function joinResult(group: GroupMetadata, memberId: string): JoinGroupResponse {
  return {
    error: Errors.NONE,
    generationId: group.generationId,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leader: group.leader ?? "",
    memberId,
    members: group.isLeader(memberId) ? group.currentMemberMetadata : [],
    skipAssignment: false,
  };
}

/** As {@link joinResult}, for a member that is not to assign. */
export function joinResultOfFollower(group: GroupMetadata, memberId: string): JoinGroupResponse {
  return {
    error: Errors.NONE,
    generationId: group.generationId,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leader: group.leader ?? "",
    memberId,
    members: [],
    skipAssignment: false,
  };
}

export function syncError(error: ErrorCode): SyncGroupResponse {
  return { error, protocolType: null, protocolName: null, assignment: NO_ASSIGNMENT };
}

export function syncResult(group: GroupMetadata, member: MemberMetadata): SyncGroupResponse {
  const { protocolType, protocolName } = group;
  return { error: Errors.NONE, protocolType, protocolName, assignment: member.assignment };
}
