import type { ErrorCode } from "../../errors.ts";
import { Errors } from "../../errors.ts";
import { type FetchPartition, NO_LEADER } from "../../messages.ts";
import type { PartitionState } from "./partition-state.ts";

const NO_SESSION = 0;
const INITIAL_EPOCH = 0;
/** Asks for no session. */
const FINAL_EPOCH = -1;
const EPOCH_LIMIT = 2_147_483_647;
const NO_OFFSET = -1;
const NO_EPOCH = -1;

/** What is fetched from one node and which of it the node already knows (`FetchSessionHandler`, KIP-227). */
export class FetchSession {
  readonly node: number;
  sessionId = NO_SESSION;
  /** 0: the next request is a full one. */
  epoch = INITIAL_EPOCH;
  /** A fetch is on its way. */
  pending = false;
  /** How many partitions are to be fetched from the node now. */
  wanted = 0;
  /** Partitions of which the node may have to be told. */
  dirty: PartitionState[] = [];
  /** What the node was told last, by partition. */
  private readonly sent = new Map<number, FetchPartition>();
  private readonly keeps: boolean;
  private readonly maxPartitionBytes: number;
  private readonly sendsEpochs: boolean;

  /**
   * @param keeps false: every request is full, and none asks for a session
   * @param sendsEpochs fetches name the leader epoch that the consumer knows (KIP-320)
   */
  constructor(node: number, keeps: boolean, maxPartitionBytes: number, sendsEpochs: boolean) {
    this.node = node;
    this.keeps = keeps;
    this.maxPartitionBytes = maxPartitionBytes;
    this.sendsEpochs = sendsEpochs;
  }

  /** What the next request says of the session. */
  get requestEpoch(): number {
    return this.keeps ? this.epoch : FINAL_EPOCH;
  }

  get isFull(): boolean {
    return this.epoch === INITIAL_EPOCH;
  }

  /** The offset at which the node was last asked for a partition; -1 when it is not in the session. */
  fetchOffset(tp: number): number {
    return this.sent.get(tp)?.fetchOffset ?? NO_OFFSET;
  }

  /** All partitions of a full request. */
  full(partitions: readonly PartitionState[]): FetchPartition[] {
    this.sent.clear();
    this.dirty = [];
    const named: FetchPartition[] = [];
    for (const partition of partitions) {
      if (partition.fetchNode === this.node) named.push(this.name(partition));
    }
    return named;
  }

  /** Partitions that changed; those that left go to `forgotten`. */
  incremental(forgotten: number[]): FetchPartition[] {
    const named: FetchPartition[] = [];
    const { dirty } = this;
    if (dirty.length === 0) return named;
    for (let i = 0; i < dirty.length; i++) {
      const { tp, fetchNode } = dirty[i] as PartitionState;
      if (fetchNode !== this.node && this.sent.delete(tp)) forgotten.push(tp);
    }
    for (let i = 0; i < dirty.length; i++) {
      const partition = dirty[i] as PartitionState;
      if (partition.fetchNode !== this.node) continue;
      const { tp } = partition;
      const known = this.sent.get(tp);
      // Assigned anew: what is named is not forgotten as well.
      const back = forgotten.indexOf(tp);
      if (back >= 0) forgotten.splice(back, 1);
      if (
        known?.fetchOffset !== partition.offset ||
        known.currentLeaderEpoch !== this.epochOf(partition)
      ) {
        named.push(this.name(partition));
      }
    }
    this.dirty = [];
    return named;
  }

  /** The node answered; false when the answer carries nothing but the end of the session. */
  handleResponse(error: ErrorCode, sessionId: number): boolean {
    this.pending = false;
    if (error === Errors.FETCH_SESSION_ID_NOT_FOUND) {
      this.sessionId = NO_SESSION;
      this.epoch = INITIAL_EPOCH;
    } else if (error !== Errors.NONE) {
      this.epoch = INITIAL_EPOCH;
    } else if (sessionId === NO_SESSION) {
      this.sessionId = NO_SESSION;
      this.epoch = INITIAL_EPOCH;
    } else {
      this.sessionId = sessionId;
      this.epoch = this.epoch === EPOCH_LIMIT ? 1 : this.epoch + 1;
    }
    return error === Errors.NONE;
  }

  /** The request was lost: the next one closes the session and opens another. */
  handleDisconnect(): void {
    this.pending = false;
    this.epoch = INITIAL_EPOCH;
  }

  private epochOf({ leaderEpoch }: PartitionState): number {
    return this.sendsEpochs ? leaderEpoch : NO_EPOCH;
  }

  private name(partition: PartitionState): FetchPartition {
    const named: FetchPartition = {
      tp: partition.tp,
      fetchOffset: partition.offset,
      logStartOffset: NO_OFFSET,
      currentLeaderEpoch: this.epochOf(partition),
      lastFetchedEpoch: NO_EPOCH,
      maxBytes: this.maxPartitionBytes,
    };
    this.sent.set(partition.tp, named);
    return named;
  }
}

/** A partition that nobody is asked for. */
export const NO_NODE = NO_LEADER;
