import type { StrategyName } from "../strategies/strategy.ts";
import type { SwarmSpace } from "../swarm/space.ts";

/**
 * What counts as a failure. `durability`: bugs by which acknowledged records, or what leads to them, are
 * not safe; whatever the simulator does wrong; other bugs are listed beside. `bugs`: all violations and
 * outcomes of records that are bugs of the protocol or the simulator. `all`: whatever the class, so that
 * losses allowed by configuration are found too.
 */
export const FINDS = ["durability", "bugs", "all"] as const;
export type Find = (typeof FINDS)[number];

/** What a search looks for, and where. Plain data: workers get it as it is. */
export interface HuntPlan {
  readonly space: SwarmSpace;
  readonly strategy: StrategyName;
  readonly find: Find;
  /** Runs each seed twice and compares. */
  readonly checkDeterminism: boolean;
}

/** Consecutive seeds. */
export interface SeedRange {
  /** Unsigned 64-bit, decimal. */
  readonly first: string;
  readonly count: number;
}
