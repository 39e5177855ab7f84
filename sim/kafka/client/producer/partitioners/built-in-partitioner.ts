import { assert } from "../../../../kernel/assert.ts";
import type { ChoiceStream } from "../../../../kernel/choices.ts";
import { NO_PARTITION, type TopicView } from "./partitioner.ts";

/** How much a partition of a topic is to get, by the lengths of the queues (KIP-794). */
interface PartitionLoadStats {
  readonly partitions: readonly number[];
  /** Running sums of the weights; the last is the range of the random number. */
  readonly cumulative: readonly number[];
}

/**
 * The sticky partition of one topic and how many bytes it got (KIP-794, `BuiltInPartitioner`): it
 * changes after `batch.size` bytes, not when a slow broker leaves a batch full.
 */
export class BuiltInPartitioner {
  private readonly stream: ChoiceStream;
  private readonly view: TopicView;
  private readonly topic: string;
  private readonly stickyBatchSize: number;
  private loadStats: PartitionLoadStats | null = null;
  private sticky = NO_PARTITION;
  private producedBytes = 0;

  /** @param stickyBatchSize bytes after which the partition changes, at least 1 */
  constructor(stream: ChoiceStream, view: TopicView, topic: string, stickyBatchSize: number) {
    assert(stickyBatchSize >= 1, "a sticky partition gets at least one byte");
    this.stream = stream;
    this.view = view;
    this.topic = topic;
    this.stickyBatchSize = stickyBatchSize;
  }

  /** Running sums of the weights in use; null: all partitions with a leader are alike. */
  get cumulativeWeights(): readonly number[] | null {
    return this.loadStats?.cumulative ?? null;
  }

  /** The sticky partition, chosen at the first use. */
  currentPartition(): number {
    if (this.sticky === NO_PARTITION) this.sticky = this.nextPartition();
    return this.sticky;
  }

  /**
   * Bytes were appended to the sticky partition. After `stickyBatchSize` of them it changes, when
   * `enableSwitch` says that no batch is left half full there; after twice as many in any case.
   */
  update(appendedBytes: number, enableSwitch: boolean): void {
    this.producedBytes += appendedBytes;
    const { producedBytes, stickyBatchSize } = this;
    if (producedBytes < stickyBatchSize) return;
    if (!enableSwitch && producedBytes < 2 * stickyBatchSize) return;
    this.sticky = this.nextPartition();
    this.producedBytes = 0;
  }

  /**
   * Weighs partitions by the batches that wait for them: the longest queue counts 1, every batch less
   * counts one more.
   * @param queueSizes batches by partition, those without a leader and those of slow brokers left out;
   *   null: not every partition had a batch yet, or none is to be preferred
   * @param partitions their numbers
   * @param partitionCount how many partitions there are, those left out included
   */
  updateLoadStats(
    queueSizes: readonly number[] | null,
    partitions: readonly number[],
    partitionCount: number,
  ): void {
    this.loadStats = null;
    if (queueSizes === null || queueSizes.length < 1 || partitionCount < 2) return;
    const longest = Math.max(...queueSizes);
    const allEqual = queueSizes.every((size) => size === longest);
    if (allEqual && queueSizes.length === partitionCount) return;
    let sum = 0;
    const cumulative = queueSizes.map((size) => {
      sum += longest + 1 - size;
      return sum;
    });
    this.loadStats = { partitions: [...partitions], cumulative };
  }

  /** The partition for a random number below the last of `cumulativeWeights`. */
  weightedPartition(random: number): number {
    assert(this.loadStats !== null, "there are weights");
    const { cumulative, partitions } = this.loadStats;
    const at = cumulative.findIndex((sum) => sum > random);
    return partitions[at] as number;
  }

  private nextPartition(): number {
    const { stream, loadStats } = this;
    if (loadStats !== null)
      return this.weightedPartition(stream.next(loadStats.cumulative.at(-1) as number));
    const available = this.view.availablePartitions(this.topic);
    if (available.length === 0) return stream.next(this.view.partitions(this.topic).length);
    return available[stream.next(available.length)] as number;
  }
}
