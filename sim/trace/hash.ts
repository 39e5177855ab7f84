/** Odd, so that multiplying by it loses nothing modulo 2^32 (primes of xxHash). */
const MULTIPLIER_A = 0x9e3779b1 | 0;
const MULTIPLIER_B = 0x85ebca77 | 0;
const STEP = 0x7f4a7c15 | 0;
const START_A = 0x243f6a88 | 0;
const START_B = 0x13198a2e | 0;
/** Says that a number follows in two words. */
const WIDE = 0x80000001 | 0;
const TWO_32 = 4_294_967_296;

/**
 * A rolling 64-bit hash in two 32-bit lanes. A step maps the lanes one to one, and two words that
 * differ lead to lanes that differ, so that a difference never vanishes by itself. A fingerprint
 * against accidents, not against forgers.
 */
export class RollingHash {
  a = START_A;
  b = START_B;

  set(a: number, b: number): void {
    this.a = a | 0;
    this.b = b | 0;
  }

  /** Adds a 32-bit integer. */
  addInt(word: number): void {
    this.addPair(word, 0);
  }

  /** Adds two 32-bit integers in one step. */
  addPair(x: number, y: number): void {
    const t = Math.imul(this.a ^ x, MULTIPLIER_A);
    const u = Math.imul(this.b ^ y, MULTIPLIER_B);
    this.a = (u + STEP) | 0;
    this.b = (t + ((u << 15) | (u >>> 17))) | 0;
  }

  /** Adds a safe integer. */
  addNumber(value: number): void {
    const word = value | 0;
    if (word === value) this.addInt(word);
    else this.addWide(value);
  }

  /** Adds the bytes in [start, end), eight in a step. Their number must be added too. */
  addBytes(bytes: Uint8Array, start: number, end: number): void {
    let a = this.a;
    let b = this.b;
    let at = start;
    for (; at + 8 <= end; at += 8) {
      const t = Math.imul(a ^ wordAt(bytes, at), MULTIPLIER_A);
      const u = Math.imul(b ^ wordAt(bytes, at + 4), MULTIPLIER_B);
      a = (u + STEP) | 0;
      b = (t + ((u << 15) | (u >>> 17))) | 0;
    }
    this.a = a;
    this.b = b;
    if (at === end) return;
    let x = 0;
    let y = 0;
    for (let i = end - 1; i >= at + 4; i--) y = (y << 8) | (bytes[i] as number);
    for (let i = Math.min(end, at + 4) - 1; i >= at; i--) x = (x << 8) | (bytes[i] as number);
    this.addPair(x, y);
  }

  addText(text: string): void {
    this.addInt(text.length);
    for (let i = 0; i < text.length; i++) this.addInt(text.charCodeAt(i));
  }

  /** The hash as 16 hexadecimal digits. */
  hex(): string {
    return hex16(this.a, this.b);
  }

  private addWide(value: number): void {
    const high = Math.floor(value / TWO_32);
    this.addInt(WIDE);
    this.addPair(high | 0, (value - high * TWO_32) | 0);
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

/** Two lanes as 16 hexadecimal digits, after a last stirring that lets every bit reach every digit. */
export function hex16(a: number, b: number): string {
  const x = finish(a ^ Math.imul(b, MULTIPLIER_A));
  const y = finish((b + x) | 0);
  return hex8(x) + hex8(y);
}

function finish(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b | 0);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35 | 0);
  return (h ^ (h >>> 16)) >>> 0;
}

function hex8(word: number): string {
  return word.toString(16).padStart(8, "0");
}
