import type { Micros } from "../../kernel/time.ts";
import type { Partition } from "./partition.ts";
import type { ReplicaFetcher } from "./replica-fetcher.ts";

/** How a follower's replica is fetched (`PartitionFetchState`). */
export class PartitionFetchState {
  readonly fetcher: ReplicaFetcher;
  readonly partition: Partition;
  readonly currentLeaderEpoch: number;
  fetchOffset: number;
  /** Epoch of the last record in its log; -1 when that is not known. */
  lastFetchedEpoch: number;
  /** It must truncate to `fetchOffset` before it fetches: its log has no epochs. */
  truncating: boolean;
  /** Monotonic time until which it is not fetched after an error; 0 when it is not delayed. */
  delayedUntilUs: Micros = 0;

  constructor(
    fetcher: ReplicaFetcher,
    partition: Partition,
    currentLeaderEpoch: number,
    fetchOffset: number,
    lastFetchedEpoch: number,
    truncating: boolean,
  ) {
    this.fetcher = fetcher;
    this.partition = partition;
    this.currentLeaderEpoch = currentLeaderEpoch;
    this.fetchOffset = fetchOffset;
    this.lastFetchedEpoch = lastFetchedEpoch;
    this.truncating = truncating;
  }

  get isReadyForFetch(): boolean {
    return !this.truncating && this.delayedUntilUs === 0;
  }
}
