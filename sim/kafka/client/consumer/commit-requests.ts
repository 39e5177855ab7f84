import type { Host } from "../../../kernel/host.ts";
import type { InFlightRequest } from "../../../kernel/link.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { KafkaNames } from "../../context.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { FACT_CLIENT_ERROR } from "../../facts.ts";
import {
  type OffsetCommitRequest,
  type OffsetCommitResponse,
  UNKNOWN_GENERATION_ID,
  UNKNOWN_MEMBER_ID,
} from "../../group-messages.ts";
import { MESSAGE_OVERHEAD_BYTES, OFFSET_COMMIT, PARTITION_OVERHEAD_BYTES } from "../../messages.ts";
import type { NetworkClient } from "../network-client.ts";
import type { ConsumerSettings } from "./consumer-config.ts";
import type { OffsetAndEpoch } from "./consumer-owner.ts";
import { UnsentRequests } from "./coordinator/unsent-requests.ts";
import type { Generation, GroupMembership } from "./group-membership.ts";
import type { SubscriptionState } from "./subscription-state.ts";

/** Stored in ZooKeeper by the broker that is asked. */
const VERSION_IN_ZOOKEEPER = 0;
/** Stored in the log of the group's offsets. */
const VERSION_IN_KAFKA = 2;
/** The broker's settings say how long an offset is kept (`DEFAULT_RETENTION_TIME`). */
const DEFAULT_RETENTION_TIME = -1;
/** What commits of a consumer that no group gives its partitions say of themselves. */
const NO_GENERATION: Generation = {
  generationId: UNKNOWN_GENERATION_ID,
  memberId: UNKNOWN_MEMBER_ID,
};

/** Errors after which the commit may succeed later (`RetriableException`). */
const RETRIABLE: readonly ErrorCode[] = [
  Errors.NETWORK_EXCEPTION,
  Errors.COORDINATOR_LOAD_IN_PROGRESS,
  Errors.COORDINATOR_NOT_AVAILABLE,
  Errors.NOT_COORDINATOR,
  Errors.REQUEST_TIMED_OUT,
];
/** Errors that mean that the coordinator is somewhere else. */
const WRONG_COORDINATOR: readonly ErrorCode[] = [
  Errors.COORDINATOR_NOT_AVAILABLE,
  Errors.NOT_COORDINATOR,
  Errors.REQUEST_TIMED_OUT,
];

/** A commit that was asked for: plain data, and what its request remembers. */
export interface Commit {
  /** Who waits for it: the thread, the application's callback, or the consumer itself. */
  readonly kind: "sync" | "async" | "auto";
  readonly offsets: readonly OffsetAndEpoch[];
}

/** Who is told what became of commits. */
export interface CommitListener {
  onCommitDone(commit: Commit, error: ErrorCode): void;
}

interface SentCommit {
  readonly commit: Commit;
  readonly generation: Generation;
}

/** OffsetCommit requests and what their answers mean (`OffsetCommitResponseHandler`). */
export class CommitRequests {
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly settings: ConsumerSettings;
  private readonly subscriptions: SubscriptionState;
  private readonly membership: GroupMembership;
  private readonly listener: CommitListener;
  private readonly unsent: UnsentRequests;

  constructor(
    host: Host,
    names: KafkaNames,
    settings: ConsumerSettings,
    client: NetworkClient,
    subscriptions: SubscriptionState,
    membership: GroupMembership,
    listener: CommitListener,
  ) {
    this.host = host;
    this.names = names;
    this.settings = settings;
    this.subscriptions = subscriptions;
    this.membership = membership;
    this.listener = listener;
    this.unsent = new UnsentRequests(host, client);
  }

  /** When something that waits for its connection is worth another look. */
  get nextAttemptAtUs(): Micros {
    return this.unsent.nextAttemptAtUs;
  }

  /** Whether a commit that met this error may succeed later. */
  isRetriable(error: ErrorCode): boolean {
    if (error === Errors.UNKNOWN_TOPIC_OR_PARTITION) return this.settings.retriesUnknownTopic;
    return RETRIABLE.includes(error);
  }

