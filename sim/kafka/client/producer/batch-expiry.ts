import { type Micros, US_PER_MS } from "../../../kernel/time.ts";
import type { ProducerBatch } from "./producer-batch.ts";
import type { ProducerSettings } from "./producer-config.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** What waits to be sent to one partition, oldest first. */
export interface ExpiringQueue {
  readonly batches: readonly ProducerBatch[];
  readonly muted: boolean;
}

/** Which batch is given up next, and when. `look` finds out. */
export abstract class BatchExpiry {
  batch: ProducerBatch | null = null;
  /** Monotonic time; Infinity: no batch expires. */
  atUs: Micros = NEVER;

  /** @param oldest of all batches that are not completed, queued or in flight */
  abstract look(queues: readonly ExpiringQueue[], oldest: ProducerBatch | undefined): void;
}

/** The rule that a producer's settings ask for. */
export function batchExpiry(settings: ProducerSettings): BatchExpiry {
  switch (settings.producerTimeouts) {
    case "requestTimeout":
      return new QueueExpiry(settings, false);
    case "requestTimeoutInOrder":
      return new QueueExpiry(settings, true);
    case "deliveryTimeout":
      return new DeliveryExpiry(settings.deliveryTimeoutUs);
    default:
      return new NoExpiry();
  }
}

class NoExpiry extends BatchExpiry {
  look(): void {}
}

/** `delivery.timeout.ms` after its creation, wherever the batch is (KIP-91). */
class DeliveryExpiry extends BatchExpiry {
  private readonly deliveryTimeoutUs: Micros;

  constructor(deliveryTimeoutUs: Micros) {
    super();
    this.deliveryTimeoutUs = deliveryTimeoutUs;
  }

  look(_queues: readonly ExpiringQueue[], oldest: ProducerBatch | undefined): void {
    this.batch = oldest ?? null;
    this.atUs = oldest === undefined ? NEVER : oldest.createdUs + this.deliveryTimeoutUs;
  }
}

/**
 * More than `request.timeout.ms` in the queue after the batch was ready (`RecordBatch.maybeExpire`). What
 * is in flight does not expire: the request does.
 */
class QueueExpiry extends BatchExpiry {
  private readonly settings: ProducerSettings;
  private readonly inOrder: boolean;

  /** @param inOrder as since KAFKA-3388 */
  constructor(settings: ProducerSettings, inOrder: boolean) {
    super();
    this.settings = settings;
    this.inOrder = inOrder;
  }

  look(queues: readonly ExpiringQueue[]): void {
    this.batch = null;
    this.atUs = NEVER;
    for (const { batches, muted } of queues) {
      if (this.inOrder && muted) continue;
      const last = batches.length - 1;
      for (let i = 0; i <= last; i++) {
        const batch = batches[i] as ProducerBatch;
        const atUs = this.readyAtUs(batch, i < last) + this.settings.requestTimeoutUs + US_PER_MS;
        if (atUs < this.atUs) {
          this.atUs = atUs;
          this.batch = batch;
        }
        // What follows is not looked at before this one has expired.
        if (this.inOrder || !batch.inRetry) break;
      }
    }
  }

  private readyAtUs(batch: ProducerBatch, followed: boolean): Micros {
    const { lingerUs } = this.settings;
    if (!this.inOrder) {
      const lingeredUs = batch.lastAttemptUs + lingerUs;
      return batch.isFull ? Math.min(batch.lastAppendUs, lingeredUs) : lingeredUs;
    }
    if (batch.inRetry) return batch.lastAttemptUs + batch.retryBackoffUs;
    const lingeredUs = batch.createdUs + lingerUs;
    return followed || batch.isFull ? Math.min(batch.lastAppendUs, lingeredUs) : lingeredUs;
  }
}
