/** A place at which two values differ, and what each of them has there; undefined: nothing. */
export interface ValueDifference {
  /** Keys on the way there. */
  readonly keys: readonly string[];
  readonly x: unknown;
  readonly y: unknown;
}

/**
 * Where two values differ that are plain data, such as two states. Objects are compared key by key, in the
 * order of the keys, lists as wholes; what only one of them has is one difference.
 */
export function differences(x: unknown, y: unknown): readonly ValueDifference[] {
  const found: ValueDifference[] = [];
  compare([], x, y, found);
  return found;
}

/** What a value has where those keys lead; undefined: nothing. */
export function valueAt(value: unknown, keys: readonly string[]): unknown {
  let at = value;
  for (const key of keys) {
    if (!isObject(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at;
}

/** `partitions.orders-0.replicas.2.logEndOffset`; in the registry `zookeeper/controller.data`. */
export function pathText(keys: readonly string[]): string {
  const [first, second, ...rest] = keys;
  if (first !== "zookeeper" || second !== "root") return keys.join(".");
  let path = "zookeeper";
  for (let i = 0; i < rest.length; i++) {
    const isChild = rest[i] === "children" && i + 1 < rest.length;
    path += isChild ? `/${rest[++i]}` : `.${rest[i]}`;
  }
  return path;
}

function compare(keys: readonly string[], x: unknown, y: unknown, found: ValueDifference[]): void {
  if (x === y) return;
  if (isObject(x) && isObject(y)) {
    const names = [...new Set([...Object.keys(x), ...Object.keys(y)])].sort();
    for (const name of names) {
      const [ofX, ofY] = [valueAt(x, [name]), valueAt(y, [name])];
      compare([...keys, name], ofX, ofY, found);
    }
  } else if (JSON.stringify(x) !== JSON.stringify(y)) found.push({ keys, x, y });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
