import { assert } from "../../kernel/assert.ts";
import { InputError } from "../../scenario/problems.ts";
import { nextSeed } from "../seed.ts";
import type { SeedRange } from "./plan.ts";

const SEEDS = 1n << 64n;

/** One part of a search that is run in parts; `index` counts from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * So many consecutive seeds.
 * @param first unsigned 64-bit, decimal
 * @throws InputError when they go beyond the last seed
 */
export function seedRange(first: string, count: number): SeedRange {
  assert(Number.isSafeInteger(count) && count >= 0, "a number of seeds is a natural number");
  if (BigInt(first) + BigInt(count) > SEEDS) {
    throw new InputError([{ path: "seeds", code: "problem.tooManySeeds", args: { first, count } }]);
  }
  return { first, count };
}

/** The seed at a place of a range. */
export function seedAt({ first, count }: SeedRange, index: number): string {
  assert(index >= 0 && index < count, "a seed is in its range");
  return nextSeed(first, index);
}

/** The seed after the last one of a range, as a number: where the next range begins. */
export function endOf({ first, count }: SeedRange): bigint {
  return BigInt(first) + BigInt(count);
}

/** The contiguous block of a shard: sizes differ by at most 1, and earlier shards are the larger ones. */
export function shardSeeds(range: SeedRange, { index, count }: Shard): SeedRange {
  assert(index >= 1 && index <= count, "a shard is one of them");
  const size = Math.floor(range.count / count);
  const larger = range.count % count;
  const before = index - 1;
  return {
    first: nextSeed(range.first, before * size + Math.min(before, larger)),
    count: size + (before < larger ? 1 : 0),
  };
}

/** Seeds in ascending order. */
export function compareSeeds(x: string, y: string): number {
  return x.length - y.length || (x < y ? -1 : x > y ? 1 : 0);
}
