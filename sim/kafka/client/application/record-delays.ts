import type { Host } from "../../../kernel/host.ts";
import { type Micros, US_PER_MS } from "../../../kernel/time.ts";
import type { RecordData } from "../../record/record-batch.ts";
import type { RecordGate } from "../consumer/record-gate.ts";

const NEVER = Number.POSITIVE_INFINITY;

/**
 * An application that acts on a record only when it is old enough (a delay queue). Until the next
 * record of a partition is due the application pauses the partition (`KafkaConsumer.pause`) and polls
 * on; what comes after that record waits behind it.
 */
export class RecordDelays implements RecordGate {
  /** When the first of the records that are held is due, on the monotonic clock. */
  nextDueAtUs: Micros = NEVER;
  private readonly host: Host;
  private readonly delaysMs: ReadonlyMap<string, number>;

  /** @param delaysMs by the keys of records; records with other keys are acted on at once */
  constructor(host: Host, delaysMs: Readonly<Record<string, number>>) {
    this.host = host;
    this.delaysMs = new Map(Object.entries(delaysMs));
  }

  /** A poll begins. */
  begin(): void {
    this.nextDueAtUs = NEVER;
  }

  /** Whether a record is not due yet by the clock on the wall, with which its timestamp was made. */
  holds({ key, timestampMs }: RecordData): boolean {
    const delayMs = key === null ? undefined : this.delaysMs.get(key);
    if (delayMs === undefined) return false;
    const restMs = timestampMs + delayMs - this.host.wallMs();
    if (restMs <= 0) return false;
    const dueAtUs = this.host.monotonicUs() + restMs * US_PER_MS;
    this.nextDueAtUs = Math.min(this.nextDueAtUs, dueAtUs);
    return true;
  }
}
