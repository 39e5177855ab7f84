import type { BrokerSwitches } from "../era/broker-switches.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import { storageErrorCode } from "../log/log-dir-failure-channel.ts";
import { offsetBefore, offsetForTimestamp, offsetOfMaxTimestamp } from "../log/offset-lookup.ts";
import {
  CONSUMER_REPLICA_ID,
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  type ListOffsetsRequest,
  type ListOffsetsResponse,
  MAX_TIMESTAMP,
  type OffsetsForLeaderEpochRequest,
  type OffsetsForLeaderEpochResponse,
  READ_COMMITTED,
} from "../messages.ts";
import type { Partition } from "./partition.ts";
import type { ReplicaManager } from "./replica-manager.ts";

type ListedOffset = ListOffsetsResponse["partitions"][number];
type EpochEnd = OffsetsForLeaderEpochResponse["partitions"][number];

/** The switches that decide what ListOffsets answers. */
type ListOffsetsSwitches = Pick<
  BrokerSwitches,
  "offsetNotAvailable" | "timeIndex" | "maxTimestampLookup"
>;

/** Answers ListOffsets: to a client what is committed, to a follower the end of the log. */
export function listOffsets(
  replicas: ReplicaManager,
  request: ListOffsetsRequest,
  switches: ListOffsetsSwitches,
): ListOffsetsResponse {
  const isClient = request.replicaId === CONSUMER_REPLICA_ID;
  const readsCommitted = isClient && request.isolationLevel === READ_COMMITTED;
  const tellsEpochs = replicas.fetcherManager.truncation.checksLeaderEpoch;
  const partitions = request.partitions.map(({ tp, timestamp, currentLeaderEpoch }) => {
    const partition = replicas.partition(tp);
    if (partition === null) return failedOffset(tp, replicas.missingPartitionError(tp));
    const error = partition.checkFetch(currentLeaderEpoch);
    if (error !== Errors.NONE) return failedOffset(tp, error);
    if (timestamp === MAX_TIMESTAMP && !switches.maxTimestampLookup) {
      return failedOffset(tp, Errors.UNSUPPORTED_VERSION);
    }
    try {
      const found = offsetOf(partition, timestamp, isClient, readsCommitted, switches);
      return tellsEpochs ? found : { ...found, leaderEpoch: -1 };
    } catch (thrown) {
      return failedOffset(tp, storageErrorCode(thrown));
    }
  });
  return { partitions };
}

/**
 * `Partition.fetchOffsetForTimestamp`. While the HW of a new leader is behind the start of its epoch,
 * clients are told OFFSET_NOT_AVAILABLE, so that "latest" never goes back (KIP-207); before, it does.
 */
function offsetOf(
  { tp, log, leaderEpoch, leaderEpochStartOffset }: Partition,
  timestamp: number,
  isClient: boolean,
  readsCommitted: boolean,
  { offsetNotAvailable, timeIndex }: ListOffsetsSwitches,
): ListedOffset {
  if (log === null) return failedOffset(tp, Errors.NOT_LEADER_OR_FOLLOWER);
  const readable = readsCommitted ? log.lastStableOffset : log.highWatermark;
  const lastFetchable = isClient ? readable : log.logEndOffset;
  const lags = offsetNotAvailable && isClient && leaderEpochStartOffset > log.highWatermark;
  if (timestamp === LATEST_TIMESTAMP) {
    if (lags) return failedOffset(tp, Errors.OFFSET_NOT_AVAILABLE);
    return { tp, error: Errors.NONE, offset: lastFetchable, leaderEpoch };
  }
  if (timestamp === EARLIEST_TIMESTAMP) {
    const first = log.leaderEpochCache.entries[0];
    const epoch = first !== undefined && first.startOffset <= log.logStartOffset ? first.epoch : -1;
    return { tp, error: Errors.NONE, offset: log.logStartOffset, leaderEpoch: epoch };
  }
  log.directory.checkForIoError();
  if (!timeIndex) {
    const offset = offsetBefore(log, timestamp, log.directory.wallMs());
    return {
      tp,
      error: Errors.NONE,
      offset: Math.min(offset, lastFetchable),
      leaderEpoch: -1,
    };
  }
  const found =
    timestamp === MAX_TIMESTAMP ? offsetOfMaxTimestamp(log) : offsetForTimestamp(log, timestamp);
  if (found !== null && found.offset < lastFetchable) {
    return { tp, error: Errors.NONE, offset: found.offset, leaderEpoch: found.leaderEpoch };
  }
  if (lags) return failedOffset(tp, Errors.OFFSET_NOT_AVAILABLE);
  return { tp, error: Errors.NONE, offset: -1, leaderEpoch: -1 };
}

function failedOffset(tp: number, error: ErrorCode): ListedOffset {
  return { tp, error, offset: -1, leaderEpoch: -1 };
}

/**
 * Answers OffsetsForLeaderEpoch: where the largest epoch up to the one asked for ends, and which epoch
 * that is. Who asks in the version before KIP-279 does not look at the epoch; it is not this broker's
 * inter.broker.protocol.version that decides.
 */
export function offsetsForLeaderEpoch(
  replicas: ReplicaManager,
  request: OffsetsForLeaderEpochRequest,
): OffsetsForLeaderEpochResponse {
  const partitions = request.partitions.map(({ tp, currentLeaderEpoch, leaderEpoch }): EpochEnd => {
    const partition = replicas.partition(tp);
    const error =
      partition === null
        ? replicas.missingPartitionError(tp)
        : partition.checkFetch(currentLeaderEpoch);
    const log = partition?.log ?? null;
    if (error !== Errors.NONE || log === null) {
      return { tp, error, leaderEpoch: -1, endOffset: -1 };
    }
    const { epoch, endOffset } = log.endOffsetForEpoch(leaderEpoch);
    const known = endOffset >= 0;
    return { tp, error, leaderEpoch: known ? epoch : -1, endOffset: known ? endOffset : -1 };
  });
  return { partitions };
}
