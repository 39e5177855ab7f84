import { Log, type LogIdentity } from "./log.ts";
import type { LogConfig } from "./log-config.ts";
import type { LogDirectory } from "./log-files.ts";
import type { LogSegment } from "./log-segment.ts";
import { floorSegment, openSegment } from "./log-segments.ts";
import { ProducerStateManager } from "./producer-state.ts";
import { rebuildProducerState, updateProducerState } from "./rebuild-producer-state.ts";

/** What the directory's checkpoints say of one log. */
export interface LogCheckpoints {
  readonly logStartOffset: number;
  readonly recoveryPoint: number;
  /** True when the last process shut down cleanly, so that nothing needs recovery. */
  readonly hadCleanShutdown: boolean;
}

/** A log that did not exist. */
export function createLog(identity: LogIdentity, directory: LogDirectory, config: LogConfig): Log {
  const segment = openSegment(directory, identity.name, 0, config);
  const log = new Log(identity, directory, config, [segment], 0, 0);
  log.announce(null);
  return log;
}

/**
 * A log as it was found on disk. After an unclean shutdown it is recovered (`Log.recoverLog`): from the
 * segment of the recovery point on every batch is looked at. The first torn one is dropped, and all that
 * follows it; the leader epochs and the producers are those of the batches. The HW plays no part in it.
 */
export function loadLog(
  identity: LogIdentity,
  directory: LogDirectory,
  config: LogConfig,
  baseOffsets: readonly number[],
  checkpoints: LogCheckpoints,
): Log {
  const { hadCleanShutdown, recoveryPoint } = checkpoints;
  const segments = baseOffsets.map((baseOffset) =>
    openSegment(directory, identity.name, baseOffset, config),
  );
  if (!hadCleanShutdown) dropInvalidTail(identity, directory, segments, recoveryPoint);
  const firstOffset = segments[0]?.baseOffset ?? 0;
  const endOffset = segments.at(-1)?.nextOffset ?? 0;
  const countsAsFlushed = hadCleanShutdown || config.recoveryPointAfterRecovery === "logEnd";
  const log = new Log(
    identity,
    directory,
    config,
    segments,
    Math.max(checkpoints.logStartOffset, firstOffset),
    countsAsFlushed ? endOffset : Math.min(recoveryPoint, endOffset),
  );
  // With an older message format the last epoch would seem to go on for ever (KAFKA-7897).
  if (!config.hasLeaderEpochs) log.leaderEpochCache.clear();
  if (!hadCleanShutdown) recover(log, recoveryPoint);
  if (log.logEndOffset < log.logStartOffset) {
    log.truncateFullyAndStartAt(log.logStartOffset, "recovery");
  }
  log.leaderEpochCache.truncateFromEnd(log.logEndOffset);
  log.leaderEpochCache.truncateFromStart(log.logStartOffset);
  if (config.producerState.producerSnapshots === "eachSegment") {
    log.producerState.removeStraySnapshots(log.segments.all.map(({ baseOffset }) => baseOffset));
  }
  log.reloadProducerState();
  log.announce(hadCleanShutdown ? null : "recovery");
  return log;
}

/** The first batch whose bytes are wrong is cut off, and the segments after it are deleted. */
function dropInvalidTail(
  { name }: LogIdentity,
  directory: LogDirectory,
  segments: LogSegment[],
  recoveryPoint: number,
): void {
  for (let i = floorSegment(segments, recoveryPoint); i < segments.length; i++) {
    const segment = segments[i] as LogSegment;
    if (!segment.truncateToValid()) continue;
    for (const { baseOffset } of segments.splice(i + 1)) directory.removeSegment(name, baseOffset);
  }
}

/**
 * Takes epochs, producers and the transaction index from the batches; each recovered segment leaves a
 * snapshot behind.
 */
function recover(log: Log, recoveryPoint: number): void {
  const { leaderEpochCache: cache } = log;
  const segments = log.segments.all;
  for (let i = floorSegment(segments, recoveryPoint); i < segments.length; i++) {
    const segment = segments[i] as LogSegment;
    const producers = new ProducerStateManager(log.producers, log.config.producerState);
    const nowMs = log.directory.wallMs();
    rebuildProducerState(producers, segments, log.logStartOffset, segment.baseOffset, nowMs);
    const index = log.transactionIndex(segment);
    index.reset();
    for (const batch of segment.batches) {
      const { partitionLeaderEpoch, baseOffset } = batch;
      if (log.config.hasLeaderEpochs && partitionLeaderEpoch > cache.latestEpoch) {
        cache.assign(partitionLeaderEpoch, baseOffset);
      }
      updateProducerState(producers, batch, index);
    }
    producers.takeSnapshot();
  }
}
