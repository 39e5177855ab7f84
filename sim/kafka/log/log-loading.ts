import { Log, type LogIdentity } from "./log.ts";
import type { LogConfig } from "./log-config.ts";
import type { LogDirectory } from "./log-files.ts";
import { LogSegment } from "./log-segment.ts";

/** What the directory's checkpoints say of one log. */
export interface LogCheckpoints {
  readonly logStartOffset: number;
  readonly recoveryPoint: number;
  /** True when the last process shut down cleanly, so that nothing needs recovery. */
  readonly hadCleanShutdown: boolean;
}

/** A log that did not exist. */
export function createLog(identity: LogIdentity, directory: LogDirectory, config: LogConfig): Log {
  const segment = new LogSegment(0, directory.segment(identity.name, 0));
  const log = new Log(identity, directory, config, [segment], 0, 0);
  log.announce(null);
  return log;
}

/**
 * A log as it was found on disk. After an unclean shutdown it is recovered: its end is where the last
 * whole batch ends, and its leader epochs are those of its batches. The HW plays no part in it.
 */
export function loadLog(
  identity: LogIdentity,
  directory: LogDirectory,
  config: LogConfig,
  baseOffsets: readonly number[],
  checkpoints: LogCheckpoints,
): Log {
  const segments = baseOffsets.map(
    (baseOffset) => new LogSegment(baseOffset, directory.segment(identity.name, baseOffset)),
  );
  const firstOffset = segments[0]?.baseOffset ?? 0;
  const endOffset = segments.at(-1)?.nextOffset ?? 0;
  const { hadCleanShutdown, recoveryPoint } = checkpoints;
  const log = new Log(
    identity,
    directory,
    config,
    segments,
    Math.max(checkpoints.logStartOffset, firstOffset),
    hadCleanShutdown ? endOffset : Math.min(recoveryPoint, endOffset),
  );
  if (!hadCleanShutdown) recover(log, recoveryPoint);
  log.leaderEpochCache.truncateFromEnd(log.logEndOffset);
  log.leaderEpochCache.truncateFromStart(log.logStartOffset);
  log.reloadProducerState();
  log.announce(hadCleanShutdown ? null : "recovery");
  return log;
}

function recover(log: Log, recoveryPoint: number): void {
  const cache = log.leaderEpochCache;
  for (const segment of log.segments) {
    if (segment.nextOffset < recoveryPoint) continue;
    for (const { partitionLeaderEpoch, baseOffset } of segment.batches) {
      if (partitionLeaderEpoch > cache.latestEpoch) cache.assign(partitionLeaderEpoch, baseOffset);
    }
  }
  if (log.logEndOffset < log.logStartOffset) {
    log.truncateFullyAndStartAt(log.logStartOffset, "recovery");
  }
}
