/** One difference between the states before and after an event. */
export interface StateChange {
  /** `+` new, `-` gone, `~` another value. */
  readonly sign: "+" | "-" | "~";
  /** From the root, such as `partitions`, `orders-0`, `isr`. */
  readonly path: readonly string[];
  readonly before: string | null;
  readonly after: string | null;
}

/** Differences listed for one event at most; the count says how many there are. */
export const MOST_CHANGES = 200;

/**
 * Compares two states. Parts that both share are skipped, so an event costs what it touched. Short
 * lists and leaves are compared whole, as a person reads them.
 */
export function stateDiff(before: unknown, after: unknown): StateChange[] {
  const changes: StateChange[] = [];
  compare(before, after, [], changes);
  return changes;
}

function compare(
  before: unknown,
  after: unknown,
  path: readonly string[],
  changes: StateChange[],
): void {
  if (before === after) return;
  if (isMap(before) && isMap(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const key of [...keys].sort()) compare(before[key], after[key], [...path, key], changes);
    return;
  }
  const was = show(before);
  const is = show(after);
  if (was === is) return;
  const sign = was === null ? "+" : is === null ? "-" : "~";
  changes.push({ sign, path, before: was, after: is });
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
