import { assert } from "./assert.ts";

/**
 * A fact is one state change with its absolute new value: a code and up to six numbers. Text is
 * interned. Each layer declares its facts beside the code that emits them; nothing below `trace`
 * knows who listens.
 */
export type FactFieldType =
  /** an integer */
  | "int"
  /** 0 or 1 */
  | "bool"
  /** index of a host */
  | "host"
  /** interned text; -1 is null */
  | "text"
  /** interned JSON; -1 is null */
  | "json";

/** Name and type of one number of a fact. */
export type FactField = readonly [name: string, type: FactFieldType];

/** What a fact of one code means. `code` is unique over all layers. */
export interface FactSchema {
  readonly code: number;
  /** Dotted name, as the trace shows it. */
  readonly name: string;
  readonly fields: readonly FactField[];
}

/** Numbers per fact in {@link FactLog.data}: the code and six values. */
export const FACT_STRIDE = 7;

/** First codes of the layers. */
export const KERNEL_FACTS = 0;
export const ZOOKEEPER_FACTS = 32;
export const KAFKA_FACTS = 64;

/** Interned texts, in the order of their first use, which is the same in every run of one input. */
export class TextTable {
  readonly texts: string[] = [];
  private readonly ids = new Map<string, number>();

  intern(text: string): number {
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    const id = this.texts.length;
    this.texts.push(text);
    this.ids.set(text, id);
    return id;
  }

  /** The text of an id; -1 is null. */
  text(id: number): string | null {
    if (id === -1) return null;
    const text = this.texts[id];
    assert(text !== undefined, "the text is known");
    return text;
  }
}

/** The facts of the event that is being executed, flat: `code, a, b, c, d, e, f, code, …`. */
export class FactLog {
  readonly texts = new TextTable();
  data = new Float64Array(FACT_STRIDE * 64);
  /** Numbers in use in `data`. */
  length = 0;

  add(code: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    const at = this.length;
    if (at + FACT_STRIDE > this.data.length) this.grow();
    const data = this.data;
    data[at] = code;
    data[at + 1] = a;
    data[at + 2] = b;
    data[at + 3] = c;
    data[at + 4] = d;
    data[at + 5] = e;
    data[at + 6] = f;
    this.length = at + FACT_STRIDE;
  }

  /** Short for `texts.intern`. */
  intern(text: string): number {
    return this.texts.intern(text);
  }

  clear(): void {
    this.length = 0;
  }

  private grow(): void {
    const data = new Float64Array(this.data.length * 2);
    data.set(this.data);
    this.data = data;
  }
}
