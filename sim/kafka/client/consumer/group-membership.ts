import type { Message } from "../../../kernel/connection.ts";
import type { InFlightRequest } from "../../../kernel/link.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { ErrorCode } from "../../errors.ts";

/** `AbstractCoordinator.Generation`. */
export interface Generation {
  /** -1 of nobody's member. */
  readonly generationId: number;
  /** Empty of nobody's member. */
  readonly memberId: string;
}

/**
 * What the rest of a `KafkaConsumer` needs to know of the group it is in: where the coordinator is, and
 * the consumer's membership (`AbstractCoordinator`, `ConsumerCoordinator` without its commits).
 */
export interface GroupMembership {
  readonly groupId: string;
  /** `group.instance.id`; null of a dynamic member. */
  readonly instanceId: string | null;
  /** The node of `NetworkClient` to which the coordinator's requests go; -1 while it is not known. */
  readonly coordinatorNode: number;
  /** What it takes itself for now, whatever its state. */
  readonly generation: Generation;
  /** Null while it is no member, or joins (`generationIfStable`). */
  readonly stableGeneration: Generation | null;
  /** It waits for the end of a rebalance that it takes part in (`rebalanceInProgress`). */
  readonly rebalanceInProgress: boolean;
  /** A join is needed or under way. */
  readonly rejoinNeededOrPending: boolean;
  /** When a call is worth repeating without an event of the network; Infinity: not before one. */
  readonly nextAttemptAtUs: Micros;
  /** Poll throws this: fenced, an invalid group, no common protocol; 0 is none. */
  readonly fatalError: ErrorCode;

  /** The topics were subscribed to anew (the subscription state knows them already). */
  onSubscriptionChanged(): void;
  /**
   * One round of `ConsumerCoordinator.poll`: finds the coordinator, joins if need be, calls the rebalance
   * listener. Answers whether there is nothing to wait for. Called while the thread polls, only; after
   * a listener answered false, not before the application is through with it.
   */
  poll(): boolean;
  /** Looks for the coordinator and connects to it; true when a request can be sent there now. */
  ensureCoordinatorReady(): boolean;
  /** The coordinator is somewhere else, or gone. */
  markCoordinatorUnknown(): void;
  /** A response said that it is no member any more: the next poll joins (`resetStateAndRejoin`). */
  onMembershipLost(error: ErrorCode, asked: Generation): void;
  /** A commit was answered with REBALANCE_IN_PROGRESS. */
  requestRejoin(): void;
  /** The thread is the application's now: its time counts against `max.poll.interval.ms`. */
  onThreadAway(): void;
  /**
   * The consumer unsubscribes: it leaves the group, if it is a dynamic member. False: the listener needs
   * time; to be called again when the application is through.
   */
  leave(): boolean;
  /** The consumer closes: as `leave`, then true when the coordinator has answered, or will not. */
  close(): boolean;
  /** Its timer fired (TIMER_HEARTBEAT). */
  onTimer(): void;
  /** Answers to FindCoordinator, JoinGroup, SyncGroup, Heartbeat and LeaveGroup. */
  onResponse(request: InFlightRequest, response: Message): void;
  onDisconnect(request: InFlightRequest): void;
}

/** What the membership needs of the consumer's commits (the rest of `ConsumerCoordinator`). */
export interface CommitsOfGroup {
  /**
   * A rebalance begins, and the consumer is still a member (`onJoinPrepare`): it commits its positions if
   * it commits by itself. Answers whether that is done, well or not; else to be called again in the next
   * round, before anything is revoked.
   */
  prepareRebalance(): boolean;
  /** The consumer has its partitions; the interval of commits starts again. */
  onJoinComplete(): void;
  /** FindCoordinator came to nothing this time: what waited for it alone fails. */
  onLookupFailed(): void;
}
