import type { Metadata } from "../metadata.ts";

/** Where the partitions of a node are, in the order in which a drain goes round them. */
interface NodePartitions {
  readonly count: number;
  /** The layout of the metadata for which this holds. */
  readonly layoutVersion: number;
  /** By partition id. */
  readonly positions: ReadonlyMap<number, number>;
}

/**
 * With which partition of a node a request begins (`drainIndex`): the partitions are gone round, so
 * that those behind a full request have their turn. Until KAFKA-13834 one index served all nodes.
 */
export class DrainOrder {
  private readonly metadata: Metadata;
  private readonly rule: string;
  private readonly nodes = new Map<number, NodePartitions>();
  private readonly indexes = new Map<number, number>();
  private sharedIndex = 0;

  /** @param rule the switch `drainIndex` */
  constructor(metadata: Metadata, rule: string) {
    this.metadata = metadata;
    this.rule = rule;
  }

  /** Begins a drain of a node that leads something: the index with which it begins. */
  start(node: number): number {
    const { count } = this.partitions(node);
    if (this.rule === "perNode") return (this.indexes.get(node) ?? 0) % count;
    this.sharedIndex %= count;
    return this.sharedIndex;
  }

  /** How many partitions of a node come before this one in a drain that begins with `start`. */
  distance(node: number, tp: number, start: number): number {
    const { positions, count } = this.partitions(node);
    return ((positions.get(tp) ?? 0) - start + count) % count;
  }

  /** The drain went round all partitions. */
  completed(node: number, start: number): void {
    if (this.rule !== "perNode") return;
    const { count } = this.partitions(node);
    this.indexes.set(node, (start + count - 1) % count);
  }

  /**
   * The drain ended before this partition: the request was full, or the partition must wait. Answers
   * whether another drain would begin elsewhere.
   */
  stopped(node: number, tp: number): boolean {
    const { positions, count } = this.partitions(node);
    const position = positions.get(tp) ?? 0;
    if (this.rule === "perNode") this.indexes.set(node, position);
    else if (this.rule === "stays") this.sharedIndex = position;
    else {
      this.sharedIndex = (position + 1) % count;
      return count > 1;
    }
    return false;
  }

  private partitions(node: number): NodePartitions {
    const { layoutVersion } = this.metadata;
    const known = this.nodes.get(node);
    if (known !== undefined && known.layoutVersion === layoutVersion) return known;
    const positions = new Map<number, number>();
    for (const tp of this.metadata.partitionsForNode(node)) positions.set(tp, positions.size);
    const partitions = { count: Math.max(1, positions.size), layoutVersion, positions };
    this.nodes.set(node, partitions);
    return partitions;
  }
}
