import { CoverageSearch } from "../strategies/coverage-search.ts";
import { seedsAreIndependent } from "../strategies/strategy.ts";
import type { Candidate, Outcome } from "./outcome.ts";
import type { HuntPlan, SeedRange } from "./plan.ts";
import { seedAt } from "./seeds.ts";

/** Where the candidates of a search come from, in the order of their seeds. */
export interface CandidateSource {
  /** The next ones, at most so many; none when there are no more, or none before more is learnt. */
  take(most: number): readonly Candidate[];
  /** Told of every outcome, in the order of the seeds. */
  learn(candidate: Candidate, outcome: Outcome): void;
}

export function sourceOf({ strategy, space }: HuntPlan, range: SeedRange): CandidateSource {
  return seedsAreIndependent(strategy) ? new SeedSource(range) : new CoverageSearch(space, range);
}

/** One candidate for each seed, whatever came of the others. */
class SeedSource implements CandidateSource {
  private readonly range: SeedRange;
  private taken = 0;

  constructor(range: SeedRange) {
    this.range = range;
  }

  take(most: number): readonly Candidate[] {
    const candidates: Candidate[] = [];
    while (candidates.length < most && this.taken < this.range.count) {
      candidates.push({ seed: seedAt(this.range, this.taken++), scenario: null });
    }
    return candidates;
  }

  learn(): void {}
}
