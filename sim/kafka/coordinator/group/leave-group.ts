import type { Message } from "../../../kernel/connection.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { GROUP_STATES } from "../../facts.ts";
import { type LeaveGroupRequest, UNKNOWN_MEMBER_ID } from "../../group-messages.ts";
import { validateCurrentMember } from "./current-member.ts";
import type { GroupMetadata } from "./group-metadata.ts";
import type { GroupResponses } from "./group-responses.ts";
import type { GroupStore } from "./group-store.ts";
import type { Rebalance } from "./rebalance.ts";

type LeavingMember = LeaveGroupRequest["members"][number];

/** LeaveGroup requests to a group of this coordinator (`GroupCoordinator.handleLeaveGroup`). */
export class LeaveGroup {
  private readonly store: GroupStore;
  private readonly rebalance: Rebalance;
  private readonly responses: GroupResponses;

  constructor(store: GroupStore, rebalance: Rebalance, responses: GroupResponses) {
    this.store = store;
    this.rebalance = rebalance;
    this.responses = responses;
  }

  handle(request: Message, { groupId, members }: LeaveGroupRequest): void {
    const group = this.store.getGroup(groupId);
    if (group?.is(GROUP_STATES.Dead)) {
      this.responses.leave(request, { error: Errors.COORDINATOR_NOT_AVAILABLE, members: [] });
      return;
    }
    const outcomes = members.map((member) => ({
      ...member,
      error: group === null ? Errors.UNKNOWN_MEMBER_ID : this.remove(group, member),
    }));
    this.responses.leave(request, { error: Errors.NONE, members: outcomes });
  }

  private remove(group: GroupMetadata, { memberId, instanceId }: LeavingMember): ErrorCode {
    if (memberId === UNKNOWN_MEMBER_ID) {
      // An operator removes a static member by its instance id.
      const current = instanceId === null ? null : group.currentStaticMemberId(instanceId);
      if (current === null) return Errors.UNKNOWN_MEMBER_ID;
      this.removeCurrentMember(group, current);
      return Errors.NONE;
    }
    if (group.isPendingMember(memberId)) {
      this.rebalance.removePendingMemberAndUpdateGroup(group, memberId);
      return Errors.NONE;
    }
    const error = validateCurrentMember(group, memberId, instanceId);
    if (error === Errors.NONE) this.removeCurrentMember(group, memberId);
    return error;
  }

  private removeCurrentMember(group: GroupMetadata, memberId: string): void {
    this.rebalance.removeMemberAndUpdateGroup(group, group.get(memberId));
  }
}
