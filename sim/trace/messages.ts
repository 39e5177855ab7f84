import { assert } from "../kernel/assert.ts";
import { FACT_STRIDE } from "../kernel/facts.ts";
import { FACT_MESSAGE_DROP, FACT_MESSAGE_SEND } from "../kernel/kernel-facts.ts";
import type { EventColumns } from "./columns.ts";
import { FactBuffer } from "./pack.ts";
import { MARK_EVENTS } from "./trace.ts";

/** What became of a message. */
export const FATE_IN_FLIGHT = 0;
export const FATE_DELIVERED = 1;
export const FATE_DROPPED = 2;

const NEVER = 0x7fff_ffff;
const FIRST_CAPACITY = 1024;

/**
 * The messages of a trace in columns, by message id (from 1): who sent what to whom at which event,
 * and at which it arrived or was lost. Follows a trace that grows.
 */
export class MessageIndex {
  private readonly columns: EventColumns;
  private sentAt = new Int32Array(FIRST_CAPACITY);
  private endedAt = new Int32Array(FIRST_CAPACITY);
  private senders = new Int16Array(FIRST_CAPACITY);
  private receivers = new Int16Array(FIRST_CAPACITY);
  private kinds = new Uint16Array(FIRST_CAPACITY);
  private sizes = new Int32Array(FIRST_CAPACITY);
  private requests = new Int32Array(FIRST_CAPACITY);
  private fates = new Uint8Array(FIRST_CAPACITY);
  private count = 0;
  private scanned = 0;
  /** Messages in flight before every event `n * MARK_EVENTS`. */
  private readonly openAt: Int32Array[] = [];
  private open: number[] = [];
  private readonly facts = new FactBuffer();

  constructor(columns: EventColumns) {
    this.columns = columns;
    this.extend();
  }

  /** Takes in the events that were added since. */
  extend(): void {
    for (; this.scanned < this.columns.length; this.scanned++) {
      if (this.scanned % MARK_EVENTS === 0) {
        this.open = this.open.filter((id) => this.endedAt[id] === NEVER);
        this.openAt.push(Int32Array.from(this.open));
      }
      this.scan(this.scanned);
    }
  }

  /** Number of messages; their ids are 1 to this. */
  get length(): number {
    return this.count;
  }

  /** The event in which it was sent. */
  sendEvent(id: number): number {
    return this.sentAt[this.checked(id)] as number;
  }

  /** The event in which it arrived or was dropped; null while neither. */
  endEvent(id: number): number | null {
    const event = this.endedAt[this.checked(id)] as number;
    return event === NEVER ? null : event;
  }

  /** Index of the host that sent it. */
  from(id: number): number {
    return this.senders[this.checked(id)] as number;
  }

  to(id: number): number {
    return this.receivers[this.checked(id)] as number;
  }

  /** Kind of message. */
  kind(id: number): number {
    return this.kinds[this.checked(id)] as number;
  }

  sizeBytes(id: number): number {
    return this.sizes[this.checked(id)] as number;
  }

  /** Id of the request that it answers; 0 for none. */
  inReplyTo(id: number): number {
    return this.requests[this.checked(id)] as number;
  }

  /** One of the FATE constants, as of the end of the trace. */
  fate(id: number): number {
    return this.fates[this.checked(id)] as number;
  }

  /** Ids of the messages in flight after event `event`, in the order of their sending. */
  inFlight(event: number): number[] {
    if (event < 0 || this.columns.length === 0) return [];
    const chunk = Math.floor(event / MARK_EVENTS);
    const found: number[] = [];
    for (const id of this.openAt[chunk] ?? []) {
      if ((this.endedAt[id] as number) > event) found.push(id);
    }
    for (let id = this.firstSentFrom(chunk * MARK_EVENTS); id <= this.count; id++) {
      if ((this.sentAt[id] as number) > event) break;
      if ((this.endedAt[id] as number) > event) found.push(id);
    }
    return found;
  }

  private firstSentFrom(event: number): number {
    let low = 1;
    let high = this.count + 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.sentAt[middle] as number) < event) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private scan(event: number): void {
    const delivered = this.columns.message(event);
    if (delivered > 0) this.end(delivered, event, FATE_DELIVERED);
    this.columns.facts(event, this.facts);
    const { data, length } = this.facts;
    for (let at = 0; at < length; at += FACT_STRIDE) {
      if (data[at] === FACT_MESSAGE_SEND) this.add(event, data, at);
      else if (data[at] === FACT_MESSAGE_DROP) {
        this.end(data[at + 1] as number, event, FATE_DROPPED);
      }
    }
  }

  private add(event: number, data: Float64Array, at: number): void {
    const id = data[at + 1] as number;
    assert(id === this.count + 1, "messages are numbered in the order of their sending, from 1");
    if (id >= this.sentAt.length) this.grow();
    this.sentAt[id] = event;
    this.endedAt[id] = NEVER;
    this.senders[id] = data[at + 2] as number;
    this.receivers[id] = data[at + 3] as number;
    this.kinds[id] = data[at + 4] as number;
    this.sizes[id] = data[at + 5] as number;
    this.requests[id] = data[at + 6] as number;
    this.fates[id] = FATE_IN_FLIGHT;
    this.count = id;
    this.open.push(id);
  }

  private end(id: number, event: number, fate: number): void {
    this.endedAt[this.checked(id)] = event;
    this.fates[id] = fate;
  }

  private checked(id: number): number {
    assert(id >= 1 && id <= this.count, "a message is known once it was sent");
    return id;
  }

  private grow(): void {
    const capacity = this.sentAt.length * 2;
    this.sentAt = grown(new Int32Array(capacity), this.sentAt);
    this.endedAt = grown(new Int32Array(capacity), this.endedAt);
    this.senders = grown(new Int16Array(capacity), this.senders);
    this.receivers = grown(new Int16Array(capacity), this.receivers);
    this.kinds = grown(new Uint16Array(capacity), this.kinds);
    this.sizes = grown(new Int32Array(capacity), this.sizes);
    this.requests = grown(new Int32Array(capacity), this.requests);
    this.fates = grown(new Uint8Array(capacity), this.fates);
  }
}

interface Column {
  set(from: this): void;
}

function grown<T extends Column>(to: T, from: T): T {
  to.set(from);
  return to;
}
