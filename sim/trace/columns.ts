import { assert } from "../kernel/assert.ts";
import { TextTable } from "../kernel/facts.ts";
import type { HostKind } from "../kernel/host.ts";
import { type FactBuffer, FactBytes } from "./pack.ts";

/** Events per chunk of columns. */
export const CHUNK_EVENTS = 16_384;
const CHUNK_SHIFT = 14;
const CHUNK_MASK = CHUNK_EVENTS - 1;

/** A host as a trace names it. */
export interface TraceHost {
  readonly name: string;
  readonly kind: HostKind;
}

/** Whole numbers of an event: kind and host in one, cause, message, and where its facts end. */
const INTS = 4;
const CAUSE = 1;
const MESSAGE = 2;
const FACTS_END = 3;

/** The columns of up to {@link CHUNK_EVENTS} events: what is written together lies together. */
class EventChunk {
  readonly time = new Float64Array(CHUNK_EVENTS);
  readonly ints = new Int32Array(CHUNK_EVENTS * INTS);
  readonly facts: FactBytes;
  /** Second causes are rare. */
  readonly cause2 = new Map<number, number>();

  constructor(facts: FactBytes) {
    this.facts = facts;
  }
}

/**
 * The events of a run in columns. An event is its index, from 0; texts are numbered in the order in
 * which facts first name them, so that equal runs have equal numbers.
 */
export class EventColumns {
  readonly hosts: readonly TraceHost[];
  readonly texts: TextTable;
  private readonly chunks: EventChunk[] = [];
  private count = 0;
  private last: EventChunk | null = null;

  constructor(hosts: readonly TraceHost[], texts: TextTable = new TextTable()) {
    this.hosts = hosts;
    this.texts = texts;
  }

  /** Number of events. */
  get length(): number {
    return this.count;
  }

  /** Where the facts of the next event go; {@link add} follows. */
  nextFacts(): FactBytes {
    const chunk = (this.count & CHUNK_MASK) === 0 ? this.nextChunk() : this.last;
    assert(chunk !== null, "a chunk is open");
    return chunk.facts;
  }

  /** Adds an event, whose facts were put into {@link nextFacts}. */
  add(
    time: number,
    kind: number,
    host: number,
    cause: number,
    cause2: number,
    message: number,
  ): void {
    const at = this.count & CHUNK_MASK;
    const chunk = this.last as EventChunk;
    const first = at * INTS;
    const { ints } = chunk;
    chunk.time[at] = time;
    ints[first] = kind | (host << 16);
    ints[first + CAUSE] = cause;
    ints[first + MESSAGE] = message;
    ints[first + FACTS_END] = chunk.facts.length;
    if (cause2 >= 0) chunk.cause2.set(at, cause2);
    this.count++;
  }

  /** Virtual time, microseconds. */
  time(event: number): number {
    return this.chunk(event).time[event & CHUNK_MASK] as number;
  }

  kind(event: number): number {
    return this.int(event, 0) & 0xffff;
  }

  /** Index of the host; -1 for a step from outside. */
  host(event: number): number {
    return this.int(event, 0) >> 16;
  }

  /** The event that sent the message, set the timer or released the wait; -1 for none. */
  cause(event: number): number {
    return this.int(event, CAUSE);
  }

  cause2(event: number): number {
    return this.chunk(event).cause2.get(event & CHUNK_MASK) ?? -1;
  }

  /** Id of the delivered message; 0 for none. */
  message(event: number): number {
    return this.int(event, MESSAGE);
  }

  /** Puts the facts of an event into `into`. */
  facts(event: number, into: FactBuffer): void {
    this.chunk(event).facts.read(this.factsStart(event), this.factsEnd(event), into);
  }

  /** The packed facts of an event are in these bytes, from `factsStart` to `factsEnd`. */
  factBytes(event: number): Uint8Array {
    return this.chunk(event).facts.bytes;
  }

  factsStart(event: number): number {
    return (event & CHUNK_MASK) === 0 ? 0 : this.int(event - 1, FACTS_END);
  }

  factsEnd(event: number): number {
    return this.int(event, FACTS_END);
  }

  /** The first event at or after that time; the number of events when there is none. */
  eventAt(timeUs: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.time(middle) < timeUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private int(event: number, which: number): number {
    return this.chunk(event).ints[(event & CHUNK_MASK) * INTS + which] as number;
  }

  private chunk(event: number): EventChunk {
    assert(event >= 0 && event < this.count, "an event is a number from 0 to the end of the trace");
    return this.chunks[event >>> CHUNK_SHIFT] as EventChunk;
  }

  private nextChunk(): EventChunk {
    if (this.last !== null && this.count < this.chunks.length * CHUNK_EVENTS) return this.last;
    this.last?.facts.seal();
    // One chunk needs about as much room as the one before.
    const before = this.last?.facts.length;
    const facts =
      before === undefined ? new FactBytes() : new FactBytes(before + (before >> 3) + 64);
    const chunk = new EventChunk(facts);
    this.chunks.push(chunk);
    this.last = chunk;
    return chunk;
  }
}
