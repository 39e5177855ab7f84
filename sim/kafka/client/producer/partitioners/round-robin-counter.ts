import { toPositive } from "../murmur2.ts";
import type { TopicView } from "./partitioner.ts";

/** Goes round the partitions of topics that have a leader; without any, round all. */
export class RoundRobinCounter {
  private readonly view: TopicView;
  private count: number;

  /** @param start a 32-bit integer */
  constructor(view: TopicView, start: number) {
    this.view = view;
    this.count = start;
  }

  next(topic: string): number {
    const turn = toPositive(this.count);
    this.count = (this.count + 1) | 0;
    const available = this.view.availablePartitions(topic);
    if (available.length === 0) return turn % this.view.partitions(topic).length;
    return available[turn % available.length] as number;
  }
}
