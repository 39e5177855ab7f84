import type { TopicPartition } from "../partition-assignor.ts";

/** The generation of members that do not say theirs. */
export const DEFAULT_GENERATION = -1;

/** What a member says that it had (`AbstractStickyAssignor.MemberData`). */
export interface MemberData {
  readonly partitions: readonly TopicPartition[];
  /** null where it does not say. */
  readonly generation: number | null;
}
