import { Errors } from "../../kafka/errors.ts";
import { ROLE_LEADER } from "../../kafka/facts.ts";
import { LIST_OFFSETS } from "../../kafka/messages.ts";
import { DEPOSES, FIRST_WITH_REPLICAS, type Marks } from "./mark.ts";
import { readAcrossFailover } from "./reads.ts";

/** High watermarks, and those who read up to them. */
export const HIGH_WATERMARK_MARKS = {
  "new-leader-knew-less": {
    reached: (seen) =>
      seen.of("role").some(({ partition, role, highWatermark, event }) => {
        return role === ROLE_LEADER && highWatermark < seen.committedBefore(partition, event);
      }),
    needs: {},
  },
  "high-watermark-fell": { reached: ({ notes }) => notes.highWatermarkFell, needs: {} },
  "high-watermark-was-old": {
    reached: ({ notes }) => notes.highWatermarkWasOld,
    needs: { faults: DEPOSES },
  },
  "committed-by-leader-alone": {
    reached: ({ model }) =>
      model.partitions.some(
        ({ commits, replicas }) =>
          replicas.length > 1 && commits.some(({ isrSize }) => isrSize === 1),
      ),
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "offset-not-available": {
    reached: ({ notes }) =>
      notes.refusals.ofPartition(LIST_OFFSETS, Errors.OFFSET_NOT_AVAILABLE, "client") > 0,
    needs: { since: "2.4", faults: DEPOSES },
  },
  "consumer-out-of-range": {
    reached: (seen) => seen.clientMet(Errors.OFFSET_OUT_OF_RANGE),
    needs: {},
  },
  "read-across-failover": { reached: readAcrossFailover, needs: {} },
} as const satisfies Marks;
