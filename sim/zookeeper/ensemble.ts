import { type Micros, US_PER_MS } from "../kernel/time.ts";
import type { SessionTimes } from "./session-tracker.ts";
import type { Zxid } from "./types.ts";

/** Number of a server within its ensemble, from 1 (`myid`). */
export type ServerId = number;

/** The servers of an ensemble and their common settings (`zoo.cfg`). */
export interface Ensemble {
  /** Index of the host of each server, in the order of their ids. */
  readonly hosts: readonly number[];
  readonly times: SessionTimes;
  /** Ticks that followers have to connect to a leader and to be in sync with it. */
  readonly initLimit: number;
  /** Ticks that a follower and its leader may hear nothing of each other. */
  readonly syncLimit: number;
  readonly told: ToldCommits;
}

/** Up to which zxid the run was told of changes: each is told once, by the leader that commits it first. */
export type ToldCommits = { zxid: Zxid };

/** How many servers are a majority. */
export function quorumOf(ensemble: Ensemble): number {
  return Math.floor(ensemble.hosts.length / 2) + 1;
}

export function ticksUs(ensemble: Ensemble, ticks: number): Micros {
  return ticks * ensemble.times.tickTimeMs * US_PER_MS;
}

/** A zxid of an ensemble: the leader's epoch above 32 bits that count its proposals. */
const EPOCH_UNIT = 4_294_967_296;

export function zxidOf(epoch: number, counter: number): Zxid {
  return epoch * EPOCH_UNIT + counter;
}

export function epochOf(zxid: Zxid): number {
  return Math.floor(zxid / EPOCH_UNIT);
}
