import { javaStringHash } from "../sim/index.ts";

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

/**
 * That of a `HashMap` that grew from its smallest size, for keys of any kind; keys that meet in one bucket
 * stay as they were put in.
 */
export function tableOrder<Key>(
  keys: readonly Key[],
  hashOf: (key: Key) => number,
): readonly Key[] {
  let size = 16;
  while (keys.length > size * 0.75) size *= 2;
  return keys
    .map((key, at) => {
      const hash = hashOf(key);
      return { key, at, bucket: (hash ^ (hash >>> 16)) & (size - 1) };
    })
    .sort((x, y) => x.bucket - y.bucket || x.at - y.at)
    .map(({ key }) => key);
}

/** That of a `Properties` of Java 8, a `Hashtable`, which goes through its buckets backwards. */
export function propertiesOrder(keys: readonly string[]): readonly string[] {
  let size = 11;
  while (keys.length > Math.floor(size * 0.75)) size = 2 * size + 1;
  return ordered(keys, (hash) => -((hash & 0x7fffffff) % size));
}

function ordered(keys: readonly string[], bucketOf: (hash: number) => number): readonly string[] {
  return keys
    .map((key) => ({ key, bucket: bucketOf(javaStringHash(key)) }))
    .sort((x, y) => x.bucket - y.bucket || (x.key < y.key ? -1 : 1))
    .map(({ key }) => key);
}

/** `TopicPartition.hashCode` */
export function topicPartitionHash(topic: string, partition: number): number {
  return (Math.imul(31, 31 + partition) + javaStringHash(topic)) | 0;
}
