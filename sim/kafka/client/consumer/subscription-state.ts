import type { Host } from "../../../kernel/host.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { KafkaNames } from "../../context.ts";
import { FACT_POSITION } from "../../facts.ts";
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
  buffered: CompletedFetch | null = null;
  /** The node from which it is to be fetched now; -1 is none. */
  fetchNode = NO_LEADER;
  /** It is in the list of changed partitions. */
  changed = false;

  constructor(tp: number) {
    this.tp = tp;
  }
}

/** The assigned partitions and their positions (`SubscriptionState`, assignment by hand). */
export class SubscriptionState {
  readonly partitions: readonly PartitionState[];
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly byTp: (PartitionState | undefined)[] = [];
  /** Partitions whose fetches must be looked at again. */
  private changed: PartitionState[] = [];
  private fetching = 0;

  /** @param assignment names such as `orders-0` */
  constructor(host: Host, names: KafkaNames, assignment: readonly string[]) {
    this.host = host;
    this.names = names;
    this.partitions = assignment.map((name) => {
      const at = name.lastIndexOf("-");
      const tp = names.topicPartitions.id(name.slice(0, at), Number(name.slice(at + 1)));
      return new PartitionState(tp);
    });
    for (const partition of this.partitions) {
      while (this.byTp.length <= partition.tp) this.byTp.push(undefined);
      this.byTp[partition.tp] = partition;
    }
  }

  /** Topics of the assignment. */
  get topics(): string[] {
    const { topicPartitions } = this.names;
    return [...new Set(this.partitions.map(({ tp }) => topicPartitions.topic(tp)))];
  }

  /** Whether every partition has a valid position. */
  get hasAllFetchPositions(): boolean {
    return this.fetching === this.partitions.length;
  }

  partition(tp: number): PartitionState | undefined {
    return this.byTp[tp];
  }

  /** The position is to be found by the reset policy. */
  requestOffsetReset(partition: PartitionState): void {
    this.transition(partition, AWAIT_RESET);
  }

  /** The position is this, and nothing is known against it. */
  seekValidated(partition: PartitionState, offset: number, offsetEpoch: number): void {
    this.transition(partition, FETCHING);
    this.setPosition(partition, offset, offsetEpoch);
  }

  /** The application got everything before `offset`. */
  advance(partition: PartitionState, offset: number, offsetEpoch: number): void {
    this.setPosition(partition, offset, offsetEpoch);
    this.touch(partition);
  }

  completeValidation(partition: PartitionState): void {
    this.transition(partition, FETCHING);
  }

  /**
   * Metadata names that leader. A position that has an epoch must be validated against a new leader
   * epoch, for the log may have been truncated (KIP-320).
   */
  maybeValidatePosition(partition: PartitionState, leader: number, leaderEpoch: number): void {
    const { state, offsetEpoch } = partition;
    if (state === INITIALIZING || state === AWAIT_RESET || leader === NO_LEADER) return;
    if (partition.leader === leader && partition.leaderEpoch === leaderEpoch) return;
    partition.leader = leader;
    partition.leaderEpoch = leaderEpoch;
    const known = offsetEpoch !== NO_LEADER_EPOCH && leaderEpoch !== NO_LEADER_EPOCH;
    this.transition(partition, known ? AWAIT_VALIDATION : FETCHING);
  }

  setBuffered(partition: PartitionState, completed: CompletedFetch | null): void {
    partition.buffered = completed;
    this.touch(partition);
  }

  /** Hands out the partitions that changed since it was last called. */
  takeChanged(): readonly PartitionState[] {
    const { changed } = this;
    if (changed.length === 0) return changed;
    for (const partition of changed) partition.changed = false;
    this.changed = [];
    return changed;
  }

  private transition(partition: PartitionState, state: number): void {
    if (partition.state === FETCHING) this.fetching--;
    if (state === FETCHING) this.fetching++;
    partition.state = state;
    partition.nextRetryUs = 0;
    this.touch(partition);
  }

  private touch(partition: PartitionState): void {
    if (partition.changed) return;
    partition.changed = true;
    this.changed.push(partition);
  }

  private setPosition(partition: PartitionState, offset: number, offsetEpoch: number): void {
    partition.offset = offset;
    partition.offsetEpoch = offsetEpoch;
    const tp = this.names.topicPartitions.text(partition.tp);
    this.host.simulation.facts.add(FACT_POSITION, this.host.index, tp, offset);
  }
}
