import { KIP320_TRUNCATION } from "./kip320.ts";
import type { TruncationRule } from "./truncation-rule.ts";

/**
 * The follower fetches at once from the end of its log, with the epoch of its last record, and the
 * answer says where the logs part (2.7). Only a log without epochs still truncates to its HW first.
 */
export const ON_FETCH_TRUNCATION: TruncationRule = {
  ...KIP320_TRUNCATION,
  truncatesOnFetch: true,
  initialFetchOffset: (log) => (log.latestEpoch >= 0 ? log.logEndOffset : log.highWatermark),
  startsTruncating: ({ latestEpoch }) => latestEpoch < 0,
};
