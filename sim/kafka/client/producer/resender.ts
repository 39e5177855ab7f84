import type { Host } from "../../../kernel/host.ts";
import { US_PER_MS } from "../../../kernel/time.ts";
import type { KafkaNames } from "../../context.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { TIMER_PRODUCER_WORKLOAD } from "../../timers.ts";
import type { Callbacks } from "./delivery.ts";
import type { SendPath } from "./send-path.ts";

/** A record whose application sends it again when it fails. */
interface WatchedRecord {
  /** Of the application, by `SendPath.send`. */
  readonly thread: number;
  readonly id: number;
  readonly topic: string;
  readonly partition: number | null;
  readonly key: string | null;
  readonly value: string | null;
}

/** A moment passes before the application sends again: a callback must not block. */
const RESEND_AFTER_US = US_PER_MS;

/** The argument of its timer: no workload's index. */
const RESENDER = -1;

/**
 * An application that takes an error for "not written" and sends the same value again. To Kafka that
 * is a new record: idempotence does not know it, and where the first copy was written after all there
 * are two.
 */
export class Resender implements Callbacks {
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly path: SendPath;
  private readonly watched = new Map<number, WatchedRecord>();
  private readonly failed: WatchedRecord[] = [];

  constructor(host: Host, names: KafkaNames, path: SendPath) {
    this.host = host;
    this.names = names;
    this.path = path;
  }

  /** A record is about to be sent that is to be sent again if it fails. */
  watch(record: WatchedRecord): void {
    this.watched.set(record.id, record);
  }

  /** A record that is too large stays so: that one it gives up. */
  onCompletion(id: number, error: ErrorCode): void {
    const record = this.watched.get(id);
    if (record === undefined) return;
    this.watched.delete(id);
    if (error === Errors.NONE || error === Errors.MESSAGE_TOO_LARGE) return;
    this.failed.push(record);
    if (this.failed.length === 1)
      this.host.setTimer(RESEND_AFTER_US, TIMER_PRODUCER_WORKLOAD, RESENDER);
  }

  /** Sends again what failed. Answers whether the sender has something to do. */
  resend(): boolean {
    let wake = false;
    for (const record of this.failed.splice(0)) {
      const { thread, topic, partition, key, value } = record;
      const id = this.names.nextRecordId();
      this.watch({ ...record, id });
      if (this.path.send(thread, id, topic, partition, key, value, record.id)) wake = true;
    }
    return wake;
  }
}
