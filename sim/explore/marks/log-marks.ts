import { DEPOSES, FIRST_WITH_REPLICAS, type Marks } from "./mark.ts";
import {
  allReplicasDown,
  recordsTakenByPower,
  replicasGoneOffline,
  rottenBatchesFound,
} from "./restarts.ts";

/** Logs, disks, and starts after an end. */
export const LOG_MARKS = {
  "segment-rolled": { reached: ({ notes }) => notes.segmentRolled, needs: {} },
  "unclean-start": {
    reached: ({ notes }) => notes.recoveries > 0,
    needs: { faults: DEPOSES },
  },
  "ended-during-recovery": {
    reached: ({ notes }) => notes.endedDuringRecovery,
    needs: { faults: DEPOSES },
  },
  "torn-batch-recovered": {
    reached: ({ notes }) => notes.tornBatchRecovered,
    needs: { faults: ["powerLoss"] },
  },
  "power-took-records": {
    reached: (seen) => recordsTakenByPower(seen).some(({ from, to }) => to < from),
    needs: { faults: ["powerLoss"] },
  },
  "power-took-committed-records": {
    reached: (seen) =>
      recordsTakenByPower(seen).some(
        ({ partition, to, event }) => to < seen.committedBefore(partition, event),
      ),
    needs: { faults: ["powerLoss"] },
  },
  "all-replicas-down": {
    reached: allReplicasDown,
    needs: { since: FIRST_WITH_REPLICAS, faults: DEPOSES },
  },
  "replica-offline-on-live-broker": {
    reached: (seen) => replicasGoneOffline(seen).length > 0,
    needs: { since: "1.1", faults: ["failLogDir"] },
  },
  "broker-halted": {
    reached: (seen) =>
      seen.of("life").some(({ host, reason }) => {
        return reason.startsWith("halted") && (seen.model.hosts[host]?.broker ?? -1) >= 0;
      }),
    needs: {},
  },
  "rotten-batch-found": {
    reached: (seen) => rottenBatchesFound(seen) > 0,
    needs: { faults: ["corrupt"] },
  },
  "retention-deleted-segments": {
    reached: (seen) => seen.of("logStart").some(({ retention }) => retention !== null),
    needs: { drawn: false },
  },
  "consumer-outrun-by-retention": {
    reached: (seen) =>
      seen.of("logStart").some(({ behind, retention }) => retention !== null && behind.length > 0),
    needs: { drawn: false },
  },
  "records-compacted": {
    reached: (seen) => seen.of("compaction").length > 0,
    needs: { since: FIRST_WITH_REPLICAS },
  },
} as const satisfies Marks;
