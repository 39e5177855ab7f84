import { assert } from "../kernel/assert.ts";
import { FACT_STRIDE } from "../kernel/facts.ts";
import type { TextNumbers } from "./text-numbers.ts";
import { FACT_FIELD_COUNTS, FACT_TEXT_FIELDS } from "./union.ts";

/**
 * Facts as bytes: the code, then its fields, each a zigzag number in groups of seven bits. A number
 * beyond 32 bits is the mark {@link WIDE} and eight bytes. About a tenth of the flat form.
 */
const WIDE = 0xff;
/** Most bytes that one fact takes: a code and six wide numbers. */
const FACT_BYTES = 2 + 6 * 13;
const FIRST_CAPACITY = 1 << 14;

/** Facts of one event after another: `code, a, b, c, d, e, f, code, …`. */
export class FactBuffer {
  data = new Float64Array(FACT_STRIDE * 64);
  length = 0;

  /** Makes room for one more fact and returns where it begins. */
  next(): number {
    const at = this.length;
    if (at + FACT_STRIDE > this.data.length) {
      const grown = new Float64Array(this.data.length * 2);
      grown.set(this.data);
      this.data = grown;
    }
    this.length = at + FACT_STRIDE;
    return at;
  }
}

/** A growing run of packed facts. */
export class FactBytes {
  bytes: Uint8Array;
  length = 0;
  private readonly double = new DataView(new ArrayBuffer(8));

  /** @param capacity bytes that are expected */
  constructor(capacity: number = FIRST_CAPACITY) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Adds the facts in `data`, `length` numbers; texts become the numbers that `texts` gives them. */
  add(data: Float64Array, length: number, texts: TextNumbers): void {
    const room = (length / FACT_STRIDE) * FACT_BYTES;
    if (this.length + room > this.bytes.length) this.grow(room);
    const bytes = this.bytes;
    let at = this.length;
    for (let fact = 0; fact < length; fact += FACT_STRIDE) {
      const code = data[fact] as number;
      const count = FACT_FIELD_COUNTS[code] ?? -1;
      if (count < 0) throw new Error(`no fact has the code ${code}`);
      bytes[at++] = code;
      let textFields = FACT_TEXT_FIELDS[code] as number;
      for (let i = fact + 1; i <= fact + count; i++, textFields >>= 1) {
        let value = data[i] as number;
        if ((textFields & 1) === 1) value = texts.number(value);
        const word = value | 0;
        if (word !== value) {
          at = this.addWide(value, at);
          continue;
        }
        let zigzag = ((word << 1) ^ (word >> 31)) >>> 0;
        if (zigzag > 127) {
          bytes[at++] = (zigzag & 127) | 128;
          zigzag >>>= 7;
          while (zigzag > 127) {
            bytes[at++] = (zigzag & 127) | 128;
            zigzag >>>= 7;
          }
        }
        bytes[at++] = zigzag;
      }
    }
    this.length = at;
  }

  /** Puts the facts between two positions into `into`. */
  read(start: number, end: number, into: FactBuffer): void {
    const bytes = this.bytes;
    into.length = 0;
    let at = start;
    while (at < end) {
      let to = into.next();
      const data = into.data;
      const code = bytes[at++] as number;
      data[to++] = code;
      const count = FACT_FIELD_COUNTS[code] as number;
      for (let field = 0; field < count; field++) {
        let byte = bytes[at++] as number;
        let zigzag = byte & 127;
        let shift = 7;
        while (byte > 127 && shift < 35) {
          byte = bytes[at++] as number;
          zigzag |= (byte & 127) << shift;
          shift += 7;
        }
        if (byte > 127) {
          data[to++] = this.wideAt(at);
          at += 8;
        } else data[to++] = (zigzag >>> 1) ^ -(zigzag & 1);
      }
      for (let field = count; field < FACT_STRIDE - 1; field++) data[to++] = 0;
    }
  }

  /** Gives back what is not used; nothing more will be added. */
  seal(): void {
    if (this.bytes.length - this.length < this.length >> 3) return;
    this.bytes = this.bytes.slice(0, this.length);
  }

  private addWide(value: number, start: number): number {
    assert(Number.isSafeInteger(value), "a fact holds safe integers");
    this.double.setFloat64(0, value);
    let at = start;
    for (let i = 0; i < 5; i++) this.bytes[at++] = WIDE;
    for (let i = 0; i < 8; i++) this.bytes[at++] = this.double.getUint8(i);
    return at;
  }

  private wideAt(at: number): number {
    for (let i = 0; i < 8; i++) this.double.setUint8(i, this.bytes[at + i] as number);
    return this.double.getFloat64(0);
  }

  private grow(room: number): void {
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + room));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}
