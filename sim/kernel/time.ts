/**
 * Virtual time is an integer number of microseconds since the start of the run. Durations are
 * microseconds too, unless a name ends in another unit.
 */
export type Micros = number;

export const US_PER_MS = 1000;
export const US_PER_SECOND = 1_000_000;

/**
 * What every wall clock shows at virtual time 0: 2020-09-13T12:26:40Z. Far from the epoch, because
 * Kafka uses 0 as "long ago" (a follower that was never caught up has `lastCaughtUpTimeMs` 0).
 */
export const WALL_ORIGIN_US = 1_600_000_000_000_000;

export function ms(milliseconds: number): Micros {
  return Math.round(milliseconds * US_PER_MS);
}

export function seconds(value: number): Micros {
  return Math.round(value * US_PER_SECOND);
}
