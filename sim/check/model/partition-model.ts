import { ROLE_LEADER, ROLE_NONE } from "../../kafka/facts.ts";
import type { PartitionTruth } from "../../trace/registry.ts";
import { Float64Column, Int32Column } from "./columns.ts";
import type { Retention } from "./history.ts";
import { PromisedRecords } from "./record-table.ts";
import { ReplicaLog } from "./replica-log.ts";

/** What an event touched of a replica or partition: bits. */
export const TOUCHED_ROLE = 1;
export const TOUCHED_HW = 2;
/** Records were appended at the end. */
export const TOUCHED_APPEND = 4;
/** Records were dropped. */
export const TOUCHED_CUT = 8;
/** The end of the log, or its start. */
export const TOUCHED_BOUNDS = 16;
export const TOUCHED_TRUTH = 32;
export const TOUCHED_ACKED = 64;
export const TOUCHED_READ = 128;
/** The ISR as a leader knows it. */
export const TOUCHED_ISR = 256;
export const TOUCHED_EPOCHS = 512;
export const TOUCHED_FETCHER = 1024;
/** Compaction took records out of the log. */
export const TOUCHED_CLEAN = 2048;
export const TOUCHED_FAILED = 4096;
/** A leader appended a batch that had been sent more than once. */
export const TOUCHED_REPEATED = 8192;

/** A replica on a broker: what facts told of it. */
export class ReplicaModel {
  readonly partition: PartitionModel;
  readonly broker: number;
  readonly log = new ReplicaLog();
  role = ROLE_NONE;
  leaderEpoch = -1;
  /** The leader of that epoch, as this broker was told; -1 unknown. */
  leader = -1;
  /** The leader epoch of the registry when the copy before this one was deleted; -1 if none was. */
  deletedInEpoch = -1;
  logStartOffset = 0;
  highWatermark = 0;
  logEndOffset = 0;
  /** As a leader: its view of the committed ISR. */
  isr: readonly number[] = [];
  /** As a leader: everybody that its high watermark waits for. */
  maximalIsr: readonly number[] = [];
  /** Its leader epoch cache: `[epoch, startOffset]`. */
  epochs: readonly (readonly number[])[] = [];
  /** Whom it is fetched from (-1: nobody), and by how many fetchers. */
  fetchesFrom = -1;
  fetchers = 0;
  /** What this event touched. */
  touched = 0;
  /** Where the log was cut in this event; Infinity when it was not. */
  cutAt = Number.POSITIVE_INFINITY;
  /** The limit by which retention deletes in this event. */
  retention: Retention | null = null;
  /** What compaction took in this event, [from, end). */
  readonly cleaned: [from: number, end: number][] = [];
  /** An append of this event that began before the end of the log; -1 when there was none. */
  appendedAt = -1;
  /** The high watermark before this event. */
  oldHighWatermark = 0;
  /** As a leader: the epoch of this leadership, and the highest high watermark in it. */
  leadershipEpoch = -1;
  leadershipHighWatermark = 0;

  constructor(partition: PartitionModel, broker: number) {
    this.partition = partition;
    this.broker = broker;
  }

  /** Whether it acts as the leader that the registry names. */
  get isCurrentLeader(): boolean {
    const { truth } = this.partition;
    return (
      this.role === ROLE_LEADER &&
      truth !== null &&
      truth.leader === this.broker &&
      truth.leaderEpoch === this.leaderEpoch
    );
  }
}

/** Offsets that became committed under one leader and one size of its ISR. */
export interface Commit {
  readonly from: number;
  to: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly isrSize: number;
  /** Its members when the first of them was committed. */
  readonly isr: readonly number[];
  /** Events of the first and of the last of them. */
  readonly event: number;
  lastEvent: number;
  /** How far each of its events went, and which they are. */
  readonly ends: Float64Column;
  readonly events: Float64Column;
}

/** The event in which a commit passed an offset. */
export function commitEvent({ ends, events, lastEvent }: Commit, offset: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ends.at(middle) <= offset) low = middle + 1;
    else high = middle;
  }
  return low < events.length ? events.at(low) : lastEvent;
}

/**
 * A partition: the registry's truth, its replicas, and what was promised of it. One that is created again
 * after it was deleted is another partition, of the same name.
 */
