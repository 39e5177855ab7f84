import { assert, present } from "../../../kernel/assert.ts";
import type { GroupFacts } from "./group-facts.ts";
import type { MemberMetadata } from "./member-metadata.ts";
import { inHashMapOrder, tableSizeFor } from "./scala-hash-order.ts";

/** The members of a group, by member id and by instance id; tells of every change. */
export class GroupMembers {
  private readonly groupId: string;
  private readonly facts: GroupFacts;
  private readonly members = new Map<string, MemberMetadata>();
  /** Member ids by `group.instance.id`. */
  private readonly staticMembers = new Map<string, string>();
  /** The most members that the group had: its table in Kafka never shrinks. */
  private most = 0;
  /** Members in Kafka's order; null: to be found anew. */
  private ordered: readonly MemberMetadata[] | null = null;

  constructor(groupId: string, facts: GroupFacts) {
    this.groupId = groupId;
    this.facts = facts;
  }

  get size(): number {
    return this.members.size;
  }

  get(memberId: string): MemberMetadata | null {
    return this.members.get(memberId) ?? null;
  }

  staticMemberId(instanceId: string): string | null {
    return this.staticMembers.get(instanceId) ?? null;
  }

  /** In the order in which Kafka goes through them: that of a hash map. */
  get all(): readonly MemberMetadata[] {
    if (this.ordered === null) {
      const ids = inHashMapOrder([...this.members.keys()], tableSizeFor(this.most));
      this.ordered = ids.map((id) => present(this.members.get(id), "the member is there"));
    }
    return this.ordered;
  }

  /** How many have a JoinGroup that waits. */
  get numAwaiting(): number {
    let count = 0;
    for (const { isAwaitingJoin } of this.members.values()) if (isAwaitingJoin) count++;
    return count;
  }

  /** Protocols that all members support. */
  get candidateProtocols(): ReadonlySet<string> {
    const supporters = new Map<string, number>();
    for (const { supportedProtocols } of this.members.values()) {
      for (const { name } of supportedProtocols) {
        supporters.set(name, (supporters.get(name) ?? 0) + 1);
      }
    }
    const byAll = [...supporters].filter(([, count]) => count === this.members.size);
    return new Set(byAll.map(([name]) => name));
  }

  add(member: MemberMetadata): void {
    const { memberId, instanceId } = member;
    if (instanceId !== null) {
      assert(!this.staticMembers.has(instanceId), "a group has a static member once");
      this.staticMembers.set(instanceId, memberId);
    }
    this.put(member);
  }

  remove(memberId: string): void {
    const member = this.members.get(memberId);
    if (member === undefined) return;
    this.drop(member);
    if (member.instanceId !== null) this.staticMembers.delete(member.instanceId);
  }

  replaceStaticMember(
    instanceId: string,
    oldMemberId: string,
    newMemberId: string,
  ): MemberMetadata {
    const member = present(this.members.get(oldMemberId), "the static member is there");
    this.drop(member);
    member.memberId = newMemberId;
    this.staticMembers.set(instanceId, newMemberId);
    this.put(member);
    return member;
  }

  private put(member: MemberMetadata): void {
    this.members.set(member.memberId, member);
    this.most = Math.max(this.most, this.members.size);
    this.ordered = null;
    this.facts.member(this.groupId, member);
  }

  private drop(member: MemberMetadata): void {
    this.members.delete(member.memberId);
    this.ordered = null;
    this.facts.memberRemoved(this.groupId, member);
  }
}
