import type { ErrorCode } from "../../errors.ts";
import { Errors } from "../../errors.ts";
import { GROUP_STATES } from "../../facts.ts";
import { UNKNOWN_MEMBER_ID } from "../../group-messages.ts";
import type {
  DelayedHeartbeat,
  DelayedJoin,
  DelayedOperations,
  DelayedSync,
} from "./delayed-operations.ts";
import type { GroupMetadata } from "./group-metadata.ts";
import {
  type GroupResponses,
  joinError,
  joinResult,
  syncError,
  syncResult,
} from "./group-responses.ts";
import type { Assignments, GroupStore } from "./group-store.ts";
import type { Heartbeats } from "./heartbeats.ts";
import { type MemberMetadata, NO_ASSIGNMENT } from "./member-metadata.ts";

const { Empty, PreparingRebalance, CompletingRebalance, Stable, Dead } = GROUP_STATES;

export interface RebalanceRules {
  /** `group.initial.rebalance.delay.ms`. */
  readonly initialRebalanceDelayMs: number;
  readonly emptyGroup: "removed" | "kept";
  readonly pendingSync: "awaited" | "timesOut";
  readonly newMemberSession: "afterJoin" | "afterFirstRequest";
}

/**
 * The rebalance of a group: all members join, or are given up; the leader assigns; the assignment is
 * stored and handed out (`GroupCoordinator.prepareRebalance`, `onCompleteJoin`, …).
 */
export class Rebalance {
  private readonly store: GroupStore;
  private readonly operations: DelayedOperations;
  private readonly heartbeats: Heartbeats;
  private readonly responses: GroupResponses;
  private readonly rules: RebalanceRules;

  constructor(
    store: GroupStore,
    operations: DelayedOperations,
    heartbeats: Heartbeats,
    responses: GroupResponses,
    rules: RebalanceRules,
  ) {
    this.store = store;
    this.operations = operations;
    this.heartbeats = heartbeats;
    this.responses = responses;
    this.rules = rules;
  }

  /** Begins a rebalance, unless one has begun. */
  maybePrepare(group: GroupMetadata): void {
    if (group.canRebalance) this.prepare(group);
  }

  /** Those who wait for their assignment must join again. */
  prepare(group: GroupMetadata): void {
    if (group.is(CompletingRebalance)) {
      this.resetAndPropagateAssignmentError(group, Errors.REBALANCE_IN_PROGRESS);
    }
    this.removeSyncExpiration(group);
    const wasEmpty = group.is(Empty);
    group.transitionTo(PreparingRebalance);
    const delayMs = this.rules.initialRebalanceDelayMs;
    if (wasEmpty && delayMs > 0) {
      const remainingMs = Math.max(group.rebalanceTimeoutMs - delayMs, 0);
      this.operations.scheduleJoin(group, delayMs, { delayMs, remainingMs });
    } else if (wasEmpty) {
      // Who was given a member id and has not come back is not waited for.
      this.onCompleteJoin(group);
    } else this.awaitMembers(group);
  }

  /** Ends the wait for members, if all have joined. */
  tryCompleteJoin(group: GroupMetadata): void {
    if (!group.is(PreparingRebalance)) return;
    const { delayedJoin } = group;
    if (delayedJoin === null || delayedJoin.initial !== null || !group.hasAllMembersJoined) return;
    this.operations.cancelJoin(group);
    this.onCompleteJoin(group);
  }

  /** The time for members to join is over. */
  onExpireJoin({ group, initial }: DelayedJoin): void {
    if (initial === null || !group.newMemberAdded || initial.remainingMs === 0) {
      this.onCompleteJoin(group);
      return;
    }
    group.newMemberAdded = false;
    const delayMs = Math.min(this.rules.initialRebalanceDelayMs, initial.remainingMs);
    const remainingMs = Math.max(initial.remainingMs - initial.delayMs, 0);
    this.operations.scheduleJoin(group, delayMs, { delayMs, remainingMs });
  }

  /** A member left, or was given up. Who still waits as it is told to begin anew. */
  removeMemberAndUpdateGroup(group: GroupMetadata, member: MemberMetadata): void {
    this.responses.maybeAnswerJoin(member, joinError(UNKNOWN_MEMBER_ID, Errors.UNKNOWN_MEMBER_ID));
    this.remove(group, member.memberId);
    if (group.is(Stable) || group.is(CompletingRebalance)) this.maybePrepare(group);
    else this.tryCompleteJoin(group);
  }

