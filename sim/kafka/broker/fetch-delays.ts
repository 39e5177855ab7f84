import type { Host } from "../../kernel/host.ts";
import type { Micros } from "../../kernel/time.ts";
import type { PartitionFetchState } from "./partition-fetch-state.ts";

/** The partitions of a fetcher that wait after an error (`AbstractFetcherThread.delayPartitions`). */
export class FetchDelays {
  private readonly host: Host;
  private readonly backoffUs: Micros;
  private delayed: PartitionFetchState[] = [];

  constructor(host: Host, backoffUs: Micros) {
    this.host = host;
    this.backoffUs = backoffUs;
  }

  /** Lets one wait, unless it does already. Returns whether it begins to. */
  add(state: PartitionFetchState): boolean {
    if (state.delayedUntilUs > 0) return false;
    state.delayedUntilUs = this.host.monotonicUs() + this.backoffUs;
    this.delayed.push(state);
    return true;
  }

  /** Ends the waits that are over, and returns whose they were. */
  end(): readonly PartitionFetchState[] {
    if (this.delayed.length === 0) return NOBODY;
    const nowUs = this.host.monotonicUs();
    const ended = this.delayed.filter(({ delayedUntilUs }) => delayedUntilUs <= nowUs);
    if (ended.length === 0) return NOBODY;
    this.delayed = this.delayed.filter(({ delayedUntilUs }) => delayedUntilUs > nowUs);
    for (const state of ended) state.delayedUntilUs = 0;
    return ended;
  }
}

const NOBODY: readonly PartitionFetchState[] = [];
