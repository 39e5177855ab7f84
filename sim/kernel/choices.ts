import alea from "seedrandom/lib/alea.js";
import { assert } from "./assert.ts";

/** Replaces the `index`-th draw of the stream `stream` by `value`. */
export interface ChoiceOverride {
  readonly stream: string;
  readonly index: number;
  readonly value: number;
}

/**
 * The choice of the event that runs next. Its index is the number of the event, its value the rank
 * among those that may run; see `Schedule`.
 */
export const SCHEDULE_STREAM = "schedule/next";

/** One named source of choices. Its draws depend on the seed, its name and nothing else. */
export class ChoiceStream {
  readonly name: string;
  private readonly random: () => number;
  private readonly overrides: ReadonlyMap<number, number> | null;
  private draws = 0;

  constructor(name: string, seed: string, overrides: ReadonlyMap<number, number> | null) {
    this.name = name;
    this.random = alea(`${seed}/${name}`);
    this.overrides = overrides;
  }

  /** How many choices were made here. */
  get count(): number {
    return this.draws;
  }

  /**
   * Chooses an integer in [0, `limit`). An overridden choice still consumes its draw, so the choices
   * after it are what they would have been.
   */
  next(limit: number): number {
    const drawn = Math.floor(this.random() * limit);
    const index = this.draws++;
    if (this.overrides === null) return drawn;
    const override = this.overrides.get(index);
    return override !== undefined && override >= 0 && override < limit ? override : drawn;
  }

  /** Chooses an integer in [`low`, `high`], both included. */
  between(low: number, high: number): number {
    return low + this.next(high - low + 1);
  }
}

/**
 * All nondeterminism of a run: named streams, each seeded by the run's seed and its own name, keyed
 * by what they decide (`network/1>2/Fetch`), so that one more draw here moves nothing elsewhere.
 */
export class Choices {
  readonly seed: string;
  private readonly streams = new Map<string, ChoiceStream>();
  private readonly overrides = new Map<string, Map<number, number>>();

  constructor(seed: string, overrides: readonly ChoiceOverride[] = []) {
    this.seed = seed;
    for (const { stream, index, value } of overrides) {
      assert(
        Number.isSafeInteger(index) && index >= 0,
        `override of ${stream}: bad index ${index}`,
      );
      assert(
        Number.isSafeInteger(value) && value >= 0,
        `override of ${stream}: bad value ${value}`,
      );
      const ofStream = this.overrides.get(stream) ?? new Map<number, number>();
      ofStream.set(index, value);
      this.overrides.set(stream, ofStream);
    }
  }

  /** The stream of that name, made at its first use. Keep it when you draw often. */
  stream(name: string): ChoiceStream {
    let stream = this.streams.get(name);
    if (stream === undefined) {
      stream = new ChoiceStream(name, this.seed, this.overrides.get(name) ?? null);
      this.streams.set(name, stream);
    }
    return stream;
  }

  /** The overrides of one stream, by index; null when there are none. */
  overridesOf(name: string): ReadonlyMap<number, number> | null {
    return this.overrides.get(name) ?? null;
  }
}
