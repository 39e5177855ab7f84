import type { Host } from "../../../kernel/host.ts";
import type { InFlightRequest } from "../../../kernel/link.ts";
import type { Micros } from "../../../kernel/time.ts";
import { type ConfigValues, resolveConfig, textOf } from "../../config/config.ts";
import type { KafkaNames } from "../../context.ts";
import type { Era } from "../../era/eras.ts";
import { Errors } from "../../errors.ts";
import { UNKNOWN_GENERATION_ID, UNKNOWN_MEMBER_ID } from "../../group-messages.ts";
import { OFFSET_COMMIT, OFFSET_FETCH } from "../../messages.ts";
import type { Metadata } from "../metadata.ts";
import type { NetworkClient } from "../network-client.ts";
import { assignorNamed } from "./assignors/assignor-named.ts";
import { CommittedOffsets } from "./committed-offsets.ts";
import type { ConsumerSettings } from "./consumer-config.ts";
import type { KafkaConsumerOwner, RebalanceListener } from "./consumer-owner.ts";
import { ConsumerCoordinator } from "./coordinator/consumer-coordinator.ts";
import { NO_COORDINATOR } from "./coordinator/coordinator-lookup.ts";
import { groupRebalanceConfig } from "./coordinator/group-rebalance-config.ts";
import type { Generation } from "./group-membership.ts";
import { OffsetCommits } from "./offset-commits.ts";
import type { PollFailure } from "./poll-failure.ts";
import type { SubscriptionState } from "./subscription-state.ts";

const NEVER = Number.POSITIVE_INFINITY;
/** What applications give poll, as in Kafka's examples: so long it waits for a coordinator that is sought. */
const POLL_TIMEOUT_US: Micros = 100_000;

/** Of a consumer that is nobody's member. */
export const NO_GENERATION: Generation = {
  generationId: UNKNOWN_GENERATION_ID,
  memberId: UNKNOWN_MEMBER_ID,
};

/** The parts of a consumer that its group works with. */
export interface ConsumerParts {
  readonly host: Host;
  readonly names: KafkaNames;
  readonly settings: ConsumerSettings;
  readonly metadata: Metadata;
  readonly client: NetworkClient;
  readonly subscriptions: SubscriptionState;
}

/** What a consumer with a `group.id` has more than one without: a membership, and committed offsets. */
export class ConsumerGroup {
  readonly membership: ConsumerCoordinator;
  readonly commits: OffsetCommits;
  readonly committed: CommittedOffsets;
  /** When a poll that waits for the coordinator times out; Infinity while none waits. After `poll`. */
  pollTimesOutAtUs: Micros = NEVER;
  private readonly host: Host;
  private readonly subscriptions: SubscriptionState;
  private readonly pollsDuringRebalance: boolean;
  /** What its last commit may take, while it closes; null: that is done. */
  private commitTimeoutUs: Micros | null = null;

  constructor(
    { host, names, settings, metadata, client, subscriptions }: ConsumerParts,
    config: ConfigValues,
    era: Era,
    owner: KafkaConsumerOwner,
    listener: RebalanceListener,
  ) {
    const resolved = resolveConfig("consumer", config, era);
    const stickyAssignor = textOf(resolved, "stickyAssignor");
    this.host = host;
    this.subscriptions = subscriptions;
    this.pollsDuringRebalance = settings.pollsDuringRebalance;
    this.membership = new ConsumerCoordinator(
      host,
      names,
      groupRebalanceConfig(settings, resolved, host.name),
      metadata,
      client,
      subscriptions,
      settings.assignors.map((name) => assignorNamed(name, stickyAssignor)),
      listener,
    );
    const { membership } = this;
    this.commits = new OffsetCommits(
      host,
      names,
      settings,
      client,
      subscriptions,
      membership,
      owner,
    );
    this.committed = new CommittedOffsets(
      host,
      names,
      settings,
      metadata,
      client,
      subscriptions,
      membership,
    );
    membership.attach(this.commits);
  }

  /** One round of `ConsumerCoordinator.poll`; answers whether the member waits for nothing. */
  poll(): boolean {
    const { commits, membership } = this;
    commits.invokeCallbacks();
    if (commits.isFenced || !membership.poll()) return false;
    this.pollTimesOutAtUs = NEVER;
    commits.sendWaiting();
    commits.maybeAutoCommit();
    return true;
  }

  /**
   * Whether a poll that waits for the group may return what is there; not while positions are committed
   * before a rebalance, or what is returned meanwhile would be read twice (KAFKA-14196). A poll that looks
   * for the coordinator waits for it until it times out, and looks once at what was fetched
   * (`ensureCoordinatorReady`).
   */
  mayReturnRecords(): boolean {
    if (!this.pollsDuringRebalance || this.commits.isWaitedFor) return false;
    if (this.membership.coordinatorNode !== NO_COORDINATOR) {
      this.pollTimesOutAtUs = NEVER;
      return true;
    }
    const nowUs = this.host.monotonicUs();
    const timesOut = nowUs >= this.pollTimesOutAtUs;
    if (timesOut || this.pollTimesOutAtUs === NEVER)
      this.pollTimesOutAtUs = nowUs + POLL_TIMEOUT_US;
    return timesOut;
  }

  /** Of what poll throws now; null: of nothing. */
  takeFailure(): PollFailure | null {
    const { committed, commits, membership } = this;
    if (commits.isFenced) return { error: Errors.FENCED_INSTANCE_ID, tp: -1 };
    if (membership.fatalError !== Errors.NONE) return { error: membership.fatalError, tp: -1 };
    return committed.takeFailure();
  }

  /** The consumer closes. @param timeoutUs for the commit of its positions, if it commits by itself */
  beginClose(timeoutUs: Micros): void {
    this.commitTimeoutUs = timeoutUs;
  }

  /** One round of a consumer that closes; answers whether all is committed and the group left. */
  close(): boolean {
    const { commits, membership } = this;
    if (this.commitTimeoutUs !== null) {
      if (!commits.commitPositions(this.commitTimeoutUs)) return false;
      this.commitTimeoutUs = null;
    }
    if (commits.hasPendingAsync) {
      membership.ensureCoordinatorReady();
      commits.sendWaiting();
      commits.invokeCallbacks();
      if (commits.hasPendingAsync) return false;
    }
    commits.invokeCallbacks();
    return !this.subscriptions.hasAutoAssignedPartitions || membership.close();
  }

  onDisconnect(request: InFlightRequest): void {
    if (request.kind === OFFSET_COMMIT) this.commits.handleDisconnect(request);
    else if (request.kind === OFFSET_FETCH) this.committed.handleDisconnect(request);
    else this.membership.onDisconnect(request);
  }
}
