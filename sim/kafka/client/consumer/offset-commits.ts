import type { Host } from "../../../kernel/host.ts";
import type { InFlightRequest } from "../../../kernel/link.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { KafkaNames } from "../../context.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { FACT_COMMIT } from "../../facts.ts";
import type { OffsetCommitResponse } from "../../group-messages.ts";
import type { NetworkClient } from "../network-client.ts";
import { type Commit, type CommitListener, CommitRequests } from "./commit-requests.ts";
import type { ConsumerSettings } from "./consumer-config.ts";
import type { KafkaConsumerOwner, OffsetAndEpoch } from "./consumer-owner.ts";
import type { CommitsOfGroup, GroupMembership } from "./group-membership.ts";
import type { SubscriptionState } from "./subscription-state.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** A commit for which the thread waits, until it is done or takes too long. */
interface SyncCommit {
  readonly commit: Commit;
  readonly deadlineUs: Micros;
  inFlight: boolean;
  /** After an error that may pass it is sent again then. */
  retryAtUs: Micros;
  /** Null: not done yet. */
  error: ErrorCode | null;
}

/**
 * The commits of a consumer (`ConsumerCoordinator`): those for which the application waits, those for
 * which it does not, and those that the consumer makes itself, in polls, before rebalances and at its end.
 */
export class OffsetCommits implements CommitListener, CommitsOfGroup {
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly settings: ConsumerSettings;
  private readonly subscriptions: SubscriptionState;
  private readonly membership: GroupMembership;
  private readonly owner: KafkaConsumerOwner;
  private readonly requests: CommitRequests;
  /** Commits that nobody waits for, until the coordinator is known, in their order. */
  private waiting: Commit[] = [];
  /** How many were sent of those that nobody waits for, and not answered. */
  private asyncInFlight = 0;
  /** Results of which the thread has not been told, in the order of the commits. */
  private completed: { readonly commit: Commit; readonly error: ErrorCode }[] = [];
  private autoCommitAtUs: Micros;
  private autoCommitInFlight = false;
  /** An answer said that another member has its `group.instance.id`: every later call throws. */
  private fenced = false;
  /** What the thread waits for. */
  private sync: SyncCommit | null = null;

  constructor(
    host: Host,
    names: KafkaNames,
    settings: ConsumerSettings,
    client: NetworkClient,
    subscriptions: SubscriptionState,
    membership: GroupMembership,
    owner: KafkaConsumerOwner,
  ) {
    this.host = host;
    this.names = names;
    this.settings = settings;
    this.subscriptions = subscriptions;
    this.membership = membership;
    this.owner = owner;
    this.requests = new CommitRequests(
      host,
      names,
      settings,
      client,
      subscriptions,
      membership,
      this,
    );
    this.autoCommitAtUs = settings.enableAutoCommit
      ? host.monotonicUs() + settings.autoCommitIntervalUs
      : NEVER;
  }

  /** Another member has its `group.instance.id`. */
  get isFenced(): boolean {
    return this.fenced;
  }

  /** The thread waits for a commit: of the application, before a rebalance, or at the end. */
  get isWaitedFor(): boolean {
    return this.sync !== null;
  }

  /** Commits that nobody waits for are not all answered. */
  get hasPendingAsync(): boolean {
    return this.waiting.length > 0 || this.asyncInFlight > 0;
  }

  /** When a poll commits the positions next, if nothing happens before. */
  get autoCommitDueAtUs(): Micros {
    const waits = this.settings.autoCommit === "oneInFlight" && this.autoCommitInFlight;
    return waits ? NEVER : this.autoCommitAtUs;
  }

  /** When there is something to send, or to give up, without an event of the network. */
  get nextAttemptAtUs(): Micros {
    const { sync } = this;
    const unsent = this.requests.nextAttemptAtUs;
    if (sync === null) return unsent;
    const waits = !sync.inFlight && sync.retryAtUs > this.host.monotonicUs();
    return Math.min(unsent, sync.deadlineUs, waits ? sync.retryAtUs : NEVER);
  }

  /** Tells the application what became of what it did not wait for. On the thread that polls or commits. */
  invokeCallbacks(): void {
    if (this.completed.length === 0) return;
    const { completed } = this;
    this.completed = [];
    for (const { commit, error } of completed) {
      if (commit.kind === "async") this.owner.onCommitAsync(commit.offsets, error);
      else this.onAutoCommitDone(error);
    }
  }

  /** Sends what waited for the coordinator or its connection. */
  sendWaiting(): void {
    const { waiting } = this;
    if (waiting.length > 0) {
      if (this.membership.coordinatorNode < 0) this.membership.ensureCoordinatorReady();
      else {
        this.waiting = [];
        for (const commit of waiting) this.sendAsync(commit);
      }
    }
    this.requests.poll();
  }

  /** A commit that nobody waits for. @param offsets null: the positions */
  commitAsync(offsets: readonly OffsetAndEpoch[] | null): void {
    this.invokeCallbacks();
    this.begin({ kind: "async", offsets: offsets ?? this.subscriptions.allConsumed() });
  }

