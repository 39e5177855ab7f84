import { present } from "../../../../kernel/assert.ts";
import type { Host } from "../../../../kernel/host.ts";
import type { KafkaNames } from "../../../context.ts";
import { type ErrorCode, Errors } from "../../../errors.ts";
import type { JoinGroupProtocol } from "../../../group-messages.ts";
import type { Metadata } from "../../metadata.ts";
import type { NetworkClient } from "../../network-client.ts";
import type { PartitionAssignor, RebalanceProtocol } from "../assignors/partition-assignor.ts";
import type { RebalanceListener } from "../consumer-owner.ts";
import { deserializeAssignment, serializeSubscription } from "../consumer-protocol.ts";
import type { CommitsOfGroup, GroupMembership } from "../group-membership.ts";
import { AbstractCoordinator } from "./abstract-coordinator.ts";
import type { GroupRebalanceConfig } from "./group-rebalance-config.ts";
import type { GroupAssignment } from "./group-requests.ts";
import type { GroupSubscriptions } from "./group-subscriptions.ts";
import type { JoinAttempt } from "./join-attempt.ts";
import { type GroupMembers, readMembers, sharePartitions } from "./leader-assignment.ts";
import { MetadataSnapshot } from "./metadata-snapshot.ts";
import { PartitionOrder } from "./partition-order.ts";
import { commonProtocol } from "./rebalance-protocol.ts";

/** First version of the consumer protocol in which racks matter (KIP-881). */
const RACKS_SINCE = 3;

/**
 * A consumer in its group (`ConsumerCoordinator`): what its subscription is to the others, how it assigns
 * as the leader, and how partitions come and go.
 */
export class ConsumerCoordinator extends AbstractCoordinator implements GroupMembership {
  readonly protocol: RebalanceProtocol;
  private readonly order: PartitionOrder;
  private readonly subscriptions: GroupSubscriptions;
  private readonly assignors: readonly PartitionAssignor[];
  private readonly listener: RebalanceListener;
  private commitsOfGroup: CommitsOfGroup | null = null;
  private isLeader = false;
  /** The subscription with which it joined last. */
  private joinedSubscription: readonly string[] | null = null;
  private metadataSnapshot: MetadataSnapshot;
  /** The leader's, when it assigned. */
  private assignmentSnapshot: MetadataSnapshot | null = null;
  /** As the leader it assigns when metadata are newer than these; -1: it did not ask yet. */
  private awaitsMetadata = -1;
  /** What it will still own when the listener is through with what is taken away; null: it is not at it. */
  private keeps: readonly number[] | null = null;
  private completing: "begun" | "revoked" | "assigned" = "begun";
  private closing = false;
  private listenerIsAtWork = false;

  constructor(
    host: Host,
    names: KafkaNames,
    config: GroupRebalanceConfig,
    metadata: Metadata,
    client: NetworkClient,
    subscriptions: GroupSubscriptions,
    assignors: readonly PartitionAssignor[],
    listener: RebalanceListener,
  ) {
    super(host, config, metadata, client);
    this.order = new PartitionOrder(names);
    this.subscriptions = subscriptions;
    this.assignors = assignors;
    this.listener = listener;
    this.protocol = commonProtocol(assignors);
    this.metadataSnapshot = this.newSnapshot();
    metadata.requestUpdate();
  }

  /** Before the first poll: whoever commits needs to know the membership, and it needs to know them. */
  attach(commits: CommitsOfGroup): void {
    this.commitsOfGroup = commits;
  }

  get groupId(): string {
    return this.config.groupId;
  }

  get instanceId(): string | null {
    return this.config.instanceId;
  }

  get fatalError(): ErrorCode {
    return this.fatal;
  }

  override get rejoinNeededOrPending(): boolean {
    if (!this.subscriptions.hasAutoAssignedPartitions) return false;
    const { assignmentSnapshot, metadataSnapshot, joinedSubscription } = this;
    if (assignmentSnapshot !== null && !assignmentSnapshot.matches(metadataSnapshot)) return true;
    const { subscription } = this.subscriptions;
    if (joinedSubscription !== null && !isSameList(joinedSubscription, subscription)) return true;
    return super.rejoinNeededOrPending;
  }

  onSubscriptionChanged(): void {
    this.metadata.setTopics(this.subscriptions.metadataTopics);
  }

  poll(): boolean {
    const isDone = this.pollOnce();
    // A listener that takes its time is as good as an application that does not poll.
    if (!isDone && this.listenerIsAtWork) this.thread.heartbeat.pollEnded();
    this.thread.arm();
    return isDone;
  }

