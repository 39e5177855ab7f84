import type { RecordTable } from "./record-table.ts";

const NOBODY: readonly number[] = [];

/** Finds records by their places in batches. It is made when somebody asks: few ever do. */
export class BatchIndex {
  private readonly table: RecordTable;
  private rows = new Map<number, number[]>();
  /** How many records there were when it was made. */
  private length = 0;
  /** Batches that nobody has sent, as far as those records tell. */
  private readonly unknown = new Set<number>();

  constructor(table: RecordTable) {
    this.table = table;
  }

  /** The record at a position of a batch; -1 when none is known: markers of transactions are no records. */
  rowOf(batch: number, position: number): number {
    return this.rowsOf(batch)[position] ?? -1;
  }

  /** The records of a batch, by position. */
  rowsOf(batch: number): readonly number[] {
    const known = this.rows.get(batch);
    if (known !== undefined) return known;
    if (this.unknown.has(batch) && this.length === this.table.length) return NOBODY;
    this.build();
    const found = this.rows.get(batch);
    if (found === undefined) this.unknown.add(batch);
    return found ?? NOBODY;
  }

  private build(): void {
    const { length, batches, positions } = this.table;
    if (length !== this.length) this.unknown.clear();
    this.length = length;
    this.rows = new Map();
    for (let row = 0; row < length; row++) {
      const batch = batches.at(row);
      if (batch < 0) continue;
      let rows = this.rows.get(batch);
      if (rows === undefined) {
        rows = [];
        this.rows.set(batch, rows);
      }
      rows[positions.at(row)] = row;
    }
  }
}
