/** The last of them that is as asked for; undefined when none is. */
export function lastOf<T, S extends T>(all: readonly T[], is: (one: T) => one is S): S | undefined;
export function lastOf<T>(all: readonly T[], is: (one: T) => boolean): T | undefined;
export function lastOf<T>(all: readonly T[], is: (one: T) => boolean): T | undefined {
  for (let i = all.length - 1; i >= 0; i--) {
    const one = all[i] as T;
    if (is(one)) return one;
  }
  return undefined;
}
