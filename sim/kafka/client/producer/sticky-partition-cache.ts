import type { ChoiceStream } from "../../../kernel/choices.ts";
import { utf8Bytes } from "../../record/utf8.ts";
import { murmur2, toPositive } from "./murmur2.ts";

/**
 * The partition of a key: its hash over all partitions, with or without a leader, so that more
 * partitions move keys. An empty key is a key.
 */
export function partitionForKey(key: string, partitionCount: number): number {
  return toPositive(murmur2(utf8Bytes(key))) % partitionCount;
}

/** What a partitioner must know of a topic. */
export interface TopicView {
  /** All partitions, by number. */
  partitions(topic: string): { readonly length: number };
  /** Numbers of the partitions that have a leader. */
  availablePartitions(topic: string): readonly number[];
}

/**
 * Records without a key stay with one partition per topic until a new batch is needed (KIP-480,
 * `StickyPartitionCache` of 2.4 to 3.2).
 */
export class StickyPartitionCache {
  private readonly stream: ChoiceStream;
  private readonly view: TopicView;
  private readonly current = new Map<string, number>();

  constructor(stream: ChoiceStream, view: TopicView) {
    this.stream = stream;
    this.view = view;
  }

  /** The sticky partition of a topic, chosen at the first use. */
  partition(topic: string): number {
    const known = this.current.get(topic);
    if (known !== undefined) return known;
    const chosen = this.choose(topic, -1);
    this.current.set(topic, chosen);
    return chosen;
  }

  /**
   * A new batch was needed for `previous`. Only when that is still the sticky partition another is
   * chosen; records with a key cause this too.
   */
  onNewBatch(topic: string, previous: number): void {
    if (this.current.get(topic) !== previous) return;
    this.current.set(topic, this.choose(topic, previous));
  }

  private choose(topic: string, previous: number): number {
    const available = this.view.availablePartitions(topic);
    if (available.length === 0) return this.stream.next(this.view.partitions(topic).length);
    if (available.length === 1) return available[0] as number;
    for (;;) {
      const chosen = available[this.stream.next(available.length)] as number;
      if (chosen !== previous) return chosen;
    }
  }
}
