import type { ChoiceStream } from "../../../../kernel/choices.ts";
import type { Micros } from "../../../../kernel/time.ts";
import { NO_LEADER } from "../../../messages.ts";
import type { Metadata } from "../../metadata.ts";
import type { ProducerSettings } from "../producer-config.ts";
import { BuiltInPartitioner } from "./built-in-partitioner.ts";

/** When a node with batches for it could be sent to, and when one last looked (`NodeLatencyStats`). */
interface NodeLatencyStats {
  drainUs: Micros;
  readyUs: Micros;
}

/** How many batches wait for a partition. */
export interface QueueLengths {
  /** -1: it never had one. */
  queueLength(tp: number): number;
}

/** The built-in partitioners of a producer, one per topic, and what they know of the load. */
export class BuiltInPartitioners {
  private readonly stream: ChoiceStream;
  private readonly metadata: Metadata;
  private readonly batchSize: number;
  private readonly adaptive: boolean;
  private readonly availabilityTimeoutUs: Micros;
  private readonly byTopic = new Map<string, BuiltInPartitioner>();
  private readonly nodes = new Map<number, NodeLatencyStats>();

  constructor(stream: ChoiceStream, metadata: Metadata, settings: ProducerSettings) {
    this.stream = stream;
    this.metadata = metadata;
    this.batchSize = Math.max(1, settings.batchSize);
    this.adaptive = settings.adaptivePartitioning;
    this.availabilityTimeoutUs = settings.availabilityTimeoutUs;
  }

  /** The partitioner of a topic; from then on its partitions are weighed. */
  of(topic: string): BuiltInPartitioner {
    let partitioner = this.byTopic.get(topic);
    if (partitioner === undefined) {
      partitioner = new BuiltInPartitioner(this.stream, this.metadata, topic, this.batchSize);
      this.byTopic.set(topic, partitioner);
    }
    return partitioner;
  }

  /** Whether a node with batches that are ready can be sent to; the difference is how long it could not. */
  updateNodeLatency(node: number, nowUs: Micros, canDrain: boolean): void {
    if (this.availabilityTimeoutUs === 0) return;
    const stats = this.nodes.get(node);
    if (stats === undefined) {
      this.nodes.set(node, { drainUs: nowUs, readyUs: nowUs });
      return;
    }
    if (canDrain) stats.drainUs = nowUs;
    stats.readyUs = nowUs;
  }

  /**
   * Weighs the partitions of every topic anew, as each look for ready batches does. A topic is not
   * weighed until each of its partitions had a batch.
   */
  updateLoadStats(queues: QueueLengths): void {
    if (!this.adaptive) return;
    for (const [topic, partitioner] of this.byTopic) {
      const tps = this.metadata.partitions(topic);
      if (tps.some((tp) => queues.queueLength(tp) < 0)) {
        partitioner.updateLoadStats(null, [], tps.length);
        continue;
      }
      const sizes: number[] = [];
      const partitions: number[] = [];
      // Kafka's array keeps the length of a queue that it leaves out for the next one if that is empty.
      let leftOut = 0;
      for (let i = 0; i < tps.length; i++) {
        const leader = this.metadata.leader(tps[i] as number);
        const size = queues.queueLength(tps[i] as number);
        if (leader === NO_LEADER) continue;
        if (size > 0 && this.isSlow(leader)) {
          leftOut = size;
          continue;
        }
        sizes.push(size === 0 ? leftOut : size);
        partitions.push(i);
        leftOut = 0;
      }
      partitioner.updateLoadStats(sizes, partitions, tps.length);
    }
  }

  private isSlow(node: number): boolean {
    const stats = this.nodes.get(node);
    if (stats === undefined || this.availabilityTimeoutUs === 0) return false;
    return stats.readyUs - stats.drainUs > this.availabilityTimeoutUs;
  }
}
