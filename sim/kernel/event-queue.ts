import { assert } from "./assert.ts";
import type { Micros } from "./time.ts";

/**
 * Names one pending event: its slot and the slot's generation, so that a handle kept after the event
 * ran or was cancelled is harmless. 0 is no event.
 */
export type EventHandle = number;

export const NO_EVENT: EventHandle = 0;

/** Slots per generation in a handle; also the most events that can be pending at once. */
const SLOT_LIMIT = 4_194_304;
const ARITY = 4;

/**
 * Pending events in the order of (time, sequence): a 4-ary heap over typed arrays, with a position
 * index so that a cancelled timer leaves at once instead of piling up.
 *
 * An event is a plain record: time, sequence, host, incarnation, handler, two numbers and one piece
 * of data. After {@link pop} its fields are in `time`, `host`, … until the next pop.
 */
export class EventQueue {
  time: Micros = 0;
  sequence = 0;
  host = 0;
  incarnation = 0;
  handler = 0;
  a = 0;
  b = 0;
  cause = -1;
  data: unknown = null;
  /** What the popped event was known by. */
  handle: EventHandle = NO_EVENT;

  /** Events that were popped and are pending again, by the handle that their owners hold. */
  private readonly renamed = new Map<EventHandle, EventHandle>();
  private capacity = 1024;
  private heap = new Int32Array(this.capacity);
  private times = new Float64Array(this.capacity);
  private sequences = new Float64Array(this.capacity);
  private hosts = new Int32Array(this.capacity);
  private incarnations = new Int32Array(this.capacity);
  private handlers = new Int32Array(this.capacity);
  private as = new Float64Array(this.capacity);
  private bs = new Float64Array(this.capacity);
  private causes = new Int32Array(this.capacity);
  private datas: unknown[] = new Array(this.capacity).fill(null);
  private positions = new Int32Array(this.capacity).fill(-1);
  /** Positions in the heap that a look ahead has yet to visit. */
  private readonly frontier: number[] = [];
  private generations = new Int32Array(this.capacity).fill(1);
  private free: number[] = [];
  private slots = 0;
  private count = 0;
  private nextSequence = 1;

  get length(): number {
    return this.count;
  }

  push(
    time: Micros,
    host: number,
    incarnation: number,
    handler: number,
    a: number,
    b: number,
    cause: number,
    data: unknown,
  ): EventHandle {
    const slot = this.free.length > 0 ? (this.free.pop() as number) : this.newSlot();
    this.times[slot] = time;
    this.sequences[slot] = this.nextSequence++;
    this.hosts[slot] = host;
    this.incarnations[slot] = incarnation;
    this.handlers[slot] = handler;
    this.as[slot] = a;
    this.bs[slot] = b;
    this.causes[slot] = cause;
    this.datas[slot] = data;
    this.siftUp(this.count++, slot);
    return (this.generations[slot] as number) * SLOT_LIMIT + slot;
  }

  /** Takes the earliest event into the public fields; false when there is none. */
  pop(): boolean {
    if (this.count === 0) return false;
    const slot = this.heap[0] as number;
    this.look(slot);
    this.handle = (this.generations[slot] as number) * SLOT_LIMIT + slot;
    this.removeAt(0);
    this.release(slot);
    return true;
  }

  /** Slot of the earliest event. There must be one. */
  get first(): number {
    assert(this.count > 0, "no event is pending");
    return this.heap[0] as number;
  }

  /** Shows the pending event of that slot in the public fields; it stays pending. */
  look(slot: number): void {
    this.time = this.times[slot] as number;
    this.sequence = this.sequences[slot] as number;
    this.host = this.hosts[slot] as number;
    this.incarnation = this.incarnations[slot] as number;
    this.handler = this.handlers[slot] as number;
    this.a = this.as[slot] as number;
    this.b = this.bs[slot] as number;
    this.cause = this.causes[slot] as number;
    this.data = this.datas[slot];
  }

  /** Takes the pending event of that slot, whatever its turn, as {@link pop} does. */
  take(slot: number): void {
    this.look(slot);
    this.handle = (this.generations[slot] as number) * SLOT_LIMIT + slot;
    this.removeAt(this.positions[slot] as number);
    this.release(slot);
  }

  /**
   * Finds the earliest events, in order, without taking them.
   * @param slots filled with their slots; as many as it has room for
   * @param untilUs later ones do not count
   * @returns how many were found
   */
  earliest(slots: Int32Array, untilUs: Micros): number {
    const frontier = this.frontier;
    frontier.length = 0;
    if (this.peekTime() <= untilUs) frontier.push(0);
    let found = 0;
    while (frontier.length > 0 && found < slots.length) {
      const position = this.takeEarliest(frontier);
      slots[found++] = this.heap[position] as number;
      const first = position * ARITY + 1;
      const end = Math.min(first + ARITY, this.count);
      for (let child = first; child < end; child++) {
        if ((this.times[this.heap[child] as number] as number) <= untilUs) frontier.push(child);
      }
    }
    return found;
  }

  /** The time of the earliest event; Infinity when there is none. */
  peekTime(): Micros {
    return this.count === 0
      ? Number.POSITIVE_INFINITY
      : (this.times[this.heap[0] as number] as number);
  }

  /** An event that was popped is pending again: its old handle still cancels it. */
  rename(from: EventHandle, to: EventHandle): void {
    this.renamed.set(from, to);
  }

