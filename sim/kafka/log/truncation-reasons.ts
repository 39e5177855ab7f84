/** Why a follower drops records, as `log.truncate` facts tell it. */
export const TRUNCATION_REASONS = {
  TO_HIGH_WATERMARK: "follower truncates to its high watermark",
  DIVERGES: "follower's log diverges from its leader's",
  LEADER_ENDS_BEFORE: "the leader's log ends before its follower's",
  LEADER_STARTS_AFTER: "the leader's log starts after its follower's ends",
  /** After OFFSET_OUT_OF_RANGE (KAFKA-2143). */
  STARTS_OVER: "the follower starts over",
} as const;
