import { assert, present } from "../../../kernel/assert.ts";
import { GROUP_STATES } from "../../facts.ts";
import { CONSUMER_PROTOCOL_TYPE, type JoinGroupMember } from "../../group-messages.ts";
import type { DelayedHeartbeat, DelayedJoin, DelayedSync } from "./delayed-operations.ts";
import type { GroupFacts } from "./group-facts.ts";
import { GroupMembers } from "./group-members.ts";
import type { GroupOffsets } from "./group-offsets.ts";
import { type GroupState, groupStateName, isValidTransition } from "./group-state.ts";
import type { MemberMetadata } from "./member-metadata.ts";
import { inTrieOrder } from "./scala-hash-order.ts";
import { subscribedTopicsOf } from "./subscribed-topics.ts";

/** What the log tells of a group. */
export interface StoredGroup {
  readonly generationId: number;
  /** null: offsets were committed, nobody ever joined. */
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leaderId: string | null;
  /** When it came to its state; null where the record does not say (before 2.1). */
  readonly currentStateTimestampMs: number | null;
  readonly members: readonly MemberMetadata[];
}

/**
 * A group as its coordinator holds it (`GroupMetadata`): its state and generation, its members, and the
 * offsets it committed.
 */
export class GroupMetadata {
  readonly groupId: string;
  readonly offsets: GroupOffsets;
  /** null: nobody ever joined. */
  protocolType: string | null = null;
  /** Wall clock; null when the log did not say. */
  currentStateTimestampMs: number | null;
  /** A member joined while the group waits for its first members: it waits longer. */
  newMemberAdded = false;
  /** Timers of this group; null, or missing, when none runs. */
  delayedJoin: DelayedJoin | null = null;
  delayedSync: DelayedSync | null = null;
  readonly delayedHeartbeats = new Map<string, DelayedHeartbeat>();
  private readonly facts: GroupFacts;
  private readonly members: GroupMembers;
  private readonly pendingMembers = new Set<string>();
  private readonly pendingSyncMembers = new Set<string>();
  private currentState: GroupState;
  private generation = 0;
  private protocol: string | null = null;
  private leaderId: string | null = null;
  private topics: ReadonlySet<string> | null = null;

  constructor(
    groupId: string,
    initialState: GroupState,
    facts: GroupFacts,
    offsets: GroupOffsets,
    stored: StoredGroup | null = null,
  ) {
    this.groupId = groupId;
    this.currentState = initialState;
    this.facts = facts;
    this.offsets = offsets;
    this.members = new GroupMembers(groupId, facts);
    this.currentStateTimestampMs = facts.wallMs;
    if (stored !== null) this.restore(stored);
    else this.emit();
  }

  get state(): GroupState {
    return this.currentState;
  }

  is(state: GroupState): boolean {
    return this.currentState === state;
  }

  /** 0 until the first rebalance is through; it grows with every one. */
  get generationId(): number {
    return this.generation;
  }

  /** The assignor that was chosen; null: none. */
  get protocolName(): string | null {
    return this.protocol;
  }

  /** Member id; null: none. */
  get leader(): string | null {
    return this.leaderId;
  }

  isLeader(memberId: string): boolean {
    return this.leaderId === memberId;
  }

  get isConsumerGroup(): boolean {
    return this.protocolType === CONSUMER_PROTOCOL_TYPE;
  }

  has(memberId: string): boolean {
    return this.members.get(memberId) !== null;
  }

  /** A member that the group has. */
  get(memberId: string): MemberMetadata {
    return present(this.members.get(memberId), `${memberId} is a member of ${this.groupId}`);
  }

  get size(): number {
    return this.members.size;
  }

  /** Members in the order in which Kafka goes through them. */
  get allMemberMetadata(): readonly MemberMetadata[] {
    return this.members.all;
  }

  /** The member id of a static member; null: there is none of that name. */
  currentStaticMemberId(instanceId: string): string | null {
    return this.members.staticMemberId(instanceId);
  }

  /** Members whose JoinGroup waits. */
  get numAwaiting(): number {
    return this.members.numAwaiting;
  }

  get notYetRejoinedMembers(): readonly MemberMetadata[] {
    return this.allMemberMetadata.filter(({ isAwaitingJoin }) => !isAwaitingJoin);
  }

  get hasAllMembersJoined(): boolean {
    return this.pendingMembers.size === 0 && this.numAwaiting === this.size;
  }

  /** The longest of its members' rebalance timeouts. */
  get rebalanceTimeoutMs(): number {
    return Math.max(0, ...this.allMemberMetadata.map((member) => member.rebalanceTimeoutMs));
  }

  get canRebalance(): boolean {
    return isValidTransition(this.currentState, GROUP_STATES.PreparingRebalance);
  }

  add(member: MemberMetadata): void {
    if (this.size === 0) this.protocolType = member.protocolType;
    assert(this.protocolType === member.protocolType, "members have the group's protocol type");
    const protocols = member.supportedProtocols.map(({ name }) => name);
    assert(
      this.supportsProtocols(member.protocolType, protocols),
      "a member supports a protocol that all members support",
    );
    this.members.add(member);
    this.pendingMembers.delete(member.memberId);
    if (this.leaderId === null) this.setLeader(member.memberId);
  }

  /** Removes a member, or one that is yet to join; harmless when there is none of that id. */
  remove(memberId: string): void {
    this.members.remove(memberId);
    this.pendingMembers.delete(memberId);
    this.pendingSyncMembers.delete(memberId);
    if (this.isLeader(memberId)) this.setLeader(this.allMemberMetadata[0]?.memberId ?? null);
  }

