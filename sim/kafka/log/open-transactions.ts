/** A transaction in one log: of whom, and where it begins and ends there. */
export interface Transaction {
  readonly producerId: number;
  readonly firstOffset: number;
  /** Offset of its marker; -1 while it is undecided. */
  readonly lastOffset: number;
}

/**
 * The transactions that keep a reader of committed records waiting: those that are undecided, and those
 * whose marker is not yet below the HW (`ongoingTxns` and `unreplicatedTxns` of `ProducerStateManager`).
 * Both lists are in the order of the first offsets.
 */
export class OpenTransactions {
  private ongoing: readonly Transaction[] = NONE;
  private unreplicated: readonly Transaction[] = NONE;

  /** True when no marker waits for the HW. */
  get allReplicated(): boolean {
    return this.unreplicated.length === 0;
  }

  /** The undecided one that begins first. */
  get firstUndecided(): Transaction | null {
    return this.ongoing[0] ?? null;
  }

  /** Where the earliest undecided transaction begins; -1 when there is none. */
  get firstUndecidedOffset(): number {
    return this.ongoing[0]?.firstOffset ?? -1;
  }

  /** The first offset whose fate is not known to all replicas of the ISR; -1 when there is none. */
  get firstUnstableOffset(): number {
    const undecided = this.firstUndecidedOffset;
    const unreplicated = this.unreplicated[0]?.firstOffset ?? -1;
    if (undecided < 0 || unreplicated < 0) return Math.max(undecided, unreplicated);
    return Math.min(undecided, unreplicated);
  }

  /** Where the earliest undecided transaction of another producer begins; -1 when there is none. */
  firstUndecidedOffsetBesides(producerId: number): number {
    return this.ongoing.find((txn) => txn.producerId !== producerId)?.firstOffset ?? -1;
  }

  begin(producerId: number, firstOffset: number): void {
    this.ongoing = inserted(this.ongoing, { producerId, firstOffset, lastOffset: -1 });
  }

  /** A marker at `lastOffset` decided the transaction that begins at `firstOffset`. */
  complete(firstOffset: number, lastOffset: number): void {
    const decided = this.ongoing.find((txn) => txn.firstOffset === firstOffset);
    if (decided === undefined) return;
    this.ongoing = this.ongoing.filter((txn) => txn !== decided);
    this.unreplicated = inserted(this.unreplicated, { ...decided, lastOffset });
  }

  /** Forgets those whose markers lie below `offset`: the HW, or the start of the log. */
  removeUnreplicated(offset: number): void {
    if (this.unreplicated.length === 0) return;
    if (this.unreplicated.every(({ lastOffset }) => lastOffset >= offset)) return;
    this.unreplicated = this.unreplicated.filter(({ lastOffset }) => lastOffset >= offset);
  }

  /** Forgets the undecided ones of a producer that is no longer known. */
  removeUndecidedOf(producerId: number): void {
    this.ongoing = this.ongoing.filter((txn) => txn.producerId !== producerId);
  }

  clear(): void {
    this.ongoing = NONE;
    this.unreplicated = NONE;
  }
}

const NONE: readonly Transaction[] = [];

function inserted(list: readonly Transaction[], txn: Transaction): readonly Transaction[] {
  return [...list, txn].sort((x, y) => x.firstOffset - y.firstOffset);
}
