import type { ChoiceStream } from "../../../../kernel/choices.ts";
import { NO_PARTITION, type TopicView } from "./partitioner.ts";

/**
 * Records without a key stay with one partition per topic until a new batch is needed (KIP-480,
 * `StickyPartitionCache`).
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
    return this.current.get(topic) ?? this.nextPartition(topic, NO_PARTITION);
  }

  /**
   * A new batch was needed for `previous`. Only when that is still the sticky partition another is
   * chosen, one with a leader and, where there is a choice, not the same; records with a key cause
   * this too. Without any sticky partition one is chosen.
   */
  nextPartition(topic: string, previous: number): number {
    const old = this.current.get(topic);
    if (old !== undefined && old !== previous) return old;
    const chosen = this.choose(topic, old ?? NO_PARTITION);
    this.current.set(topic, chosen);
    return chosen;
  }

  private choose(topic: string, old: number): number {
    const available = this.view.availablePartitions(topic);
    if (available.length === 0) return this.stream.next(this.view.partitions(topic).length);
    if (available.length === 1) return available[0] as number;
    for (;;) {
      const chosen = available[this.stream.next(available.length)] as number;
      if (chosen !== old) return chosen;
    }
  }
}
