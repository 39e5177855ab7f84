import type { BrokerSwitches } from "../era/broker-switches.ts";
import type { Replica } from "./replica.ts";

/** How far a member of the ISR may be behind. */
export interface LagLimits {
  /** `replica.lag.time.max.ms` */
  readonly replicaLagTimeMaxMs: number;
  /** `replica.lag.max.messages` */
  readonly replicaLagMaxMessages: number;
}

/** Whether a member of the ISR is so far behind its leader that it has to leave. */
export type LagRule = (
  replica: Replica,
  leaderEndOffset: number,
  nowMs: number,
  limits: LagLimits,
) => boolean;

/** The rules by the values of the switch `isrLagRule` (`Partition.getOutOfSyncReplicas`). */
export const LAG_RULES: Readonly<Record<BrokerSwitches["isrLagRule"], LagRule>> = {
  "messages+time": isStuckOrSlow,
  timeOnly: wasNotCaughtUp,
  timeAndLeoDiffers: isBehindAndWasNotCaughtUp,
};

/** Stuck: it fetches no more. Slow: too many records are missing; one that never fetched is not slow. */
function isStuckOrSlow(
  replica: Replica,
  leaderEndOffset: number,
  nowMs: number,
  { replicaLagTimeMaxMs, replicaLagMaxMessages }: LagLimits,
): boolean {
  if (nowMs - replica.logEndOffsetUpdateTimeMs > replicaLagTimeMaxMs) return true;
  const { logEndOffset } = replica;
  return logEndOffset >= 0 && leaderEndOffset - logEndOffset > replicaLagMaxMessages;
}

/** Even one that has everything, when it is silent. */
function wasNotCaughtUp(
  replica: Replica,
  _leaderEndOffset: number,
  nowMs: number,
  { replicaLagTimeMaxMs }: LagLimits,
): boolean {
  return nowMs - replica.lastCaughtUpTimeMs > replicaLagTimeMaxMs;
}

/** One that has everything stays, however silent it is (KAFKA-7152). */
function isBehindAndWasNotCaughtUp(
  replica: Replica,
  leaderEndOffset: number,
  nowMs: number,
  { replicaLagTimeMaxMs }: LagLimits,
): boolean {
  if (replica.logEndOffset === leaderEndOffset) return false;
  return nowMs - replica.lastCaughtUpTimeMs > replicaLagTimeMaxMs;
}
