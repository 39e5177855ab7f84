import { Errors } from "../../kafka/errors.ts";
import { TRUNCATION_REASONS } from "../../kafka/log/truncation-reasons.ts";
import { FETCH, LIST_OFFSETS, OFFSETS_FOR_LEADER_EPOCH } from "../../kafka/messages.ts";
import { FIRST_WITH_REPLICAS, type Marks } from "./mark.ts";
import type { Seen } from "./seen.ts";

const { TO_HIGH_WATERMARK, DIVERGES, LEADER_ENDS_BEFORE, LEADER_STARTS_AFTER, STARTS_OVER } =
  TRUNCATION_REASONS;
/** What followers ask their leaders. */
const FOLLOWER_REQUESTS = [FETCH, OFFSETS_FOR_LEADER_EPOCH, LIST_OFFSETS];

/** Followers, and how their logs come to be those of their leaders. */
export const REPLICATION_MARKS = {
  "truncated-to-high-watermark": {
    reached: (seen) => truncatedBecause(seen, TO_HIGH_WATERMARK),
    needs: { since: FIRST_WITH_REPLICAS, until: "0.11" },
  },
  "truncated-by-leader-epoch": {
    reached: (seen) => truncatedBecause(seen, DIVERGES),
    needs: { since: "0.11" },
  },
  "truncated-to-leaders-end": {
    reached: (seen) => truncatedBecause(seen, LEADER_ENDS_BEFORE),
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "follower-started-over": {
    reached: (seen) =>
      truncatedBecause(seen, STARTS_OVER) || truncatedBecause(seen, LEADER_STARTS_AFTER),
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "truncated-below-high-watermark": {
    reached: (seen) =>
      seen.of("truncation").some(({ to, highWatermark, reason, powerLost }) => {
        return reason !== "" && !powerLost && to < highWatermark;
      }),
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "committed-records-truncated": {
    reached: (seen) =>
      seen.of("truncation").some(({ partition, reason, powerLost, to, event }) => {
        return reason !== "" && !powerLost && to < seen.committedBefore(partition, event);
      }),
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "diverging-fetch": {
    reached: ({ notes }) => notes.divergingFetch,
    needs: { since: "2.8" },
  },
  "follower-fenced": {
    reached: (seen) => followersMet(seen, Errors.FENCED_LEADER_EPOCH),
    needs: { since: "2.1" },
  },
  "follower-ahead-of-leader": {
    reached: (seen) => followersMet(seen, Errors.UNKNOWN_LEADER_EPOCH),
    needs: { since: "2.1" },
  },
  "follower-asked-no-leader": {
    reached: (seen) => followersMet(seen, Errors.NOT_LEADER_OR_FOLLOWER),
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "log-of-three-epochs": {
    reached: ({ model }) =>
      model.partitions.some(({ replicas }) => replicas.some(({ epochs }) => epochs.length > 2)),
    needs: { since: "0.11" },
  },
  "halted-rather-than-truncate": {
    reached: (seen) =>
      seen.of("life").some(({ reason }) => reason === "halted rather than truncate its log"),
    needs: { since: FIRST_WITH_REPLICAS, until: "0.11" },
  },
} as const satisfies Marks;

function truncatedBecause(seen: Seen, reason: string): boolean {
  return seen.of("truncation").some((entry) => entry.reason === reason);
}

function followersMet({ notes }: Seen, error: number): boolean {
  return FOLLOWER_REQUESTS.some((kind) => notes.refusals.ofPartition(kind, error, "broker") > 0);
}
