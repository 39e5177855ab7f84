import { PROCESSING_OUTCOMES } from "../../kafka/facts.ts";
import type { Micros } from "../../kernel/time.ts";

/** What an application did with a record. */
export interface Processing {
  /** Index of the consumer's host. */
  readonly client: number;
  readonly event: number;
  readonly timeUs: Micros;
  readonly offset: number;
  /** -1: it was nobody's member. */
  readonly generation: number;
  /** One of PROCESSING_OUTCOMES. */
  readonly outcome: number;
}

const FIELDS = 6;
const FIRST_CAPACITY = 256;

/** Whether the record had its effect, then or before. */
export function hasEffect(outcome: number): boolean {
  return outcome === PROCESSING_OUTCOMES.APPLIED || outcome === PROCESSING_OUTCOMES.DUPLICATE;
}

/**
 * What the applications of a group did with each record. Most are processed once: that is kept in rows of
 * numbers, by the row of the record; what came after by itself.
 */
export class ProcessedRecords {
  private first = new Float64Array(0);
  private readonly more = new Map<number, Processing[]>();
  /** Of each key of a partition, the offset whose effect is there, and the highest that was. */
  readonly effects = new Map<string, KeyEffect>();

  add(row: number, processing: Processing): void {
    const at = row * FIELDS;
    if (at + FIELDS > this.first.length) this.grow(at + FIELDS);
    const { first } = this;
    if (first[at] !== 0) {
      const more = this.more.get(row);
      if (more === undefined) this.more.set(row, [processing]);
      else more.push(processing);
      return;
    }
    first[at] = processing.outcome;
    first[at + 1] = processing.client;
    first[at + 2] = processing.event;
    first[at + 3] = processing.offset;
    first[at + 4] = processing.generation;
    first[at + 5] = processing.timeUs;
  }

  /** Everything that was done with a record, oldest first. */
  of(row: number): readonly Processing[] {
    const at = row * FIELDS;
    const [outcome = 0, client = 0, event = 0, offset = 0, generation = 0, timeUs = 0] =
      this.first.subarray(at, at + FIELDS);
    if (outcome === 0) return [];
    const one = { outcome, client, event, offset, generation, timeUs };
    return [one, ...(this.more.get(row) ?? [])];
  }

  get isEmpty(): boolean {
    return this.first.length === 0;
  }

  /** Rows of the records that were processed more than once. */
  get repeated(): IterableIterator<number> {
    return this.more.keys();
  }

  /** Notes that the outside system has the effect of a record for its key. */
  put(key: string, effect: KeyEffect): void {
    const known = this.effects.get(key);
    if (known === undefined || effect.offset >= known.newest) {
      this.effects.set(key, { ...effect, newest: effect.offset, newestRow: effect.row });
    } else {
      this.effects.set(key, { ...effect, newest: known.newest, newestRow: known.newestRow });
    }
  }

  private grow(length: number): void {
    const grown = new Float64Array(Math.max(length * 2, FIRST_CAPACITY * FIELDS));
    grown.set(this.first);
    this.first = grown;
  }
}

/** The effect that a key has in the outside system. */
export interface KeyEffect {
  /** The record whose effect is there. */
  readonly row: number;
  readonly offset: number;
  readonly client: number;
  readonly event: number;
  /** The newest record of the key whose effect was there at some time. */
  readonly newest: number;
  readonly newestRow: number;
}
