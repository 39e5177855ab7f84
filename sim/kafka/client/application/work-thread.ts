import { assert } from "../../../kernel/assert.ts";
import { type EventHandle, NO_EVENT } from "../../../kernel/event-queue.ts";
import type { Host } from "../../../kernel/host.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { RecordData } from "../../record/record-batch.ts";
import { TIMER_APPLICATION } from "../../timers.ts";

/** The records of one poll. */
export interface PolledBatch {
  /** How many of them the application is not through with. */
  remaining: number;
}

/** A record that is to be worked on. */
export interface WorkItem {
  /** Id of the partition. */
  readonly tp: number;
  readonly offset: number;
  /** Epoch of the leader that appended it; -1 is unknown. */
  readonly leaderEpoch: number;
  readonly record: RecordData;
  /** Generation of the group in which it was polled; -1: no group. */
  readonly generation: number;
  readonly batch: PolledBatch;
}

/** The `a` of its timer. */
export const TIMER_RECORD_WORKED = 0;

/** Works on records, one after another, each for a time. */
export class WorkThread {
  /** How long it works on a record; holds from the next one on. */
  processingUs: Micros;
  private readonly host: Host;
  private readonly onWorked: (item: WorkItem) => void;
  private queue: WorkItem[] = [];
  private head = 0;
  private current: WorkItem | null = null;
  private timer: EventHandle = NO_EVENT;

  /** @param onWorked told when the time for a record is over */
  constructor(host: Host, processingUs: Micros, onWorked: (item: WorkItem) => void) {
    this.host = host;
    this.processingUs = processingUs;
    this.onWorked = onWorked;
  }

  /** Whether it works on a record now. */
  get busy(): boolean {
    return this.current !== null;
  }

  get hasNext(): boolean {
    return this.head < this.queue.length;
  }

  /** Puts records behind those that wait. */
  add(items: readonly WorkItem[]): void {
    if (!this.hasNext) {
      this.queue = [...items];
      this.head = 0;
    } else for (const item of items) this.queue.push(item);
  }

  /** Takes up the next record. One that takes no time is done in the same event. */
  next(): void {
    assert(this.current === null && this.hasNext, "a thread takes up one record at a time");
    const item = this.queue[this.head++] as WorkItem;
    this.workOn(item, this.processingUs);
  }

  /** Works on a record that it has just worked on once more. */
  repeat(item: WorkItem, atLeastUs: Micros): void {
    this.workOn(item, Math.max(atLeastUs, this.processingUs));
  }

  /** Its timer fired. */
  fired(): void {
    const { current } = this;
    assert(current !== null, "the timer belongs to a record in work");
    this.current = null;
    this.timer = NO_EVENT;
    this.onWorked(current);
  }

  /** Forgets records of a partition, the one in work too. Answers which. */
  drop(tp: number): readonly WorkItem[] {
    const waiting = this.queue.slice(this.head);
    const dropped = waiting.filter((item) => item.tp === tp);
    if (dropped.length > 0) {
      this.queue = waiting.filter((item) => item.tp !== tp);
      this.head = 0;
    }
    const { current } = this;
    if (current === null || current.tp !== tp) return dropped;
    this.timer = this.host.cancelTimer(this.timer);
    this.current = null;
    return [current, ...dropped];
  }

  private workOn(item: WorkItem, forUs: Micros): void {
    if (forUs === 0) {
      this.onWorked(item);
      return;
    }
    this.current = item;
    this.timer = this.host.setTimer(forUs, TIMER_APPLICATION, TIMER_RECORD_WORKED);
  }
}