  /** In a poll: commits the positions when it is time. */
  maybeAutoCommit(): void {
    const nowUs = this.host.monotonicUs();
    if (nowUs < this.autoCommitAtUs) return;
    const { autoCommit, autoCommitIntervalUs, retryBackoffUs } = this.settings;
    if (autoCommit === "oneInFlight" && this.autoCommitInFlight) return;
    if (autoCommit !== "onTime" && this.membership.coordinatorNode < 0) {
      this.autoCommitAtUs = nowUs + retryBackoffUs;
      return;
    }
    this.autoCommitAtUs = nowUs + autoCommitIntervalUs;
    const offsets = this.subscriptions.allConsumed();
    if (offsets.length === 0) return;
    this.autoCommitInFlight = true;
    this.begin({ kind: "auto", offsets });
  }

  /** The thread waits for a commit. @param offsets null: the positions */
  beginSync(offsets: readonly OffsetAndEpoch[] | null, timeoutUs: Micros): void {
    this.invokeCallbacks();
    const commit: Commit = { kind: "sync", offsets: offsets ?? this.subscriptions.allConsumed() };
    const nowUs = this.host.monotonicUs();
    this.sync = {
      commit,
      deadlineUs: nowUs + timeoutUs,
      inFlight: false,
      retryAtUs: nowUs,
      error: commit.offsets.length === 0 ? Errors.NONE : null,
    };
  }

  /** One round of the thread that waits for a commit; its outcome, or null while there is none. */
  advanceSync(): { readonly offsets: readonly OffsetAndEpoch[]; readonly error: ErrorCode } | null {
    const { sync } = this;
    if (sync === null) return null;
    this.sendSync(sync);
    this.invokeCallbacks();
    const { error, commit } = sync;
    if (error === null) return null;
    this.sync = null;
    return { offsets: commit.offsets, error };
  }

  prepareRebalance(): boolean {
    return this.commitPositions(this.settings.maxPollIntervalUs);
  }

  /**
   * One round of a commit of the positions, if the consumer commits by itself; answers whether that is
   * done, well or not.
   */
  commitPositions(timeoutUs: Micros): boolean {
    if (!this.settings.enableAutoCommit) return true;
    if (this.sync === null) this.beginSync(null, timeoutUs);
    return this.advanceSync() !== null;
  }

  onJoinComplete(): void {
    if (!this.settings.enableAutoCommit) return;
    this.autoCommitAtUs = this.host.monotonicUs() + this.settings.autoCommitIntervalUs;
  }

  onLookupFailed(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const commit of waiting) {
      this.asyncInFlight++;
      this.onCommitDone(commit, Errors.COORDINATOR_NOT_AVAILABLE);
    }
  }

  handleResponse(request: InFlightRequest, response: OffsetCommitResponse): void {
    this.requests.handleResponse(request, response);
  }

  handleDisconnect(request: InFlightRequest): void {
    this.requests.handleDisconnect(request);
  }

  onCommitDone(commit: Commit, error: ErrorCode): void {
    if (commit.kind === "sync") this.onSyncDone(commit, error);
    else {
      this.asyncInFlight--;
      if (error === Errors.FENCED_INSTANCE_ID) this.fenced = true;
      this.tell(commit, error);
      this.completed.push({ commit, error });
    }
  }

  private begin(commit: Commit): void {
    const known = this.membership.coordinatorNode >= 0;
    if (known || !this.settings.asyncCommitWaits) {
      this.sendAsync(commit);
      return;
    }
    this.waiting.push(commit);
    this.membership.ensureCoordinatorReady();
  }

  private sendAsync(commit: Commit): void {
    this.asyncInFlight++;
    this.requests.send(commit);
  }

  private sendSync(sync: SyncCommit): void {
    if (sync.error !== null) return;
    const nowUs = this.host.monotonicUs();
    if (nowUs >= sync.deadlineUs) {
      sync.error = Errors.REQUEST_TIMED_OUT;
      this.tell(sync.commit, sync.error);
      return;
    }
    this.sendWaiting();
    if (sync.inFlight || nowUs < sync.retryAtUs) return;
    if (!this.membership.ensureCoordinatorReady()) return;
    // What was asked for before must not arrive after it.
    this.sendWaiting();
    sync.inFlight = true;
    this.requests.send(sync.commit);
  }

  /** What comes after the thread gave up is nobody's. */
  private onSyncDone(commit: Commit, error: ErrorCode): void {
    const { sync } = this;
    if (sync?.commit !== commit || sync.error !== null) return;
    sync.inFlight = false;
    if (this.requests.isRetriable(error)) {
      sync.retryAtUs = this.host.monotonicUs() + this.settings.retryBackoffUs;
      return;
    }
    sync.error = error;
    this.tell(commit, error);
  }

  private onAutoCommitDone(error: ErrorCode): void {
    this.autoCommitInFlight = false;
    if (this.settings.autoCommit === "oneInFlight" || !this.requests.isRetriable(error)) return;
    this.autoCommitAtUs = this.host.monotonicUs() + this.settings.retryBackoffUs;
  }

  private tell({ offsets }: Commit, error: ErrorCode): void {
    const { facts } = this.host.simulation;
    const { topicPartitions } = this.names;
    const group = facts.intern(this.membership.groupId);
    for (const { tp, offset } of offsets)
      facts.add(FACT_COMMIT, this.host.index, group, topicPartitions.text(tp), offset, error);
  }
}