  /** Removes a pending event; false when it already ran or was cancelled. */
  cancel(handle: EventHandle): boolean {
    if (handle === NO_EVENT) return false;
    const now = this.renamed.size === 0 ? handle : this.currentHandle(handle);
    const slot = now % SLOT_LIMIT;
    const generation = (now - slot) / SLOT_LIMIT;
    if (slot >= this.slots || this.generations[slot] !== generation) return false;
    const position = this.positions[slot] as number;
    if (position < 0) return false;
    this.removeAt(position);
    this.release(slot);
    return true;
  }

  /**
   * Moves every pending event that `select` accepts by `delay`, keeping their order. Used when a
   * host's clocks stood still.
   */
  postpone(host: number, handlerLimit: number, delay: Micros): void {
    const moved: number[] = [];
    for (let i = 0; i < this.count; i++) {
      const slot = this.heap[i] as number;
      if (this.hosts[slot] === host && (this.handlers[slot] as number) >= handlerLimit)
        moved.push(slot);
    }
    for (const slot of moved) {
      this.times[slot] = (this.times[slot] as number) + delay;
      this.siftDown(this.positions[slot] as number, slot);
    }
  }

  /** Every pending event in order, for printing and hashing; not for the hot path. */
  list(): PendingEvent[] {
    const pending: PendingEvent[] = [];
    for (let i = 0; i < this.count; i++) {
      const slot = this.heap[i] as number;
      pending.push({
        time: this.times[slot] as number,
        sequence: this.sequences[slot] as number,
        host: this.hosts[slot] as number,
        incarnation: this.incarnations[slot] as number,
        handler: this.handlers[slot] as number,
        a: this.as[slot] as number,
        b: this.bs[slot] as number,
        data: this.datas[slot],
      });
    }
    return pending.sort((x, y) => x.time - y.time || x.sequence - y.sequence);
  }

  private currentHandle(handle: EventHandle): EventHandle {
    let current = handle;
    for (;;) {
      const next = this.renamed.get(current);
      if (next === undefined) return current;
      current = next;
    }
  }

  private newSlot(): number {
    if (this.slots === this.capacity) this.grow();
    return this.slots++;
  }

  private grow(): void {
    const capacity = this.capacity * 2;
    assert(capacity <= SLOT_LIMIT, "more events are pending than the queue can name");
    this.heap = copyInto(new Int32Array(capacity), this.heap);
    this.times = copyInto(new Float64Array(capacity), this.times);
    this.sequences = copyInto(new Float64Array(capacity), this.sequences);
    this.hosts = copyInto(new Int32Array(capacity), this.hosts);
    this.incarnations = copyInto(new Int32Array(capacity), this.incarnations);
    this.handlers = copyInto(new Int32Array(capacity), this.handlers);
    this.as = copyInto(new Float64Array(capacity), this.as);
    this.bs = copyInto(new Float64Array(capacity), this.bs);
    this.causes = copyInto(new Int32Array(capacity), this.causes);
    this.positions = copyInto(new Int32Array(capacity).fill(-1), this.positions);
    this.generations = copyInto(new Int32Array(capacity).fill(1), this.generations);
    while (this.datas.length < capacity) this.datas.push(null);
    this.capacity = capacity;
  }

  /** Removes the position whose event is the earliest. */
  private takeEarliest(positions: number[]): number {
    let best = 0;
    for (let i = 1; i < positions.length; i++) {
      const slot = this.heap[positions[i] as number] as number;
      if (this.before(slot, this.heap[positions[best] as number] as number)) best = i;
    }
    const position = positions[best] as number;
    positions[best] = positions[positions.length - 1] as number;
    positions.pop();
    return position;
  }

  private release(slot: number): void {
    this.positions[slot] = -1;
    this.generations[slot] = (this.generations[slot] as number) + 1;
    this.datas[slot] = null;
    this.free.push(slot);
  }

  private removeAt(position: number): void {
    const last = this.heap[--this.count] as number;
    if (position === this.count) return;
    const parent = (position - 1) >> 2;
    if (position > 0 && this.before(last, this.heap[parent] as number)) this.siftUp(position, last);
    else this.siftDown(position, last);
  }

  private before(x: number, y: number): boolean {
    const tx = this.times[x] as number;
    const ty = this.times[y] as number;
    return tx < ty || (tx === ty && (this.sequences[x] as number) < (this.sequences[y] as number));
  }

  private siftUp(start: number, slot: number): void {
    let position = start;
    while (position > 0) {
      const parent = (position - 1) >> 2;
      const other = this.heap[parent] as number;
      if (!this.before(slot, other)) break;
      this.heap[position] = other;
      this.positions[other] = position;
      position = parent;
    }
    this.heap[position] = slot;
    this.positions[slot] = position;
  }

  private siftDown(start: number, slot: number): void {
    let position = start;
    for (;;) {
      const first = position * ARITY + 1;
      if (first >= this.count) break;
      const end = Math.min(first + ARITY, this.count);
      let child = first;
      for (let i = first + 1; i < end; i++) {
        if (this.before(this.heap[i] as number, this.heap[child] as number)) child = i;
      }
      const other = this.heap[child] as number;
      if (!this.before(other, slot)) break;
      this.heap[position] = other;
      this.positions[other] = position;
      position = child;
    }
    this.heap[position] = slot;
    this.positions[slot] = position;
  }
}

/** One pending event as plain data. */
export interface PendingEvent {
  readonly time: Micros;
  readonly sequence: number;
  readonly host: number;
  readonly incarnation: number;
  readonly handler: number;
  readonly a: number;
  readonly b: number;
  readonly data: unknown;
}

function copyInto<T extends Int32Array | Float64Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
