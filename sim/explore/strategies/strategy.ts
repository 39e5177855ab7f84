/** Ways to search, over the one interface of choices. */
export const STRATEGIES = ["random", "pct", "delay-bounded", "coverage"] as const;

/**
 * `random`: the swarm, and the earliest event next. `pct`: random priorities of hosts that change at a few
 * points (Burckhardt et al. 2010). `delay-bounded`: a few events are put off (Emmi et al. 2011).
 * `coverage`: mutations of runs that reached new abstract states.
 */
export type StrategyName = (typeof STRATEGIES)[number];

/** Whether what a seed's run is depends on the seed alone, so that shards merge to the whole. */
export function seedsAreIndependent(strategy: StrategyName): boolean {
  return strategy !== "coverage";
}
