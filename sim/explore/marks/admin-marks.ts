import type { Marks } from "./mark.ts";

/** What operators do. */
export const ADMIN_MARKS = {
  "partitions-added": {
    reached: (seen) => seen.of("partitionsAdded").length > 0,
    needs: {},
  },
  "partition-reassigned": {
    reached: (seen) => seen.of("reassigned").length > 0,
    needs: {},
  },
  "topic-deleted": {
    reached: (seen) => seen.model.partitions.some(({ deletion }) => deletion !== null),
    needs: { drawn: false },
  },
  "topic-created-again": {
    reached: (seen) => seen.model.partitions.some(({ previous }) => previous !== null),
    needs: { drawn: false },
  },
} as const satisfies Marks;
