import type { ChoiceStream } from "../../../../kernel/choices.ts";
import { type Partitioner, partitionForKey, type TopicView } from "./partitioner.ts";
import { StickyPartitionCache } from "./sticky-partition-cache.ts";

/**
 * Fills one batch of a partition after another (KIP-480): `DefaultPartitioner` of 2.4 and later, and
 * `UniformStickyPartitioner`, which does not look at keys.
 */
export class StickyPartitioner implements Partitioner {
  private readonly view: TopicView;
  private readonly ignoreKeys: boolean;
  private readonly cache: StickyPartitionCache;

  constructor(stream: ChoiceStream, view: TopicView, ignoreKeys: boolean) {
    this.view = view;
    this.ignoreKeys = ignoreKeys;
    this.cache = new StickyPartitionCache(stream, view);
  }

  partition(topic: string, key: string | null): number {
    if (key === null || this.ignoreKeys) return this.cache.partition(topic);
    return partitionForKey(key, this.view.partitions(topic).length);
  }

  onNewBatch(topic: string, previous: number): void {
    this.cache.nextPartition(topic, previous);
  }
}
