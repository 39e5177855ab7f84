import { Errors } from "../errors.ts";
import type { FetchPartition, FetchResponse } from "../messages.ts";
import { NO_SESSION } from "./fetch-session.ts";

const INT_MAX = 2_147_483_647;
/** Asks for no session, and ends the one there is. */
const FINAL_EPOCH = -1;

/** What a fetch request names of its session. */
export interface FetchRequestData {
  readonly sessionId: number;
  readonly sessionEpoch: number;
  readonly partitions: readonly FetchPartition[];
  readonly forgotten: readonly number[];
}

/** A fetcher's side of an incremental fetch session with one broker (`FetchSessionHandler`, KIP-227). */
export class FetchSessionHandler {
  private readonly incremental: boolean;
  sessionId = NO_SESSION;
  /** 0: the next request is full and asks for a session. */
  sessionEpoch = 0;
  /** What was last asked for, by id of the topic-partition. */
  private readonly requested = new Map<number, FetchPartition>();

  /** @param incremental false: every request is full, and none asks for a session */
  constructor(incremental: boolean) {
    this.incremental = incremental;
  }

  get isFull(): boolean {
    return this.sessionEpoch === 0;
  }

  /** Partitions in the session. */
  get size(): number {
    return this.requested.size;
  }

  /** What was last asked for of a partition, if it is in the session. */
  request(tp: number): FetchPartition | undefined {
    return this.requested.get(tp);
  }

  /** The next request, full, for all these partitions. */
  buildFull(partitions: readonly FetchPartition[]): FetchRequestData {
    this.requested.clear();
    for (const partition of partitions) this.requested.set(partition.tp, partition);
    const { sessionId } = this;
    const sessionEpoch = this.incremental ? this.sessionEpoch : FINAL_EPOCH;
    return { sessionId, sessionEpoch, partitions, forgotten: NONE };
  }

  /** The next request, of what may have changed and of what is no longer fetched. */
  buildIncremental(
    candidates: readonly FetchPartition[],
    leaving: readonly number[],
  ): FetchRequestData {
    const partitions: FetchPartition[] = [];
    for (let i = 0; i < candidates.length; i++) {
      const candidate = candidates[i] as FetchPartition;
      const known = this.requested.get(candidate.tp);
      if (known !== undefined && isSame(known, candidate)) continue;
      this.requested.set(candidate.tp, candidate);
      partitions.push(candidate);
    }
    let forgotten: number[] | null = null;
    for (let i = 0; i < leaving.length; i++) {
      const tp = leaving[i] as number;
      if (!this.requested.delete(tp)) continue;
      if (forgotten === null) forgotten = [tp];
      else forgotten.push(tp);
    }
    const { sessionId, sessionEpoch } = this;
    return { sessionId, sessionEpoch, partitions, forgotten: forgotten ?? NONE };
  }

  /** Notes a response. False when its partitions cannot be used. */
  handleResponse(response: FetchResponse): boolean {
    if (response.error !== Errors.NONE) {
      if (response.error === Errors.FETCH_SESSION_ID_NOT_FOUND) this.sessionId = NO_SESSION;
      this.sessionEpoch = 0;
      return false;
    }
    const wasFull = this.isFull;
    if (!this.fits(response, wasFull)) {
      if (wasFull) this.sessionId = NO_SESSION;
      this.sessionEpoch = 0;
      return false;
    }
    this.sessionId = response.sessionId;
    if (response.sessionId === NO_SESSION) this.sessionEpoch = 0;
    else this.sessionEpoch = wasFull || this.sessionEpoch === INT_MAX ? 1 : this.sessionEpoch + 1;
    return true;
  }

  /** After a network error the next request closes the session and asks for a new one. */
  handleError(): void {
    this.sessionEpoch = 0;
  }

  private fits({ partitions }: FetchResponse, wasFull: boolean): boolean {
    if (wasFull && partitions.length !== this.requested.size) return false;
    for (let i = 0; i < partitions.length; i++) {
      if (!this.requested.has((partitions[i] as { readonly tp: number }).tp)) return false;
    }
    return true;
  }
}

const NONE: readonly number[] = [];

function isSame(x: FetchPartition, y: FetchPartition): boolean {
  return (
    x.fetchOffset === y.fetchOffset &&
    x.currentLeaderEpoch === y.currentLeaderEpoch &&
    x.lastFetchedEpoch === y.lastFetchedEpoch &&
    x.logStartOffset === y.logStartOffset &&
    x.maxBytes === y.maxBytes
  );
}
