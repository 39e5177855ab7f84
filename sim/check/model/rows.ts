/** Rows per chunk: small enough for thousands of short tables, large enough for millions of rows. */
const CHUNK_SHIFT = 6;
const CHUNK_ROWS = 1 << CHUNK_SHIFT;
const CHUNK_MASK = CHUNK_ROWS - 1;

/**
 * A growable table of numbers, row after row in chunks: what a run keeps of every record and batch
 * must not be objects, a row is written in one place of the memory, and growing copies nothing.
 */
export class Rows {
  readonly width: number;
  /** The chunk of the row that was added last. */
  data: Float64Array;
  /** Number of rows. */
  length = 0;
  readonly chunks: Float64Array[];

  constructor(width: number) {
    this.width = width;
    this.data = new Float64Array(width * CHUNK_ROWS);
    this.chunks = [this.data];
  }

  /** Makes a row and returns where it begins in `data`. */
  add(): number {
    const row = this.length++;
    const chunk = row >> CHUNK_SHIFT;
    if (chunk === this.chunks.length) this.chunks.push(new Float64Array(this.width * CHUNK_ROWS));
    this.data = this.chunks[chunk] as Float64Array;
    return (row & CHUNK_MASK) * this.width;
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
    const { chunks, width } = this.rows;
    return (chunks[row >> CHUNK_SHIFT] as Float64Array)[
      (row & CHUNK_MASK) * width + this.index
    ] as number;
  }

  set(row: number, value: number): void {
    const { chunks, width } = this.rows;
    (chunks[row >> CHUNK_SHIFT] as Float64Array)[(row & CHUNK_MASK) * width + this.index] = value;
  }
}
