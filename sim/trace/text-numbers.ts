import type { TextTable } from "../kernel/facts.ts";

/**
 * Numbers texts by their first use in a fact, whatever else a run interned before: so the numbers in
 * a trace depend on nothing but its facts.
 */
export class TextNumbers {
  private readonly from: TextTable;
  private readonly to: TextTable;
  private known = new Int32Array(256).fill(-1);

  constructor(from: TextTable, to: TextTable) {
    this.from = from;
    this.to = to;
  }

  /** The number in `to` of a text that has the number `id` in `from`; -1 is null in both. */
  number(id: number): number {
    if (id < 0) return -1;
    if (id < this.known.length) {
      const known = this.known[id] as number;
      if (known >= 0) return known;
    }
    return this.add(id);
  }

  private add(id: number): number {
    if (id >= this.known.length) {
      const grown = new Int32Array(Math.max(id + 1, this.known.length * 2)).fill(-1);
      grown.set(this.known);
      this.known = grown;
    }
    const number = this.to.intern(this.from.text(id) ?? "");
    this.known[id] = number;
    return number;
  }
}
