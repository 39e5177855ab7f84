import { present } from "../../../../kernel/assert.ts";
import { type Micros, US_PER_MS } from "../../../../kernel/time.ts";
import { type ConfigValues, textOf } from "../../../config/config.ts";
import type { BackoffRule } from "../../exponential-backoff.ts";
import type { ConsumerSettings } from "../consumer-config.ts";

/** What happens when the coordinator answers that the member or its generation is not known. */
export type MembershipErrors = "rejoin" | "reset" | "resetIfCurrent" | "keepsMemberId";
/** How a consumer goes on after a join that came to nothing, and may succeed. */
export type FailedJoin = "sleeps" | "forgetsMember" | "triesAtOnce" | "nextRound";

/** Settings and era of a member of a group (`GroupRebalanceConfig`). */
export interface GroupRebalanceConfig {
  readonly groupId: string;
  /** `group.instance.id`; null of a dynamic member. */
  readonly instanceId: string | null;
  /** `client.id`. */
  readonly clientId: string;
  readonly sessionTimeoutUs: Micros;
  readonly heartbeatIntervalUs: Micros;
  /** `max.poll.interval.ms`; the session timeout where that does not exist. */
  readonly rebalanceTimeoutUs: Micros;
  readonly retryBackoffUs: Micros;
  readonly retryBackoff: BackoffRule;
  readonly requestTimeoutUs: Micros;
  /** Of a JoinGroup. */
  readonly joinTimeoutUs: Micros;
  /** Version of JoinGroup; the other requests' follow from it. */
  readonly joinGroupVersion: number;
  readonly syncGroupVersion: number;
  /** A thread of its own sends heartbeats (KIP-62). */
  readonly heartbeatThread: boolean;
  /** That thread goes on while the member waits for its assignment. */
  readonly heartbeatsWhileCompleting: boolean;
  readonly membershipErrors: MembershipErrors;
  readonly failedJoin: FailedJoin;
  /** Requests to a coordinator that turned out wrong are given up. */
  readonly closesLostCoordinator: boolean;
  /** Partitions of a lost membership are told to be lost, not revoked (KIP-429). */
  readonly tellsLost: boolean;
  /** Version of what members tell each other (`ConsumerProtocol`). */
  readonly consumerProtocolVersion: number;
  /** `client.rack`; null for none. */
  readonly rackId: string | null;
}

const JOIN_GROUP_TIMEOUT_LAPSE_US = 5000 * US_PER_MS;
/** First version of JoinGroup of which SyncGroup has that version, newest first. */
const SYNC_GROUP_VERSIONS: readonly (readonly [number, number])[] = [
  [7, 5],
  [6, 4],
  [3, 2],
  [2, 1],
  [0, 0],
];

/**
 * Reads them from a consumer's settings; it must have a group.
 * @param resolved the same settings with the era's defaults and switches
 * @param clientId when `client.id` is not set
 */
export function groupRebalanceConfig(
  settings: ConsumerSettings,
  resolved: ConfigValues,
  clientId: string,
): GroupRebalanceConfig {
  const { requestTimeoutUs, sessionTimeoutUs } = settings;
  const heartbeatThread = resolved.heartbeats === "background";
  const rebalanceTimeoutUs = heartbeatThread ? settings.maxPollIntervalUs : sessionTimeoutUs;
  const joinGroupVersion = Number(resolved.joinGroupVersion);
  const sync = SYNC_GROUP_VERSIONS.find(([join]) => joinGroupVersion >= join);
  const lapseUs = rebalanceTimeoutUs + JOIN_GROUP_TIMEOUT_LAPSE_US;
  const rack = textOf(resolved, "client.rack");
  return {
    groupId: present(settings.groupId, "a member without a group"),
    instanceId: settings.groupInstanceId,
    clientId: settings.clientId ?? clientId,
    sessionTimeoutUs,
    heartbeatIntervalUs: settings.heartbeatIntervalUs,
    rebalanceTimeoutUs,
    retryBackoffUs: settings.retryBackoffUs,
    retryBackoff: settings.retryBackoff,
    requestTimeoutUs,
    joinTimeoutUs:
      resolved.joinTimeout === "rebalance" ? Math.max(requestTimeoutUs, lapseUs) : requestTimeoutUs,
    joinGroupVersion,
    syncGroupVersion: sync?.[1] ?? 0,
    heartbeatThread,
    heartbeatsWhileCompleting: resolved.heartbeatsWhileJoining === "untilSynced",
    membershipErrors: resolved.membershipErrors as MembershipErrors,
    failedJoin: resolved.failedJoin as FailedJoin,
    closesLostCoordinator: resolved.wrongCoordinator === "disconnects",
    tellsLost: resolved.lostPartitions === "lost",
    consumerProtocolVersion: Number(resolved.consumerProtocolVersion),
    rackId: rack === "" ? null : rack,
  };
}
