/**
 * The Kafka versions that are simulated, oldest first: each is the head of a release branch, in
 * ZooKeeper mode.
 */
export const ERAS = [
  "0.7",
  "0.8.2",
  "0.9",
  "0.10.2",
  "0.11",
  "1.1",
  "2.0",
  "2.1",
  "2.4",
  "2.6",
  "2.8",
  "3.9",
] as const;

export type Era = (typeof ERAS)[number];

export const DEFAULT_ERA: Era = "2.8";

export function isEra(name: string): name is Era {
  return ERAS.some((era) => era === name);
}

/** Whether `era` is that one or a later one. */
export function isFrom(era: Era, first: Era): boolean {
  return ERAS.indexOf(era) >= ERAS.indexOf(first);
}

export function olderOf(one: Era, other: Era): Era {
  return isFrom(one, other) ? other : one;
}

/** The era before; null for the first. */
export function eraBefore(era: Era): Era | null {
  return ERAS[ERAS.indexOf(era) - 1] ?? null;
}

/**
 * The era nearest to a version that is none: of those that share most of its leading numbers the
 * newest that is not newer, or else the oldest. `2.9` is nearest to `2.8`, `0.10.1` to `0.10.2`. Null
 * for what is not a version.
 */
export function nearestEra(version: string): Era | null {
  if (!/^\d{1,4}(\.\d{1,4}){0,3}$/.test(version)) return null;
  const wanted = numbersOf(version);
  const shared = ERAS.map((era) => sharedNumbers(numbersOf(era), wanted));
  const most = Math.max(...shared);
  const akin = ERAS.filter((_, i) => shared[i] === most);
  return akin.filter((era) => !isNewer(numbersOf(era), wanted)).at(-1) ?? akin[0] ?? null;
}

function numbersOf(version: string): readonly number[] {
  return version.split(".").map(Number);
}

function sharedNumbers(x: readonly number[], y: readonly number[]): number {
  const parts = x.findIndex((number, i) => number !== y[i]);
  return parts < 0 ? x.length : parts;
}

/** Where one version says less than the other, they do not differ there: 2.8 is not newer than 2. */
function isNewer(x: readonly number[], y: readonly number[]): boolean {
  const parts = x.findIndex((number, i) => y[i] !== undefined && number !== y[i]);
  return parts >= 0 && (x[parts] ?? 0) > (y[parts] ?? 0);
}

/** Values that hold from an era on, until the next: `[["0.7", 6000], ["2.6", 18_000]]`. */
export type EraValues<Value> = readonly (readonly [from: Era, value: Value])[];

/** The value that holds in an era. */
export function valueIn<Value>(values: EraValues<Value>, era: Era): Value {
  let found: Value | undefined;
  for (const [from, value] of values) if (isFrom(era, from)) found = value;
  if (found === undefined) throw new Error(`nothing is said of era ${era}`);
  return found;
}
