import { assert } from "../kernel/assert.ts";
import { TextTable } from "../kernel/facts.ts";
import { EventColumns, type TraceHost } from "./columns.ts";
import { Entities } from "./entities.ts";
import { EventHash } from "./event-hash.ts";
import { StateFold } from "./fold-facts.ts";
import { hex16 } from "./hash.ts";
import { initialState } from "./initial-state.ts";
import { FactBuffer, FactBytes } from "./pack.ts";
import type { State } from "./state.ts";
import { StateHash } from "./state-hash.ts";
import { TextNumbers } from "./text-numbers.ts";
import type { Tracked } from "./tracked.ts";

/** Events between two marks. */
export const MARK_EVENTS = 1024;

/** What is known of a run after so many events: the hash of the events, and that of the state. */
export interface Mark {
  /** Number of events before the mark; the last of them is `events - 1`. */
  readonly events: number;
  readonly hash: string;
  readonly state: string;
}

interface RawMark {
  readonly a: number;
  readonly b: number;
  readonly texts: number;
  readonly state: string;
}

/**
 * The record of a run as it grows: hash and marks always, the events themselves when `columns` are
 * kept, and the state after the last event.
 */
export class Trace {
  readonly hosts: readonly TraceHost[];
  readonly texts: TextTable;
  /** Null when only the hash is wanted. */
  readonly columns: EventColumns | null;
  /** The state after the last event, changed in place as events are added. */
  readonly state: State;
  private readonly numbers: TextNumbers;
  /** Room for packed facts when no events are kept. */
  private readonly packed = new FactBytes();
  private readonly eventHash: EventHash;
  private readonly fold: StateFold;
  private readonly stateHash = new StateHash();
  private readonly changes: Tracked[] = [];
  private readonly rawMarks: RawMark[] = [];
  private count = 0;

  /** @param source the texts of the facts that will be added; null: they are those of the trace */
  constructor(hosts: readonly TraceHost[], keepEvents: boolean, source: TextTable | null = null) {
    this.hosts = hosts;
    this.texts = new TextTable();
    const from = source ?? this.texts;
    this.numbers = new TextNumbers(from, this.texts);
    this.columns = keepEvents ? new EventColumns(hosts, this.texts) : null;
    this.eventHash = new EventHash(this.texts);
    this.state = initialState(hosts);
    const entities = new Entities(this.state, hosts, from, this.changes);
    this.fold = new StateFold(this.state, hosts, from, entities);
  }

  /** Number of events. */
  get length(): number {
    return this.count;
  }

  /** The hash of all events so far, 16 hexadecimal digits. */
  get hash(): string {
    return this.eventHash.rolling.hex();
  }

  get marks(): readonly Mark[] {
    return this.rawMarks.map((raw, i) => markOf(raw, i));
  }

  /** The mark after `(index + 1) * MARK_EVENTS` events, or undefined. */
  mark(index: number): Mark | undefined {
    const raw = this.rawMarks[index];
    return raw === undefined ? undefined : markOf(raw, index);
  }

  /** The hash of the state after the last event. */
  currentStateHash(): string {
    this.stateHash.update(this.state, this.changes);
    return this.stateHash.hex();
  }

  /** Adds an event; its facts are in `data`, `length` numbers, texts as their source numbers them. */
  add(
    time: number,
    kind: number,
    host: number,
    cause: number,
    cause2: number,
    message: number,
    data: Float64Array,
    length: number,
  ): void {
    const { columns, eventHash } = this;
    const packed = columns === null ? this.packed : columns.nextFacts();
    if (columns === null) packed.length = 0;
    const start = packed.length;
    packed.add(data, length, this.numbers);
    const { bytes, length: end } = packed;
    eventHash.add(time, kind, host, cause, cause2, message, bytes, start, end);
    eventHash.addTexts(this.texts.texts.length);
    columns?.add(time, kind, host, cause, cause2, message);
    if (length > 0) this.fold.apply(data, length);
    this.count++;
    if (this.count % MARK_EVENTS === 0) this.addMark();
  }

  /** The hash of the first `events` events; needs the events since the mark before. */
  prefixHash(events: number): string {
    assert(events >= 0 && events <= this.count, "a prefix is not longer than the trace");
    if (events === this.count) return this.hash;
    const marks = Math.floor(events / MARK_EVENTS);
    const rolled = this.hashAtMark(marks);
    const facts = new FactBuffer();
    for (let event = marks * MARK_EVENTS; event < events; event++) {
      rolled.addFrom(this.events(), event, facts);
    }
    return rolled.rolling.hex();
  }

  /** The events; fails when only the hash was kept. */
  events(): EventColumns {
    assert(this.columns !== null, "this trace holds no events, only their hash");
    return this.columns;
  }

  /** A hash that has seen the events before a mark; 0 is the beginning. */
  hashAtMark(mark: number): EventHash {
    const hash = new EventHash(this.texts);
    if (mark === 0) return hash;
    const raw = this.rawMarks[mark - 1];
    assert(raw !== undefined, "a mark is there");
    hash.rolling.set(raw.a, raw.b);
    hash.textsSeen = raw.texts;
    return hash;
  }

  private addMark(): void {
    const { rolling, textsSeen } = this.eventHash;
    const state = this.currentStateHash();
    this.rawMarks.push({ a: rolling.a, b: rolling.b, texts: textsSeen, state });
  }
}

function markOf(raw: RawMark, index: number): Mark {
  return { events: (index + 1) * MARK_EVENTS, hash: hex16(raw.a, raw.b), state: raw.state };
}
