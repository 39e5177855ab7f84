import type { Micros } from "../../../kernel/time.ts";
import { type FetchPartitionResponse, NO_LEADER } from "../../messages.ts";
import { NO_LEADER_EPOCH } from "../../record/record-batch.ts";

/** The states of a partition at a consumer (`SubscriptionState.FetchStates`). */
export const INITIALIZING = 0;
export const FETCHING = 1;
export const AWAIT_RESET = 2;
export const AWAIT_VALIDATION = 3;

/** Data of one partition that was fetched and not yet all returned to the application. */
export interface CompletedFetch {
  readonly data: FetchPartitionResponse;
  nextFetchOffset: number;
  batch: number;
}

/** One assigned partition (`TopicPartitionState`). */
export class PartitionState {
  readonly tp: number;
  state = INITIALIZING;
  /** The next offset to return to the application. */
  offset = -1;
  /** Leader epoch of the last record before it; -1 is unknown. */
  offsetEpoch = NO_LEADER_EPOCH;
  /** The leader and its epoch against which the position was last validated. */
  leader = NO_LEADER;
  leaderEpoch = NO_LEADER_EPOCH;
  /** No reset or validation is tried before that. */
  nextRetryUs: Micros = 0;
  /** Where a reset goes, as ListOffsets asks for it. */
  resetTimestamp = 0;
  /** While it is initializing: the coordinator holds no offset of it. */
  hasNoCommittedOffset = false;
  /** The application does not want its records now. */
  paused = false;
  /** False once it is not assigned any more: nothing of it counts then. */
  assigned = true;
  buffered: CompletedFetch | null = null;
  /** The node from which it is to be fetched now; -1 is none. */
  fetchNode = NO_LEADER;
  /** It is in the list of changed partitions. */
  changed = false;

  constructor(tp: number) {
    this.tp = tp;
  }

  /** Whether its records may be asked for and returned. */
  get isFetchable(): boolean {
    return this.state === FETCHING && this.assigned && !this.paused;
  }
}
