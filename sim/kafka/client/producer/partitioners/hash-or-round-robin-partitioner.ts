import type { ChoiceStream } from "../../../../kernel/choices.ts";
import { type Partitioner, partitionForKey, type TopicView } from "./partitioner.ts";
import { RoundRobinCounter } from "./round-robin-counter.ts";

const INTEGERS = 4_294_967_296;

/**
 * `DefaultPartitioner` before 2.4: keys by their hash, records without a key by turns from a random
 * start. Until KAFKA-4402 all topics share one counter, so that a producer that writes to two topics
 * in turn may feed only half of the partitions of each.
 */
export class HashOrRoundRobinPartitioner implements Partitioner {
  private readonly stream: ChoiceStream;
  private readonly view: TopicView;
  private readonly shared: RoundRobinCounter | null;
  private readonly counters = new Map<string, RoundRobinCounter>();

  constructor(stream: ChoiceStream, view: TopicView, perTopic: boolean) {
    this.stream = stream;
    this.view = view;
    this.shared = perTopic ? null : this.newCounter();
  }

  partition(topic: string, key: string | null): number {
    if (key !== null) return partitionForKey(key, this.view.partitions(topic).length);
    const counter = this.shared ?? this.counters.get(topic);
    if (counter !== undefined) return counter.next(topic);
    const own = this.newCounter();
    this.counters.set(topic, own);
    return own.next(topic);
  }

  /** Nobody asked before KIP-480. */
  onNewBatch(): void {}

  private newCounter(): RoundRobinCounter {
    return new RoundRobinCounter(this.view, this.stream.next(INTEGERS) | 0);
  }
}
