/**
 * The ephemeral znodes of one session, in the order in which ZooKeeper deletes them.
 *
 * The server keeps them in a `java.util.HashSet` and deletes them, when the session closes, in the
 * order in which a clone of that set iterates: by hash bucket, then by age. That order is visible:
 * it is the order of the watch events, say whether `/controller` or `/brokers/ids/1` goes first.
 */

const INITIAL_CAPACITY = 16;

/** `HashMap.hash(String.hashCode())`. */
function spreadHash(path: string): number {
  let hash = 0;
  for (let i = 0; i < path.length; i++) hash = (Math.imul(hash, 31) + path.charCodeAt(i)) | 0;
  return hash ^ (hash >>> 16);
}

/** Buckets of `capacity` in order, and within one the given order. */
function bucketOrder(paths: readonly string[], capacity: number): string[] {
  const keyed = paths.map((path, age) => ({
    path,
    age,
    bucket: spreadHash(path) & (capacity - 1),
  }));
  keyed.sort((a, b) => a.bucket - b.bucket || a.age - b.age);
  return keyed.map((entry) => entry.path);
}

/** The table `HashSet.clone()` allocates for `size` elements (JDK 8 to 18). */
function clonedCapacity(size: number): number {
  const atLeast = Math.floor((size * 4) / 3) + 1;
  let capacity = 1;
  while (capacity < atLeast) capacity *= 2;
  return capacity;
}

export class EphemeralPaths {
  readonly #paths = new Set<string>();
  #capacity = INITIAL_CAPACITY;

  get size(): number {
    return this.#paths.size;
  }

  add(path: string): void {
    this.#paths.add(path);
    if (this.#paths.size * 4 > this.#capacity * 3) this.#capacity *= 2;
  }

  delete(path: string): void {
    this.#paths.delete(path);
  }

  inDeletionOrder(): readonly string[] {
    const iterated = bucketOrder([...this.#paths], this.#capacity);
    return bucketOrder(iterated, clonedCapacity(iterated.length));
  }
}
