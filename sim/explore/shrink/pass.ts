import type { ShrinkCase } from "./shrink-case.ts";

/** A simpler case to try. What comes back says whether it still fails in the same way. */
export type Candidates<Result = void> = Generator<ShrinkCase, Result, boolean>;

/** One way of making a case simpler. */
export interface Pass {
  readonly name: PassName;
  /**
   * Proposes one case after another. A case that still fails is what later ones build on: the generator
   * keeps it itself.
   */
  candidates(start: ShrinkCase): Candidates;
}

export const PASS_NAMES = [
  "end",
  "clients",
  "episodes",
  "steps",
  "records",
  "topics",
  "partitions",
  "brokers",
  "replicas",
  "zookeeper",
  "hardware",
  "network",
  "applications",
  "settings",
  "hosts",
  "faults",
  "waits",
  "merge",
  "earlier",
  "round",
  "choices",
  "names",
] as const;

export type PassName = (typeof PASS_NAMES)[number];
