import type { RecordTable } from "./record-table.ts";

const NOBODY: readonly number[] = [];

/** Finds records by their places in batches. It is kept up when somebody asks: few ever do. */
export class BatchIndex {
  private readonly table: RecordTable;
  private readonly rows = new Map<number, number[]>();
  /** How many of the table's placings it has seen. */
  private seen = 0;

  constructor(table: RecordTable) {
    this.table = table;
  }

  /** The record at a position of a batch; -1 when none is known: markers of transactions are no records. */
  rowOf(batch: number, position: number): number {
    return this.rowsOf(batch)[position] ?? -1;
  }

  /** The records of a batch, by position. Of one that its producer still fills: those so far. */
  rowsOf(batch: number): readonly number[] {
    this.catchUp();
    return this.rows.get(batch) ?? NOBODY;
  }

  private catchUp(): void {
    const { placed, batches, positions } = this.table;
    for (; this.seen < placed.length; this.seen++) {
      const row = placed.at(this.seen);
      const batch = batches.at(row);
      let rows = this.rows.get(batch);
      if (rows === undefined) {
        rows = [];
        this.rows.set(batch, rows);
      }
      rows[positions.at(row)] = row;
    }
  }
}
