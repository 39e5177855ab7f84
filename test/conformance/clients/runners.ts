import { runAssignor } from "./assignors.ts";
import { runCrc32c } from "./checksums.ts";
import { runCompaction } from "./compaction.ts";
import { runCompactionSelect } from "./compaction-select.ts";
import {
  runConsumerProtocolAssignment,
  runConsumerProtocolSubscription,
  runStickyUserData,
} from "./consumer-protocol.ts";
import { runExponentialBackoff } from "./exponential-backoff.ts";
import { runGroupCoordinator } from "./group-coordinator.ts";
import { runGroupStateTransition, runSelectProtocol } from "./groups.ts";
import { runIdempotentLog } from "./idempotent-log.ts";
import { runCoordinatorPartition, runJavaHashMapOrder, runMemberSort } from "./java-hashes.ts";
import { runLogRead } from "./log-reads.ts";
import { runMurmur2 } from "./murmur2.ts";
import {
  runAdaptivePartitioner,
  runDefaultPartitioner,
  runStickyPartitioner,
} from "./partitioners.ts";
import { runProducerState } from "./producer-state.ts";
import { runControlBatch, runEmptyBatchHeader, runRecordBatch } from "./record-batches.ts";
import { runConstants, runDefaultRecordSize } from "./record-sizes.ts";
import { runRetention } from "./retention.ts";
import { runSegmentRoll, runSegmentRollRule } from "./segment-rolls.ts";
import { runDecrementSequence, runIncrementSequence } from "./sequences.ts";
import type { ClientVectorRunner } from "./support/client-vector.ts";
import { runAbortedTxnIndex, runLso } from "./transactions-in-log.ts";
import { runUnsignedVarint, runVarint, runVarlong } from "./varints.ts";

/** The kinds of vectors that are run, and how. */
export const CLIENT_RUNNERS: Readonly<Record<string, ClientVectorRunner>> = {
  murmur2: runMurmur2,
  defaultPartitioner: runDefaultPartitioner,
  adaptivePartitioner: runAdaptivePartitioner,
  stickyPartitioner: runStickyPartitioner,
  exponentialBackoff: runExponentialBackoff,
  crc32c: runCrc32c,
  varint: runVarint,
  varlong: runVarlong,
  unsignedVarint: runUnsignedVarint,
  recordBatch: runRecordBatch,
  controlBatch: runControlBatch,
  emptyBatchHeader: runEmptyBatchHeader,
  defaultRecordSize: runDefaultRecordSize,
  constants: runConstants,
  logRead: runLogRead,
  retention: runRetention,
  segmentRoll: runSegmentRoll,
  segmentRollRule: runSegmentRollRule,
  incrementSequence: runIncrementSequence,
  decrementSequence: runDecrementSequence,
  producerState: runProducerState,
  idempotentLog: runIdempotentLog,
  lso: runLso,
  abortedTxnIndex: runAbortedTxnIndex,
  compaction: runCompaction,
  compactionSelect: runCompactionSelect,
  groupCoordinator: runGroupCoordinator,
  groupStateTransition: runGroupStateTransition,
  selectProtocol: runSelectProtocol,
  assignor: runAssignor,
  memberSort: runMemberSort,
  javaHashMapOrder: runJavaHashMapOrder,
  coordinatorPartition: runCoordinatorPartition,
  consumerProtocolSubscription: runConsumerProtocolSubscription,
  consumerProtocolAssignment: runConsumerProtocolAssignment,
  stickyUserData: runStickyUserData,
};
