import type { Candidates } from "./pass.ts";
import type { ShrinkCase } from "./shrink-case.ts";

/**
 * Finds few of some items with which a case still fails: tries none, then without ever smaller blocks of
 * them, the last first, since what comes later seldom carries what comes before.
 * @param build the case with these items only; null when there is no such case
 * @returns the items that are left
 */
export function* minimise<T>(
  items: readonly T[],
  build: (kept: readonly T[]) => ShrinkCase | null,
): Candidates<readonly T[]> {
  if (items.length === 0) return items;
  const none = build([]);
  if (none !== null && (yield none)) return [];
  let kept = items;
  for (let size = items.length >> 1; size >= 1; size >>= 1) {
    for (let end = kept.length; end > 0; ) {
      const from = Math.max(0, end - size);
      const fewer = [...kept.slice(0, from), ...kept.slice(end)];
      const candidate = fewer.length === 0 ? null : build(fewer);
      if (candidate !== null && (yield candidate)) kept = fewer;
      end = from;
    }
  }
  return kept;
}

/** The first of some cases, simplest first, that still fails; null when none does. */
export function* firstOf(cases: Iterable<ShrinkCase>): Candidates<ShrinkCase | null> {
  for (const candidate of cases) if (yield candidate) return candidate;
  return null;
}