  ensureCoordinatorReady(): boolean {
    this.channel.poll();
    const isReady = this.channel.ensureReady() && this.channel.canSend();
    this.thread.arm();
    return isReady;
  }

  onThreadAway(): void {
    this.away = true;
    this.thread.heartbeat.pollEnded();
    this.thread.arm();
  }

  leave(): boolean {
    if (!this.onLeavePrepare()) return false;
    this.maybeLeaveGroup();
    this.thread.arm();
    return true;
  }

  close(): boolean {
    this.away = false;
    if (!this.closing) {
      this.thread.cancel();
      if (!this.onLeavePrepare()) return false;
      this.closing = true;
      this.maybeLeaveGroup();
    }
    this.channel.poll();
    return !this.isLeaving;
  }

  /** Nobody polls any more, nor leaves the group: the coordinator hears nothing, until it gives up. */
  abandon(): void {
    this.thread.cancel();
    this.membership.end();
  }

  onTimer(): void {
    this.thread.onTimer();
  }

  protected override protocols(): JoinGroupProtocol[] {
    const { subscription } = this.subscriptions;
    const { config, generation } = this;
    this.joinedSubscription = subscription;
    this.awaitsMetadata = -1;
    const ownedPartitions = this.order.named(this.subscriptions.assignedPartitions());
    return this.assignors.map((assignor) => ({
      name: assignor.name,
      metadata: serializeSubscription(
        {
          topics: subscription,
          userData: assignor.subscriptionUserData(subscription),
          ownedPartitions,
          generationId: generation.generationId,
          rackId: config.rackId,
          instanceId: null,
        },
        config.consumerProtocolVersion,
      ),
    }));
  }

  protected override onJoinPrepare(): boolean {
    if (this.keeps === null) {
      if (!this.commits.prepareRebalance()) return false;
      if (!this.giveUpPartitions(this.keptWhileJoining(), this.isMember)) return false;
    }
    this.finishGivingUp();
    this.isLeader = false;
    this.subscriptions.resetGroupSubscription();
    return true;
  }

  protected override onLeaderElected(
    protocolName: string,
    { members, skip }: NonNullable<JoinAttempt["leading"]>,
  ): GroupAssignment | null {
    const group = readMembers(members, this.config.consumerProtocolVersion);
    if (!this.isMetadataFresh(group)) return null;
    this.maybeUpdateMetadataSnapshot();
    this.isLeader = true;
    this.assignmentSnapshot = this.metadataSnapshot;
    if (skip) return [];
    return sharePartitions(
      this.assignor(protocolName),
      group,
      this.metadata,
      this.order,
      this.config.consumerProtocolVersion,
    );
  }

  protected override onJoinComplete(bytes: Uint8Array): boolean {
    if (!this.isLeader) this.assignmentSnapshot = null;
    const assignment = deserializeAssignment(bytes);
    if (assignment === null) {
      // The leader assigned it nothing, not even an empty list.
      this.fatal = Errors.UNKNOWN_SERVER_ERROR;
      return false;
    }
    const assigned = this.order.ids(assignment.partitions);
    const { subscription } = this.subscriptions;
    if (assignment.partitions.some(({ topic }) => !subscription.includes(topic))) {
      this.requestRejoin();
      return true;
    }
    if (this.completing === "begun") {
      this.completing = "revoked";
      if (!this.maybeRevoke(assigned)) return false;
    }
    if (this.completing === "revoked") {
      const { generationId, protocolName } = this.generation;
      this.completing = "assigned";
      if (protocolName !== null) this.assignor(protocolName).onAssignment(assignment, generationId);
      const owned = this.subscriptions.assignedPartitions();
      this.commits.onJoinComplete();
      this.metadata.setTopics(this.subscriptions.metadataTopics);
      this.subscriptions.assignFromSubscribed(assigned);
      const added = assigned.filter((tp) => !owned.includes(tp));
      if (!this.isThrough(this.listener.onPartitionsAssigned(added))) return false;
    }
    this.completing = "begun";
    return true;
  }

  private pollOnce(): boolean {
    this.away = false;
    this.listenerIsAtWork = false;
    this.fatal = Errors.NONE;
    this.channel.poll();
    this.maybeUpdateMetadataSnapshot();
    if (!this.subscriptions.hasAutoAssignedPartitions) return true;
    this.thread.heartbeat.poll();
    if (this.takeFailure()) return false;
    if (!this.channel.ensureReady()) return false;
    if (this.rejoinNeededOrPending && !this.joinGroupIfNeeded()) return false;
    if (!this.config.heartbeatThread) this.thread.step();
    return true;
  }

