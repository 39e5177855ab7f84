import type { Partitioner, TopicView } from "./partitioner.ts";
import { RoundRobinCounter } from "./round-robin-counter.ts";

/**
 * The next partition for every record, whatever its key (KIP-369, `RoundRobinPartitioner`). A record
 * that needs a new batch is asked for twice, so that with a batch per record every second partition
 * is passed over (KAFKA-9965).
 */
export class RoundRobinPartitioner implements Partitioner {
  private readonly view: TopicView;
  private readonly counters = new Map<string, RoundRobinCounter>();

  constructor(view: TopicView) {
    this.view = view;
  }

  partition(topic: string): number {
    let counter = this.counters.get(topic);
    if (counter === undefined) {
      counter = new RoundRobinCounter(this.view, 0);
      this.counters.set(topic, counter);
    }
    return counter.next(topic);
  }

  /** It does not care: the counter has moved on. */
  onNewBatch(): void {}
}
