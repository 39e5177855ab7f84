import type { DelayedOperations } from "./delayed-operations.ts";
import type { GroupMetadata } from "./group-metadata.ts";
import type { MemberMetadata } from "./member-metadata.ts";

/**
 * How long a member may wait for its first rebalance to end: it has no session yet (KAFKA-7610). A
 * constant of Kafka (`NewMemberJoinTimeoutMs`).
 */
export const NEW_MEMBER_JOIN_TIMEOUT_MS = 300_000;

/** The sessions of members: how long each may go without being heard of. */
export class Heartbeats {
  private readonly operations: DelayedOperations;
  /** KAFKA-7610. */
  private readonly newMembersTimeOut: boolean;

  constructor(operations: DelayedOperations, newMembersTimeOut: boolean) {
    this.operations = operations;
    this.newMembersTimeOut = newMembersTimeOut;
  }

  /** The member was heard of: its session begins anew (`completeAndScheduleNextHeartbeatExpiration`). */
  scheduleNext(group: GroupMetadata, member: MemberMetadata): void {
    this.schedule(group, member, member.sessionTimeoutMs);
  }

  /** A member that is new waits for a rebalance. */
  scheduleNewMember(group: GroupMetadata, member: MemberMetadata): void {
    if (this.newMembersTimeOut) this.schedule(group, member, NEW_MEMBER_JOIN_TIMEOUT_MS);
    else this.forget(group, member.memberId);
  }

  /** Somebody is to join with the id that it was given. */
  schedulePending(group: GroupMetadata, memberId: string, timeoutMs: number): void {
    this.operations.scheduleHeartbeat(group, memberId, timeoutMs, true);
  }

  forget(group: GroupMetadata, memberId: string): void {
    this.operations.cancelHeartbeat(group, memberId);
  }

  /** Members that wait for others need not be heard of, but for new ones (`hasSatisfiedHeartbeat`). */
  isAlive(member: MemberMetadata): boolean {
    if (member.isNew && this.newMembersTimeOut) return false;
    return member.isAwaitingJoin || member.isAwaitingSync;
  }

  private schedule(group: GroupMetadata, member: MemberMetadata, timeoutMs: number): void {
    if (this.isAlive(member)) this.forget(group, member.memberId);
    else this.operations.scheduleHeartbeat(group, member.memberId, timeoutMs, false);
  }
}
