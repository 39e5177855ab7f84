import type { TopicPartitions } from "../../context.ts";
import type { BrokerSwitches } from "../../era/broker-switches.ts";
import { GROUP_STATES } from "../../facts.ts";
import type { GroupMetadata } from "./group-metadata.ts";
import { type CommittedOffset, NO_EXPIRE_TIMESTAMP } from "./offset-and-metadata.ts";

/** When offsets expire. */
export interface OffsetExpiryRule {
  readonly expiry: BrokerSwitches["offsetExpiry"];
  /** `offsets.retention.minutes`, in ms. */
  readonly retentionMs: number;
  readonly topicPartitions: TopicPartitions;
}

/** Since when an offset's time runs, and of which topics it does not run at all. */
interface Basis {
  readonly sinceMs: (offset: CommittedOffset) => number;
  readonly subscribed: ReadonlySet<string>;
}

const NO_TOPICS: ReadonlySet<string> = new Set();

/**
 * The partitions of which a group's offset has expired (`removeExpiredOffsets`); one that is being
 * committed just now never has.
 * @param nowMs the coordinator's wall clock
 */
export function expiredOffsets(
  group: GroupMetadata,
  nowMs: number,
  { expiry, retentionMs, topicPartitions }: OffsetExpiryRule,
): number[] {
  const { offsets } = group;
  const found = (isExpired: (tp: number, offset: CommittedOffset) => boolean) =>
    offsets.partitions.filter((tp) => {
      const offset = offsets.offset(tp);
      return offset !== null && !offsets.isPending(tp) && isExpired(tp, offset);
    });
  if (expiry === "commitTime") {
    return found((_, { commitTimestampMs }) => nowMs - commitTimestampMs > retentionMs);
  }
  if (expiry === "expireTime") {
    // An offset of 0.8 does not say when it expires.
    return found((_, { commitTimestampMs, expireTimestampMs }) => {
      const isUnset = expireTimestampMs === NO_EXPIRE_TIMESTAMP;
      return (isUnset ? commitTimestampMs + retentionMs : expireTimestampMs) < nowMs;
    });
  }
  const basis = basisOf(group, expiry);
  if (basis === null) return [];
  return found((tp, offset) => {
    if (basis.subscribed.has(topicPartitions.topic(tp))) return false;
    // A client of an older version asked for a retention of its own.
    if (offset.expireTimestampMs !== NO_EXPIRE_TIMESTAMP) return nowMs >= offset.expireTimestampMs;
    return nowMs - basis.sinceMs(offset) >= retentionMs;
  });
}

/** Null: nothing of the group expires as it is now (KIP-211). */
function basisOf(
  {
    protocolType,
    isConsumerGroup,
    state,
    currentStateTimestampMs,
    subscribedTopics,
  }: GroupMetadata,
  expiry: "emptyGroup" | "settledGroup",
): Basis | null {
  const { Empty, Stable } = GROUP_STATES;
  if (protocolType === null) return { sinceMs: commitTime, subscribed: NO_TOPICS };
  if (state === Empty) {
    const sinceMs = (offset: CommittedOffset) => currentStateTimestampMs ?? commitTime(offset);
    return { sinceMs, subscribed: NO_TOPICS };
  }
  if (!isConsumerGroup || subscribedTopics === null) return null;
  if (expiry === "settledGroup" && state !== Stable) return null;
  return { sinceMs: commitTime, subscribed: subscribedTopics };
}

function commitTime({ commitTimestampMs }: CommittedOffset): number {
  return commitTimestampMs;
}
