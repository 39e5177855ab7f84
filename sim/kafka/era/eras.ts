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

/** Values that hold from an era on, until the next: `[["0.7", 6000], ["2.6", 18_000]]`. */
export type EraValues<Value> = readonly (readonly [from: Era, value: Value])[];

/** The value that holds in an era. */
export function valueIn<Value>(values: EraValues<Value>, era: Era): Value {
  let found: Value | undefined;
  for (const [from, value] of values) if (isFrom(era, from)) found = value;
  if (found === undefined) throw new Error(`nothing is said of era ${era}`);
  return found;
}