  /** What the heartbeat thread or the search for the coordinator failed of: poll throws it once. */
  private takeFailure(): boolean {
    const { thread } = this;
    const { lookup } = this.channel;
    this.fatal = thread.failure !== Errors.NONE ? thread.failure : lookup.fatalError;
    thread.failure = Errors.NONE;
    lookup.fatalError = Errors.NONE;
    return this.fatal !== Errors.NONE;
  }

  protected override onLookupFailed(): void {
    this.commits.onLookupFailed();
  }

  private get commits(): CommitsOfGroup {
    return present(this.commitsOfGroup, "the consumer's commits are attached");
  }

  private get isMember(): boolean {
    const { generationId, memberId } = this.generation;
    return generationId >= 0 && memberId !== "";
  }

  /** Of a cooperative member what it still subscribes to; of an eager one, or of none, nothing. */
  private keptWhileJoining(): readonly number[] {
    if (this.protocol === "EAGER" || !this.isMember) return [];
    const { subscription } = this.subscriptions;
    const owned = this.subscriptions.assignedPartitions();
    return owned.filter((tp) => subscription.includes(this.order.topic(tp)));
  }

  /** Tells the listener of what is taken away; answers whether it is through. */
  private giveUpPartitions(keeps: readonly number[], wasMember: boolean): boolean {
    this.keeps = keeps;
    const taken = this.subscriptions.assignedPartitions().filter((tp) => !keeps.includes(tp));
    if (taken.length === 0) return true;
    return this.isThrough(
      wasMember || !this.config.tellsLost
        ? this.listener.onPartitionsRevoked(taken)
        : this.listener.onPartitionsLost(taken),
    );
  }

  private finishGivingUp(): void {
    const keeps = present(this.keeps, "partitions are being given up");
    this.keeps = null;
    const owned = this.subscriptions.assignedPartitions();
    if (owned.length !== keeps.length) this.subscriptions.assignFromSubscribed(keeps);
  }

  /** A cooperative member gives up what it is no longer assigned, and joins again for others to have it. */
  private maybeRevoke(assigned: readonly number[]): boolean {
    if (this.protocol === "EAGER") return true;
    const owned = this.subscriptions.assignedPartitions();
    const revoked = owned.filter((tp) => !assigned.includes(tp));
    if (revoked.length === 0) return true;
    this.requestRejoin();
    return this.isThrough(this.listener.onPartitionsRevoked(revoked));
  }

  /** @param answered by the listener */
  private isThrough(answered: boolean): boolean {
    this.listenerIsAtWork = !answered;
    return answered;
  }

  /** Answers whether the listener is through; before KIP-429 it is not told. */
  private onLeavePrepare(): boolean {
    if (!this.subscriptions.hasAutoAssignedPartitions) return true;
    if (this.keeps === null) {
      const isMember = this.isMember && !this.rebalanceInProgress;
      if (!this.config.tellsLost) this.keeps = [];
      else if (!this.giveUpPartitions([], isMember)) return false;
    }
    this.finishGivingUp();
    return true;
  }

  /** The leader watches the topics of all members, and assigns by fresh metadata (`updateGroupSubscription`). */
  private isMetadataFresh({ topics }: GroupMembers): boolean {
    const { metadata } = this;
    if (this.awaitsMetadata < 0) {
      this.subscriptions.groupSubscribe(topics);
      metadata.setTopics(this.subscriptions.metadataTopics);
      if (!metadata.isUpdateAwaited(this.host.monotonicUs())) return true;
      this.awaitsMetadata = metadata.updateVersion;
      metadata.requestUpdate();
    }
    return metadata.updateVersion > this.awaitsMetadata;
  }

  private maybeUpdateMetadataSnapshot(): void {
    if (this.metadata.updateVersion > this.metadataSnapshot.version)
      this.metadataSnapshot = this.newSnapshot();
  }

  private newSnapshot(): MetadataSnapshot {
    const { consumerProtocolVersion, rackId } = this.config;
    const looksAtRacks = consumerProtocolVersion >= RACKS_SINCE && rackId !== null;
    return new MetadataSnapshot(this.metadata, this.subscriptions.metadataTopics, looksAtRacks);
  }

  private assignor(name: string): PartitionAssignor {
    const assignor = this.assignors.find((other) => other.name === name);
    return present(assignor, "the coordinator chose an assignor that the member offered");
  }
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