  /** A static member has a new member id, and all else as it was (KIP-345). */
  replaceStaticMember(
    instanceId: string,
    oldMemberId: string,
    newMemberId: string,
  ): MemberMetadata {
    const wasLeader = this.isLeader(oldMemberId);
    const member = this.members.replaceStaticMember(instanceId, oldMemberId, newMemberId);
    if (wasLeader) this.setLeader(newMemberId);
    return member;
  }

  /**
   * Sees to a leader that has joined: another one where the leader has not. False where none has, or
   * where nobody leads.
   */
  maybeElectNewJoinedLeader(): boolean {
    if (this.leaderId === null) return false;
    if (this.get(this.leaderId).isAwaitingJoin) return true;
    const joined = this.allMemberMetadata.find(({ isAwaitingJoin }) => isAwaitingJoin);
    if (joined === undefined) return false;
    this.setLeader(joined.memberId);
    return true;
  }

  isPendingMember(memberId: string): boolean {
    return this.pendingMembers.has(memberId);
  }

  /** Somebody was given that member id, and is to join with it (KIP-394). */
  addPendingMember(memberId: string): void {
    assert(!this.has(memberId), "a member is not pending");
    this.pendingMembers.add(memberId);
  }

  get numPending(): number {
    return this.pendingMembers.size;
  }

  /** Members that have not asked for the assignment of this generation, though all were told to. */
  get allPendingSyncMembers(): readonly string[] {
    return [...this.pendingSyncMembers];
  }

  addPendingSyncMember(memberId: string): void {
    assert(this.has(memberId), "a pending sync is one of a member");
    this.pendingSyncMembers.add(memberId);
  }

  removePendingSyncMember(memberId: string): void {
    this.pendingSyncMembers.delete(memberId);
  }

  clearPendingSyncMembers(): void {
    this.pendingSyncMembers.clear();
  }

  /** Whether somebody with these protocols can be a member beside those that are. */
  supportsProtocols(protocolType: string, protocols: readonly string[]): boolean {
    if (this.is(GROUP_STATES.Empty)) return protocolType !== "" && protocols.length > 0;
    if (this.protocolType !== protocolType) return false;
    const candidates = this.members.candidateProtocols;
    return this.size === 0 ? protocols.length > 0 : protocols.some((name) => candidates.has(name));
  }

  /**
   * The protocol that most members like best of those that all support; of several the one that Kafka
   * happens to come to first.
   */
  selectProtocol(): string {
    assert(this.size > 0, "only a group that has members can choose a protocol");
    const candidates = this.members.candidateProtocols;
    const votes = new Map<string, number>();
    for (const member of this.allMemberMetadata) {
      const vote = member.vote(candidates);
      votes.set(vote, (votes.get(vote) ?? 0) + 1);
    }
    const most = Math.max(...votes.values());
    const first = inTrieOrder([...votes.keys()]).find((name) => votes.get(name) === most);
    return present(first, "somebody votes");
  }

  transitionTo(state: GroupState): void {
    this.changeState(state);
    this.emit();
  }

  /** The rebalance is over: the next generation begins with those that are there. */
  initNextGeneration(): void {
    this.generation++;
    const isEmpty = this.size === 0;
    this.protocol = isEmpty ? null : this.selectProtocol();
    this.computeSubscribedTopics();
    this.clearPendingSyncMembers();
    this.transitionTo(isEmpty ? GROUP_STATES.Empty : GROUP_STATES.CompletingRebalance);
  }

  setAssignment(member: MemberMetadata, assignment: Uint8Array): void {
    if (member.assignment.length === 0 && assignment.length === 0) return;
    member.assignment = assignment;
    this.facts.member(this.groupId, member);
  }

  /** What the leader is told of the members. */
  get currentMemberMetadata(): readonly JoinGroupMember[] {
    const { Dead, PreparingRebalance } = GROUP_STATES;
    assert(!this.is(Dead) && !this.is(PreparingRebalance), "the members' protocol is chosen");
    const protocol = present(this.protocol, "the members' protocol is chosen");
    return this.allMemberMetadata.map((member) => ({
      memberId: member.memberId,
      instanceId: member.instanceId,
      metadata: member.metadata(protocol),
    }));
  }

  /** Topics that members subscribe to; null: not known. */
  get subscribedTopics(): ReadonlySet<string> | null {
    return this.topics;
  }

  /** Whether a member subscribes to a topic; yes when that is not known. */
  isSubscribedToTopic(topic: string): boolean {
    return this.topics?.has(topic) ?? true;
  }

  private restore(stored: StoredGroup): void {
    this.generation = stored.generationId;
    this.protocolType = stored.protocolType === "" ? null : stored.protocolType;
    this.protocol = stored.protocolName;
    this.leaderId = stored.leaderId;
    this.currentStateTimestampMs = stored.currentStateTimestampMs;
    this.emit();
    for (const member of stored.members) this.add(member);
    this.computeSubscribedTopics();
  }

  private computeSubscribedTopics(): void {
    const { isConsumerGroup, protocol } = this;
    this.topics = isConsumerGroup ? subscribedTopicsOf(this.allMemberMetadata, protocol) : null;
  }

  private setLeader(memberId: string | null): void {
    this.leaderId = memberId;
    this.emit();
  }

  private changeState(state: GroupState): void {
    assert(
      isValidTransition(this.currentState, state),
      `a group that is ${groupStateName(this.currentState)} may become ${groupStateName(state)}`,
    );
    this.currentState = state;
    this.currentStateTimestampMs = this.facts.wallMs;
  }

  /** The one place from which a group's state, generation, protocol and leader are told. */
  private emit(): void {
    const { groupId, currentState, generation, protocol, leaderId } = this;
    this.facts.group(groupId, currentState, generation, protocol, leaderId);
  }
}