  /** Somebody who was given a member id does not join with it. */
  removePendingMemberAndUpdateGroup(group: GroupMetadata, memberId: string): void {
    this.remove(group, memberId);
    this.tryCompleteJoin(group);
  }

  onExpireHeartbeat({ group, memberId, isPending }: DelayedHeartbeat): void {
    if (group.is(Dead)) return;
    if (isPending) this.removePendingMemberAndUpdateGroup(group, memberId);
    else if (group.has(memberId) && !this.heartbeats.isAlive(group.get(memberId))) {
      this.removeMemberAndUpdateGroup(group, group.get(memberId));
    }
  }

  /** Members that never asked for their assignment are given up (KAFKA-12890). */
  onExpirePendingSync({ group, generationId }: DelayedSync): void {
    const isOfThisGeneration = generationId === group.generationId;
    if (!isOfThisGeneration || !(group.is(CompletingRebalance) || group.is(Stable))) return;
    const missing = group.allPendingSyncMembers;
    if (missing.length === 0) return;
    for (const memberId of missing) this.remove(group, memberId);
    this.prepare(group);
  }

  /** A member asked for its assignment. */
  removePendingSyncMember(group: GroupMetadata, memberId: string): void {
    group.removePendingSyncMember(memberId);
    if (group.allPendingSyncMembers.length === 0) this.operations.cancelSync(group);
  }

  removeSyncExpiration(group: GroupMetadata): void {
    group.clearPendingSyncMembers();
    this.operations.cancelSync(group);
  }

  setAndPropagateAssignment(group: GroupMetadata, assignments: Assignments): void {
    for (const member of group.allMemberMetadata) {
      group.setAssignment(member, assignments.get(member.memberId) ?? NO_ASSIGNMENT);
    }
    this.propagateAssignment(group, Errors.NONE);
  }

  resetAndPropagateAssignmentError(group: GroupMetadata, error: ErrorCode): void {
    for (const member of group.allMemberMetadata) group.setAssignment(member, NO_ASSIGNMENT);
    this.propagateAssignment(group, error);
  }

  private propagateAssignment(group: GroupMetadata, error: ErrorCode): void {
    for (const member of group.allMemberMetadata) {
      const body = error === Errors.NONE ? syncResult(group, member) : syncError(error);
      // While it waited its session could end without consequence; now it counts again.
      if (this.responses.maybeAnswerSync(member, body)) this.heartbeats.scheduleNext(group, member);
    }
  }

  private awaitMembers(group: GroupMetadata): void {
    this.operations.scheduleJoin(group, group.rebalanceTimeoutMs, null);
    this.tryCompleteJoin(group);
  }

  /** All have joined, or the time is over: who has not joined is given up, but for static members. */
  private onCompleteJoin(group: GroupMetadata): void {
    for (const { memberId, isStaticMember } of group.notYetRejoinedMembers) {
      if (!isStaticMember) this.remove(group, memberId);
    }
    if (group.is(Dead)) return;
    if (group.size === 0 && this.rules.emptyGroup === "removed") {
      this.operations.cancelAll(group);
      group.transitionTo(Dead);
      this.store.removeGroup(group);
    } else if (!group.maybeElectNewJoinedLeader() && group.size > 0) {
      // Static members may still come back, until their sessions end.
      this.awaitMembers(group);
    } else this.beginGeneration(group);
  }

  private beginGeneration(group: GroupMetadata): void {
    group.initNextGeneration();
    if (group.is(Empty)) {
      this.store.storeGroup(group, new Map(), { kind: "emptyGroup" });
      return;
    }
    for (const member of group.allMemberMetadata) this.tellOfGeneration(group, member);
    if (this.rules.pendingSync === "timesOut") {
      this.operations.scheduleSync(group, group.rebalanceTimeoutMs);
    }
  }

  private tellOfGeneration(group: GroupMetadata, member: MemberMetadata): void {
    this.responses.maybeAnswerJoin(member, joinResult(group, member.memberId));
    const hasNoSession = member.isNew && this.rules.newMemberSession === "afterFirstRequest";
    member.isNew = false;
    if (hasNoSession) this.heartbeats.forget(group, member.memberId);
    else this.heartbeats.scheduleNext(group, member);
    if (this.rules.pendingSync === "timesOut") group.addPendingSyncMember(member.memberId);
  }

  private remove(group: GroupMetadata, memberId: string): void {
    group.remove(memberId);
    this.heartbeats.forget(group, memberId);
  }
}
