import type { Message } from "../../../kernel/connection.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { GROUP_STATES } from "../../facts.ts";
import type { SyncGroupRequest } from "../../group-messages.ts";
import { validateMemberOfGeneration } from "./current-member.ts";
import type { GroupMetadata } from "./group-metadata.ts";
import { type GroupResponses, syncResult } from "./group-responses.ts";
import type { GroupStore, StoreAssignment } from "./group-store.ts";
import type { Heartbeats } from "./heartbeats.ts";
import { NO_ASSIGNMENT } from "./member-metadata.ts";
import type { Rebalance } from "./rebalance.ts";

const { PreparingRebalance, CompletingRebalance, Stable } = GROUP_STATES;

/** SyncGroup requests to a group of this coordinator (`GroupCoordinator.doSyncGroup`). */
export class SyncGroup {
  private readonly store: GroupStore;
  private readonly heartbeats: Heartbeats;
  private readonly rebalance: Rebalance;
  private readonly responses: GroupResponses;

  constructor(
    store: GroupStore,
    heartbeats: Heartbeats,
    rebalance: Rebalance,
    responses: GroupResponses,
  ) {
    this.store = store;
    this.heartbeats = heartbeats;
    this.rebalance = rebalance;
    this.responses = responses;
  }

  handle(request: Message, body: SyncGroupRequest): void {
    const group = this.store.getGroup(body.groupId);
    const error = group === null ? Errors.UNKNOWN_MEMBER_ID : syncGroupError(group, body);
    if (group === null || error !== Errors.NONE) {
      this.responses.syncError(request, error);
      return;
    }
    const member = group.get(body.memberId);
    if (group.is(CompletingRebalance)) {
      member.awaitingSync = request;
      this.rebalance.removePendingSyncMember(group, body.memberId);
      if (group.isLeader(body.memberId)) this.storeAssignment(group, body);
      return;
    }
    this.rebalance.removePendingSyncMember(group, body.memberId);
    this.responses.sync(request, syncResult(group, member));
    this.heartbeats.scheduleNext(group, member);
  }

  /**
   * What became of an assignment's record. A member may have joined or left in the meantime; then there
   * is another generation to come.
   */
  onStored(group: GroupMetadata, operation: StoreAssignment, error: ErrorCode): void {
    const { generationId, assignments } = operation;
    if (!group.is(CompletingRebalance) || group.generationId !== generationId) return;
    if (error === Errors.NONE) {
      this.rebalance.setAndPropagateAssignment(group, assignments);
      group.transitionTo(Stable);
    } else {
      this.rebalance.resetAndPropagateAssignmentError(group, error);
      this.rebalance.maybePrepare(group);
    }
  }

  /** Members that the leader left out get nothing. */
  private storeAssignment(group: GroupMetadata, { assignments }: SyncGroupRequest): void {
    const given = new Map(assignments.map(({ memberId, assignment }) => [memberId, assignment]));
    const all = new Map<string, Uint8Array>();
    for (const { memberId } of group.allMemberMetadata) {
      all.set(memberId, given.get(memberId) ?? NO_ASSIGNMENT);
    }
    const { generationId } = group;
    this.store.storeGroup(group, all, { kind: "assignment", generationId, assignments: all });
  }
}

function syncGroupError(group: GroupMetadata, body: SyncGroupRequest): ErrorCode {
  const { generationId, memberId, instanceId, protocolType, protocolName } = body;
  const error = validateMemberOfGeneration(group, generationId, memberId, instanceId);
  if (error !== Errors.NONE) return error;
  const isOfAnotherType = protocolType !== null && protocolType !== group.protocolType;
  const isOfAnotherName = protocolName !== null && protocolName !== group.protocolName;
  if (isOfAnotherType || isOfAnotherName) return Errors.INCONSISTENT_GROUP_PROTOCOL;
  return group.is(PreparingRebalance) ? Errors.REBALANCE_IN_PROGRESS : Errors.NONE;
}
