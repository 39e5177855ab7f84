import type { RecordBatch } from "../../record/record-batch.ts";
import type { AbortedTxn } from "../transaction-index.ts";

interface OngoingAborted {
  readonly aborted: AbortedTxn;
  /** Whether something of it is still in the log. */
  isObserved: boolean;
}

/**
 * What is known of transactions while a cleaner goes through a log (`CleanedTransactionMetadata`): which
 * batches belong to aborted ones, and which markers still have records. It also finds out which
 * entries the index of a cleaned segment keeps.
 */
export class CleanedTransactions {
  private readonly committed = new Set<number>();
  private readonly aborted = new Map<number, OngoingAborted>();
  /** Not yet met; by their first offsets, the earliest first. */
  private waiting: readonly AbortedTxn[] = [];
  private retained: AbortedTxn[] = [];

  addAbortedTransactions(transactions: readonly AbortedTxn[]): void {
    this.waiting = [...this.waiting, ...transactions].sort(
      (x, y) => x.firstOffset - y.firstOffset || x.lastOffset - y.lastOffset,
    );
  }

  /** The entries for the index of the cleaned segment, since the last call. */
  takeRetained(): readonly AbortedTxn[] {
    const { retained } = this;
    this.retained = [];
    return retained;
  }

  /** A marker was met. True: none of its transaction's records is left, nor any emptied batch of it. */
  onControlBatchRead(batch: RecordBatch): boolean {
    this.consumeAbortedUpTo(batch.lastOffset);
    const { marker, producerId, records } = batch;
    // A marker that was emptied before.
    if (marker === null || records.length === 0) return true;
    if (marker.type === "COMMIT") return !this.committed.delete(producerId);
    const ongoing = this.aborted.get(producerId);
    this.aborted.delete(producerId);
    if (ongoing === undefined || !ongoing.isObserved) return true;
    this.retained.push(ongoing.aborted);
    return false;
  }

  /** Another batch was met. True: it belongs to an aborted transaction. */
  onBatchRead({ lastOffset, isTransactional, producerId }: RecordBatch): boolean {
    this.consumeAbortedUpTo(lastOffset);
    if (!isTransactional) return false;
    const ongoing = this.aborted.get(producerId);
    if (ongoing === undefined) {
      this.committed.add(producerId);
      return false;
    }
    ongoing.isObserved = true;
    return true;
  }

  private consumeAbortedUpTo(offset: number): void {
    const count = this.waiting.findIndex(({ firstOffset }) => firstOffset > offset);
    const begun = count < 0 ? this.waiting : this.waiting.slice(0, count);
    if (begun.length === 0) return;
    this.waiting = this.waiting.slice(begun.length);
    for (const aborted of begun) {
      // The transaction may be met again, in the next segment.
      if (this.aborted.has(aborted.producerId)) continue;
      this.aborted.set(aborted.producerId, { aborted, isObserved: false });
    }
  }
}