  /** Sends a commit to the coordinator, or tells why that cannot be. */
  send(commit: Commit): void {
    const { groupId, instanceId, coordinatorNode } = this.membership;
    if (coordinatorNode < 0) {
      this.listener.onCommitDone(commit, Errors.COORDINATOR_NOT_AVAILABLE);
      return;
    }
    const isMember = this.subscriptions.hasAutoAssignedPartitions;
    const generation = isMember ? this.membership.stableGeneration : NO_GENERATION;
    if (generation === null) {
      this.listener.onCommitDone(commit, this.notMemberError());
      return;
    }
    const { generationId, memberId } = generation;
    const body: OffsetCommitRequest = {
      version: this.settings.offsetsInZooKeeper ? VERSION_IN_ZOOKEEPER : VERSION_IN_KAFKA,
      groupId,
      generationId,
      memberId,
      instanceId: isMember ? instanceId : null,
      retentionTimeMs: DEFAULT_RETENTION_TIME,
      partitions: commit.offsets.map((offset) => ({ ...offset, metadata: "" })),
    };
    const context: SentCommit = { commit, generation };
    this.unsent.add({
      nodeId: coordinatorNode,
      kind: OFFSET_COMMIT,
      body,
      sizeBytes: MESSAGE_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * commit.offsets.length,
      deadlineUs: this.host.monotonicUs() + this.settings.requestTimeoutUs,
      context,
    });
    this.poll();
  }

  /** Sends what waited for its connection. */
  poll(): void {
    if (this.unsent.isEmpty) return;
    for (const { context } of this.unsent.trySend()) this.onLost(context as SentCommit);
  }

  handleResponse({ context }: InFlightRequest, { partitions }: OffsetCommitResponse): void {
    const { commit, generation } = context as SentCommit;
    const refused = partitions.find(({ error }) => error !== Errors.NONE);
    if (refused !== undefined) this.metError(refused.error, refused.tp);
    const error = refused === undefined ? Errors.NONE : this.meaning(refused.error, generation);
    this.listener.onCommitDone(commit, error);
  }

  handleDisconnect({ context }: InFlightRequest): void {
    this.onLost(context as SentCommit);
  }

  private onLost({ commit }: SentCommit): void {
    this.membership.markCoordinatorUnknown();
    this.listener.onCommitDone(commit, Errors.NETWORK_EXCEPTION);
  }

  /** What the application is told of an error, after what the consumer itself does about it. */
  private meaning(error: ErrorCode, asked: Generation): ErrorCode {
    const { membership } = this;
    const { commitDuringRebalance } = this.settings;
    if (WRONG_COORDINATOR.includes(error)) membership.markCoordinatorUnknown();
    else if (error === Errors.REBALANCE_IN_PROGRESS) {
      if (commitDuringRebalance === "losesMembership") membership.onMembershipLost(error, asked);
      else membership.requestRejoin();
    } else if (error === Errors.UNKNOWN_MEMBER_ID || error === Errors.ILLEGAL_GENERATION) {
      if (this.isStale(asked)) return Errors.REBALANCE_IN_PROGRESS;
      membership.onMembershipLost(error, asked);
    } else if (error === Errors.FENCED_INSTANCE_ID && this.isStale(asked))
      return Errors.REBALANCE_IN_PROGRESS;
    return error;
  }

  /** The member has taken part in another rebalance since (KAFKA-9823). */
  private isStale({ generationId, memberId }: Generation): boolean {
    if (this.settings.commitDuringRebalance !== "rejoinsUnlessStale") return false;
    const now = this.membership.generation;
    const changed = now.generationId !== generationId || now.memberId !== memberId;
    return changed && this.membership.rebalanceInProgress;
  }

  /** No request is sent while it is no member (CommitFailedException, RebalanceInProgressException). */
  private notMemberError(): ErrorCode {
    return this.membership.rebalanceInProgress
      ? Errors.REBALANCE_IN_PROGRESS
      : Errors.UNKNOWN_MEMBER_ID;
  }

  private metError(error: ErrorCode, tp: number): void {
    const text = this.names.topicPartitions.text(tp);
    this.host.simulation.facts.add(FACT_CLIENT_ERROR, this.host.index, error, text);
  }
}
