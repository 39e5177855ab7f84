import { javaStringHash } from "../../java-string-hash.ts";

/** Entries of a new `scala.collection.mutable.HashMap` before its table grows. */
const INITIAL_TABLE = 16;

/** The size of the table of a `mutable.HashMap` (Scala 2.13) that once had so many entries. */
export function tableSizeFor(mostEntries: number): number {
  let table = INITIAL_TABLE;
  while (mostEntries >= table * 0.75) table *= 2;
  return table;
}

/**
 * The keys in the order in which a `mutable.HashMap` of Scala 2.13 goes through them: by their place in
 * its table, then by their mixed hash code, then as they were put in. Whom a coordinator takes for the
 * next leader hangs on it.
 */
export function inHashMapOrder(keys: readonly string[], table: number): string[] {
  const hashed = keys.map((key, i) => {
    const code = javaStringHash(key);
    const hash = code ^ (code >>> 16);
    return { key, i, hash, place: hash & (table - 1) };
  });
  hashed.sort((x, y) => x.place - y.place || x.hash - y.hash || x.i - y.i);
  return hashed.map(({ key }) => key);
}

/**
 * The keys in the order in which an `immutable.HashMap` of Scala 2.13 goes through them: a trie over five
 * bits of the mixed hash code at a time, in which keys that are alone come before those that share a node.
 */
export function inTrieOrder(keys: readonly string[], shift = 0): string[] {
  const nodes = new Map<number, string[]>();
  for (const key of keys) {
    const mask = shift < 32 ? (improve(javaStringHash(key)) >>> shift) & 31 : 0;
    const node = nodes.get(mask);
    if (node === undefined) nodes.set(mask, [key]);
    else node.push(key);
  }
  const inOrder = [...nodes].sort(([x], [y]) => x - y).map(([, node]) => node);
  const alone = inOrder.filter(({ length }) => length === 1).flat();
  const together = inOrder.filter(({ length }) => length > 1);
  if (shift >= 32) return [...keys];
  return [...alone, ...together.flatMap((node) => inTrieOrder(node, shift + 5))];
}

/** `scala.collection.Hashing.improve`. */
function improve(code: number): number {
  let hash = (code + ~(code << 9)) | 0;
  hash ^= hash >>> 14;
  hash = (hash + (hash << 4)) | 0;
  return hash ^ (hash >>> 10);
}
