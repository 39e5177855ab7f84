/**
 * The order in which Java's collections give their keys, which is the order of what Kafka's tools
 * print.
 */

/** That of a `HashMap` made for `expected` keys; it grows when it holds more than three quarters of its size. */
export function hashMapOrder(keys: readonly string[], expected: number): readonly string[] {
  let size = 1;
  while (size < expected) size *= 2;
  while (keys.length > Math.floor(size * 0.75)) size *= 2;
  return ordered(keys, (hash) => (hash ^ (hash >>> 16)) & (size - 1));
}

/** That of a `Properties` of Java 8, a `Hashtable`, which goes through its buckets backwards. */
export function propertiesOrder(keys: readonly string[]): readonly string[] {
  let size = 11;
  while (keys.length > Math.floor(size * 0.75)) size = 2 * size + 1;
  return ordered(keys, (hash) => -((hash & 0x7fffffff) % size));
}

function ordered(keys: readonly string[], bucketOf: (hash: number) => number): readonly string[] {
  return keys
    .map((key) => ({ key, bucket: bucketOf(hashCode(key)) }))
    .sort((x, y) => x.bucket - y.bucket || (x.key < y.key ? -1 : 1))
    .map(({ key }) => key);
}

/** `String.hashCode` */
function hashCode(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}
