import { assert } from "../../kernel/assert.ts";

/** Of a state that more than one run has shown. */
const SEVERAL = -1;

/**
 * Which abstract states runs have shown, and how likely it is that the next run shows one that none has:
 * the Good-Turing estimate, taken over runs. A run that shows a state that no other run does would have
 * shown a new one, had it been the next; so the share of such runs estimates the chance.
 */
export class SightedStates {
  /** The one run that showed a state, or {@link SEVERAL}. */
  private readonly onlyRun = new Map<number, number>();
  /** By run: how many states it alone has shown. */
  private readonly own: number[] = [];
  /** Runs that alone have shown some state. */
  private withOwn = 0;

  /** Different states so far. */
  get count(): number {
    return this.onlyRun.size;
  }

  get runs(): number {
    return this.own.length;
  }

  /** The chance that the next run shows a new state, of 1000, rounded up; 1000 before the first run. */
  get newPerMille(): number {
    return this.runs === 0 ? 1000 : Math.ceil((1000 * this.withOwn) / this.runs);
  }

  /** How many states that run, and no other, has shown. */
  ownOf(run: number): number {
    const count = this.own[run];
    assert(count !== undefined, "there was such a run");
    return count;
  }

  /**
   * Takes in the states of one more run, each once.
   * @returns how many of them are new
   */
  add(states: readonly number[]): number {
    const run = this.own.length;
    const before = this.onlyRun.size;
    this.own.push(0);
    for (const state of states) {
      const only = this.onlyRun.get(state);
      assert(only !== run, "each state of a run is given once");
      if (only === undefined) {
        this.onlyRun.set(state, run);
        this.changeOwn(run, 1);
      } else if (only !== SEVERAL) {
        this.onlyRun.set(state, SEVERAL);
        this.changeOwn(only, -1);
      }
    }
    return this.onlyRun.size - before;
  }

  private changeOwn(run: number, by: number): void {
    const before = this.own[run] as number;
    this.own[run] = before + by;
    if (before === 0) this.withOwn++;
    else if (before + by === 0) this.withOwn--;
  }
}
