const FIRST_ROWS = 16;

/**
 * A growable table of numbers, row after row in one array: what a run keeps of every record and batch
 * must not be objects, and a row is written in one place of the memory.
 */
export class Rows {
  readonly width: number;
  data: Float64Array;
  /** Number of rows. */
  length = 0;

  constructor(width: number) {
    this.width = width;
    this.data = new Float64Array(width * FIRST_ROWS);
  }

  /** Makes a row and returns where it begins in `data`. */
  add(): number {
    const at = this.length * this.width;
    if (at === this.data.length) {
      const grown = new Float64Array(at * 2);
      grown.set(this.data);
      this.data = grown;
    }
    this.length++;
    return at;
  }

  /** Drops rows from the beginning. */
  dropFirst(count: number): void {
    this.data.copyWithin(0, count * this.width, this.length * this.width);
    this.length -= count;
  }
}

/** One field of every row. */
export class Field {
  private readonly rows: Rows;
  private readonly index: number;

  constructor(rows: Rows, index: number) {
    this.rows = rows;
    this.index = index;
  }

  at(row: number): number {
    return this.rows.data[row * this.rows.width + this.index] as number;
  }

  set(row: number, value: number): void {
    this.rows.data[row * this.rows.width + this.index] = value;
  }
}
