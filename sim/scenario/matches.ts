import type { NumberMatch } from "./types.ts";

/** Whether a number is the wanted one, or within the wanted bounds; anything is, when none is wanted. */
export function matches(wanted: NumberMatch | undefined, found: number): boolean {
  if (wanted === undefined) return true;
  if (typeof wanted === "number") return found === wanted;
  return found >= (wanted.atLeast ?? found) && found <= (wanted.atMost ?? found);
}

/** Whether two lists have the same members, in any order. */
export function sameMembers<T>(x: readonly T[], y: readonly T[]): boolean {
  return x.length === y.length && x.every((member) => y.includes(member));
}

/** Whether names are listed, or only counted. */
export function isList(wanted: readonly string[] | NumberMatch): wanted is readonly string[] {
  return Array.isArray(wanted);
}
