import { assert, present } from "../../kernel/assert.ts";
import { type CandidateSource, sourceOf } from "./candidate-source.ts";
import type { Candidate, Outcome } from "./outcome.ts";
import type { HuntPlan, SeedRange } from "./plan.ts";
import { Tally } from "./tally.ts";

/** A piece of work: plain data that a worker can do on its own (`runBatch`). */
export interface Job {
  readonly plan: HuntPlan;
  /** Place of its first candidate in the search. */
  readonly first: number;
  readonly candidates: readonly Candidate[];
}

export interface HuntOptions {
  /** Ends with the lowest seed that fails. */
  readonly untilFailure: boolean;
  /** Candidates of one job, at most. */
  readonly batch: number;
}

/**
 * A search under way. It hands out jobs and takes their outcomes in whatever order they come, but counts
 * them in the order of the seeds: what it has found does not depend on who worked, how many, or how fast.
 */
export class Hunt {
  readonly plan: HuntPlan;
  /** The seeds that it is to try, at most. */
  readonly range: SeedRange;
  /** What was found in the seeds counted so far. */
  readonly tally = new Tally();
  private readonly options: HuntOptions;
  private readonly source: CandidateSource;
  /** Outcomes that wait for those of lower seeds, by the place of their candidate. */
  private readonly waiting = new Map<number, readonly [Candidate, Outcome]>();
  private handedOut = 0;
  private stopped = false;

  constructor(plan: HuntPlan, range: SeedRange, options: HuntOptions) {
    assert(options.batch > 0, "a job has candidates");
    this.plan = plan;
    this.range = range;
    this.options = options;
    this.source = sourceOf(plan, range);
  }

  /** The seeds that were counted: all that the report speaks of. */
  get seeds(): SeedRange {
    return { first: this.range.first, count: this.tally.runs };
  }

  /** True when there is nothing more to do, and nothing more to wait for. */
  get done(): boolean {
    if (this.hasFailed) return true;
    const { runs } = this.tally;
    return runs === this.range.count || (this.stopped && runs === this.handedOut);
  }

  /** The next piece of work; null when there is none now, or none any more. */
  nextJob(): Job | null {
    if (this.stopped) return null;
    const left = this.range.count - this.handedOut;
    const candidates = this.source.take(Math.min(left, this.options.batch));
    if (candidates.length === 0) return null;
    const job = { plan: this.plan, first: this.handedOut, candidates };
    this.handedOut += candidates.length;
    return job;
  }

  /** Takes the outcomes of a job that this search handed out. */
  absorb({ first, candidates }: Job, outcomes: readonly Outcome[]): void {
    assert(outcomes.length === candidates.length, "each candidate has an outcome");
    assert(first + candidates.length <= this.handedOut, "the job was handed out");
    for (const [i, candidate] of candidates.entries()) {
      const place = first + i;
      assert(place >= this.tally.runs && !this.waiting.has(place), "a job is done once");
      this.waiting.set(place, [candidate, present(outcomes[i], "counted above")]);
    }
    const failed = outcomes.some(({ findings }) => findings.length > 0);
    // Jobs go out in the order of the seeds: whatever is still to come is higher.
    if (failed && this.options.untilFailure) this.stopped = true;
    this.count();
  }

  /** Hands out no more; what was handed out may still come back, and counts. */
  stop(): void {
    this.stopped = true;
  }

  private get hasFailed(): boolean {
    return this.options.untilFailure && this.tally.failing > 0;
  }

  /** Counts what has come back without a gap. */
  private count(): void {
    while (!this.hasFailed) {
      const place = this.tally.runs;
      const next = this.waiting.get(place);
      if (next === undefined) return;
      this.waiting.delete(place);
      const [candidate, outcome] = next;
      this.tally.absorb(candidate, outcome);
      this.source.learn(candidate, outcome);
    }
    this.waiting.clear();
  }
}
