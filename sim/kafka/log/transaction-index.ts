import { assert } from "../../kernel/assert.ts";

/** A transaction that was aborted, as the index of the segment with its marker has it (`AbortedTxn`). */
export interface AbortedTxn {
  readonly producerId: number;
  readonly firstOffset: number;
  /** Offset of its marker. */
  readonly lastOffset: number;
  /** Up to where every transaction was decided when this one was. */
  readonly lastStableOffset: number;
}

/** What a segment's index says of a range, and whether the segments after it need not be asked. */
export interface TxnIndexSearchResult {
  readonly abortedTransactions: readonly AbortedTxn[];
  readonly isComplete: boolean;
}

/** Where the index of one segment is kept: `.txnindex`. */
export interface TransactionIndexFile {
  read(): readonly AbortedTxn[];
  write(entries: readonly AbortedTxn[]): void;
}

/**
 * The transaction index of one segment (`TransactionIndex`): which transactions were aborted by a marker
 * in it, in the order of the markers. Readers of committed records learn from it what to skip. It has
 * no file until the first entry.
 */
export class TransactionIndex {
  private readonly file: TransactionIndexFile;

  constructor(file: TransactionIndexFile) {
    this.file = file;
  }

  get entries(): readonly AbortedTxn[] {
    return this.file.read();
  }

  append(aborted: AbortedTxn): void {
    const { entries } = this;
    const last = entries.at(-1)?.lastOffset ?? -1;
    assert(
      aborted.lastOffset > last,
      "markers of aborted transactions are in the order of offsets",
    );
    this.file.write([...entries, aborted]);
  }

  /** The aborted transactions that have something from `fetchOffset` to below `upperBoundOffset`. */
  collectAbortedTxns(fetchOffset: number, upperBoundOffset: number): TxnIndexSearchResult {
    const abortedTransactions: AbortedTxn[] = [];
    for (const aborted of this.entries) {
      const { firstOffset, lastOffset, lastStableOffset } = aborted;
      if (lastOffset >= fetchOffset && firstOffset < upperBoundOffset) {
        abortedTransactions.push(aborted);
      }
      if (lastStableOffset >= upperBoundOffset) return { abortedTransactions, isComplete: true };
    }
    return { abortedTransactions, isComplete: false };
  }

  /** Drops those whose marker lies at or after `offset`. */
  truncateTo(offset: number): void {
    const { entries } = this;
    const kept = entries.filter(({ lastOffset }) => lastOffset < offset);
    if (kept.length < entries.length) this.file.write(kept);
  }

  reset(): void {
    if (this.entries.length > 0) this.file.write([]);
  }
}