export class PartitionModel {
  /** In the order in which a run first names them. */
  readonly id: number;
  readonly name: string;
  readonly topic: string;
  /** Another partition of that name, which was deleted before this one was created; null for none. */
  readonly previous: PartitionModel | null;
  /** When it was deleted; null while it was not. */
  deletion: { readonly event: number; readonly timeUs: number } | null = null;
  truth: PartitionTruth | null = null;
  zkVersion = -1;
  /** The truth and version before this event. */
  oldTruth: PartitionTruth | null = null;
  oldZkVersion = -1;
  readonly replicas: ReplicaModel[] = [];
  readonly acked = new PromisedRecords();
  readonly read = new PromisedRecords();
  readonly commits: Commit[] = [];
  /** Rows of the records that were acknowledged, and read, in this event. */
  readonly newlyAcked = new Int32Column();
  readonly newlyRead = new Int32Column();
  /** Rows of the records of which a producer said in this event that they are not written. */
  readonly newlyFailed = new Int32Column();
  /** Offsets of `newlyRead`. */
  readonly newlyReadOffsets = new Float64Column();
  /** Positions of consumers, by the index of their host. */
  readonly positions = new Map<number, number>();
  touched = 0;
  /** The leader that promises were last checked against. */
  checkedLeader: ReplicaModel | null = null;
  checkedEpoch = -1;

  constructor(id: number, name: string, previous: PartitionModel | null) {
    this.id = id;
    this.name = name;
    this.previous = previous;
    this.topic = name.slice(0, name.lastIndexOf("-"));
  }

  replica(broker: number): ReplicaModel {
    for (let i = 0; i < this.replicas.length; i++) {
      const replica = this.replicas[i] as ReplicaModel;
      if (replica.broker === broker) return replica;
    }
    const replica = new ReplicaModel(this, broker);
    this.replicas.push(replica);
    return replica;
  }

  /** The replica on a broker, or undefined. */
  knownReplica(broker: number): ReplicaModel | undefined {
    return this.replicas.find((replica) => replica.broker === broker);
  }

  /** Whether compaction has been at any replica. */
  hasGaps(): boolean {
    return this.replicas.some(({ log }) => log.gaps.length > 0);
  }

  /** Consumers that have not come as far as an offset, and where they are. */
  consumersBefore(
    offset: number,
  ): readonly { readonly client: number; readonly position: number }[] {
    const found = [...this.positions].map(([client, position]) => ({ client, position }));
    return found.filter(({ position }) => position < offset);
  }

  /** The partition of this name into whose log a batch went: mostly this, or else an earlier one. */
  whereWritten(batch: number): PartitionModel {
    let written: PartitionModel = this;
    for (let earlier = this.previous; earlier !== null; earlier = earlier.previous) {
      if (earlier.replicas.some(({ log }) => log.everHad(batch))) written = earlier;
    }
    return written;
  }

  /** Takes in what a broker has left of the partition before: a broker tells them apart by name only. */
  inherit(left: ReplicaModel): void {
    const replica = this.replica(left.broker);
    for (let i = left.log.first; i < left.log.length; i++) {
      const logged = left.log.logged(i);
      replica.log.appendPart(logged.from, logged.end - logged.from, logged.base, logged);
    }
    for (const [from, end] of left.log.gaps) replica.log.clean(from, end);
    replica.role = left.role;
    replica.logStartOffset = left.logStartOffset;
    replica.logEndOffset = left.logEndOffset;
    replica.highWatermark = left.highWatermark;
    replica.oldHighWatermark = left.highWatermark;
    replica.epochs = left.epochs;
  }

  /** The replica that acts as the leader the registry names, or null. */
  currentLeader(): ReplicaModel | null {
    for (let i = 0; i < this.replicas.length; i++) {
      const replica = this.replicas[i] as ReplicaModel;
      if (replica.isCurrentLeader) return replica;
    }
    return null;
  }

  /** Notes that a leader's high watermark passed offsets. */
  commit(leader: ReplicaModel, from: number, to: number, event: number): void {
    const last = this.commits[this.commits.length - 1];
    const isrSize = leader.isr.length;
    const continues =
      last !== undefined &&
      last.to === from &&
      last.leader === leader.broker &&
      last.leaderEpoch === leader.leaderEpoch &&
      last.isrSize === isrSize;
    if (continues) {
      last.to = to;
      last.lastEvent = event;
      last.ends.push(to);
      last.events.push(event);
      return;
    }
    const { broker, leaderEpoch, isr } = leader;
    const ends = new Float64Column();
    const events = new Float64Column();
    ends.push(to);
    events.push(event);
    const by = { leader: broker, leaderEpoch, isrSize, isr };
    this.commits.push({ from, to, ...by, event, lastEvent: event, ends, events });
  }
}
