import type { ErrorCode } from "../../errors.ts";
import { Errors } from "../../errors.ts";
import {
  INVALID_OFFSET,
  type OffsetCommitResponse,
  type OffsetFetchResponse,
} from "../../group-messages.ts";
import type { GroupMetadata } from "./group-metadata.ts";
import { NO_METADATA } from "./offset-and-metadata.ts";

export type FetchedOffset = OffsetFetchResponse["partitions"][number];

const NO_LEADER_EPOCH = -1;

/** One error for each partition, in the order of the request. */
export function commitResponse(
  tps: readonly number[],
  errorOf: (tp: number) => ErrorCode,
): OffsetCommitResponse {
  return { partitions: tps.map((tp) => ({ tp, error: errorOf(tp) })) };
}

/** Nothing is committed of a partition, or it is not known. */
export function noOffset(tp: number, error: ErrorCode = Errors.NONE): FetchedOffset {
  const metadata = NO_METADATA;
  return { tp, offset: INVALID_OFFSET, leaderEpoch: NO_LEADER_EPOCH, metadata, error };
}

/** What a group has committed of a partition (`GroupMetadataManager.getOffsets`). */
export function fetchedOffset(
  { offsets }: GroupMetadata,
  tp: number,
  requireStable: boolean,
): FetchedOffset {
  if (requireStable && offsets.isUnstable(tp)) return noOffset(tp, Errors.UNSTABLE_OFFSET_COMMIT);
  const committed = offsets.offset(tp);
  if (committed === null) return noOffset(tp);
  const { offset, leaderEpoch, metadata } = committed;
  return { tp, offset, leaderEpoch, metadata, error: Errors.NONE };
}
