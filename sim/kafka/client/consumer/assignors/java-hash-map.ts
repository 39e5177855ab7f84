import { assert } from "../../../../kernel/assert.ts";
import { JavaTreeBin } from "./java-tree-bin.ts";

const DEFAULT_INITIAL_CAPACITY = 16;
const TREEIFY_THRESHOLD = 8;
const UNTREEIFY_THRESHOLD = 6;
const MIN_TREEIFY_CAPACITY = 64;

interface Node<K, V> {
  readonly hash: number;
  readonly key: K;
  value: V;
}

/** Entries of one bucket in the order of iteration, and the tree over them once there are many. */
interface Bin<K, V> {
  nodes: Node<K, V>[];
  tree: JavaTreeBin<Node<K, V>> | null;
}

/**
 * A map that iterates as `java.util.HashMap` does (Java 8 and later, made by its default constructor):
 * bucket by bucket, in a bucket in the order of insertion. The results of some assignors depend on it.
 * Keys are compared by identity.
 *
 * A bucket with many entries becomes a tree, which is followed as long as entries are added. After a
 * removal from it, its entries keep their order, and it counts as a list again.
 */
export class JavaHashMap<K, V> {
  private readonly hashOf: (key: K) => number;
  private readonly compareKeys: ((a: K, b: K) => number) | null;
  private readonly nodes = new Map<K, Node<K, V>>();
  private table: Bin<K, V>[] = [];

  /** `hashOf` is the key's `hashCode`; `compareKeys` its `compareTo`, where its class has one. */
  constructor(hashOf: (key: K) => number, compareKeys: ((a: K, b: K) => number) | null) {
    this.hashOf = hashOf;
    this.compareKeys = compareKeys;
  }

  get size(): number {
    return this.nodes.size;
  }

  has(key: K): boolean {
    return this.nodes.has(key);
  }

  get(key: K): V | undefined {
    return this.nodes.get(key)?.value;
  }

  /** A key that is there keeps its place. */
  set(key: K, value: V): void {
    const known = this.nodes.get(key);
    if (known !== undefined) {
      known.value = value;
      return;
    }
    if (this.table.length === 0) this.table = emptyTable(DEFAULT_INITIAL_CAPACITY);
    const hash = spread(this.hashOf(key));
    const node: Node<K, V> = { hash, key, value };
    this.nodes.set(key, node);
    this.append(this.binOf(hash), node);
    if (this.nodes.size > this.table.length * 0.75) this.resize();
  }

  delete(key: K): boolean {
    const node = this.nodes.get(key);
    if (node === undefined) return false;
    this.nodes.delete(key);
    const bin = this.binOf(node.hash);
    bin.nodes.splice(bin.nodes.indexOf(node), 1);
    bin.tree = null;
    return true;
  }

  *entries(): Generator<readonly [K, V]> {
    for (const { nodes } of this.table) {
      for (const { key, value } of nodes) yield [key, value];
    }
  }

  *keys(): Generator<K> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): Generator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  private append(bin: Bin<K, V>, node: Node<K, V>): void {
    if (bin.tree !== null) {
      bin.tree.insert(node);
      bin.nodes = bin.tree.inOrder();
      return;
    }
    bin.nodes.push(node);
    if (bin.nodes.length <= TREEIFY_THRESHOLD) return;
    if (this.table.length < MIN_TREEIFY_CAPACITY) this.resize();
    else this.treeify(bin);
  }

  private treeify(bin: Bin<K, V>): void {
    bin.tree = new JavaTreeBin(bin.nodes, (a, b) => this.compareNodes(a, b));
    bin.nodes = bin.tree.inOrder();
  }

  /** By hash, then by key. */
  private compareNodes(a: Node<K, V>, b: Node<K, V>): number {
    if (a.hash !== b.hash) return a.hash - b.hash;
    assert(this.compareKeys !== null, "keys of one hash in a tree can be compared");
    return this.compareKeys(a.key, b.key);
  }

  /** Twice as many buckets; what falls into two keeps its order in each. */
  private resize(): void {
    const before = this.table;
    const capacity = before.length * 2;
    this.table = emptyTable(capacity);
    for (const [index, bin] of before.entries()) {
      const low = this.binAt(index);
      const high = this.binAt(index + before.length);
      for (const node of bin.nodes) {
        ((node.hash & before.length) === 0 ? low : high).nodes.push(node);
      }
      if (bin.tree === null) continue;
      this.splitTree(low, bin, high.nodes.length === 0);
      this.splitTree(high, bin, low.nodes.length === 0);
    }
  }

  /** A part of a bin that was a tree remains one unless it is small. */
  private splitTree(part: Bin<K, V>, whole: Bin<K, V>, isWhole: boolean): void {
    if (part.nodes.length <= UNTREEIFY_THRESHOLD) return;
    if (isWhole) part.tree = whole.tree;
    else this.treeify(part);
  }

  private binOf(hash: number): Bin<K, V> {
    return this.binAt(hash & (this.table.length - 1));
  }

  private binAt(index: number): Bin<K, V> {
    const bin = this.table[index];
    assert(bin !== undefined, "an index is within the table");
    return bin;
  }
}

function emptyTable<K, V>(capacity: number): Bin<K, V>[] {
  return Array.from({ length: capacity }, () => ({ nodes: [], tree: null }));
}

/** `HashMap.hash`: the upper bits count too. */
function spread(hash: number): number {
  return hash ^ (hash >>> 16);
}
