import { ROLE_FOLLOWER, ROLE_LEADER } from "../kafka/facts.ts";
import { TRUNCATION_REASONS } from "../kafka/log/truncation-reasons.ts";
import {
  batchAt,
  type CopyOf,
  isrAt,
  lastDropOf,
  roleAt,
  roleBefore,
  roleInEpoch,
} from "./copies.ts";
import { lastOf } from "./last-of.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { HistoryEntryOf } from "./model/history.ts";
import type { Commit, PartitionModel, ReplicaModel } from "./model/partition-model.ts";
import type { LoggedBatch } from "./model/replica-log.ts";
import type { Software } from "./software.ts";
import type { FlawCode, OpenFlawCode, Told } from "./told.ts";

/** A flaw of Kafka's protocol that showed, repaired or not. */
export interface ShownFlaw {
  readonly event: number;
  readonly told: Told<FlawCode | OpenFlawCode>;
}

/** One that was repaired. */
export interface Flaw extends ShownFlaw {
  /** A KIP or a JIRA. */
  readonly fix: string;
  readonly told: Told<FlawCode>;
}

/** By whom and when a record was committed. */
export type CommitOf = Pick<Commit, "leader" | "leaderEpoch" | "isr" | "event">;

/** How a leader came to count a replica among its ISR, or among those who have a record. */
interface Counted {
  readonly event: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  /** When it joined the ISR, and where its log ended then; null when it was a member all along. */
  readonly joined: { readonly timeUs: number; readonly logEndOffset: number } | null;
}

type Role = HistoryEntryOf<"role">;
type Truncation = HistoryEntryOf<"truncation">;
type Compaction = HistoryEntryOf<"compaction">;

const { TO_HIGH_WATERMARK, DIVERGES, STARTS_OVER } = TRUNCATION_REASONS;

/**
 * Finds out, from what happened to a copy, which known flaw of Kafka's replication made a replica lack
 * a record that was committed. What a broker's version cannot do wrong is never blamed on it.
 */
export class Flaws {
  private readonly model: ClusterModel;
  private readonly software: Software;

  constructor(model: ClusterModel, software: Software) {
    this.model = model;
    this.software = software;
  }

  /**
   * Why a replica that was counted as having a committed record does not have it; null when no known
   * flaw explains it.
   * @param until the event at which it lacked the record
   */
  ofMissing(replica: ReplicaModel, record: CopyOf, commit: CommitOf, until: number): Flaw | null {
    const former = this.ofFormerRecords(replica, record, until);
    if (former !== null) return former;
    const compaction = this.ofCompaction(replica, record, until);
    if (compaction !== null) return compaction;
    const drop = lastDropOf(this.model, replica, record, until);
    if (drop !== undefined) return this.ofTruncation(drop, record.offset, commit);
    const { partition, broker } = replica;
    const known = this.whenCounted(replica, commit, until);
    const role = roleAt(this.model, partition, broker, known?.event ?? until);
    if (role === undefined || role.role !== ROLE_FOLLOWER) return null;
    const { leader } = role;
    // What nobody counted yet it fetched from its leader, in whatever epoch that one was.
    const led = roleAt(this.model, partition, leader, until);
    const leaderEpoch = led?.role === ROLE_LEADER ? led.leaderEpoch : role.leaderEpoch;
    const counted = known ?? { event: until, leader, leaderEpoch, joined: null };
    const other = batchAt(this.model, replica, record.offset, counted.event);
    if (other === undefined) {
      const dropped = this.ofDroppedDivergence(replica, record.offset, counted);
      return dropped ?? this.ofJoining(replica, record.offset, counted);
    }
    return (
      this.ofOtherEpoch(role, counted) ??
      this.ofMissedEpoch(role, other) ??
      this.ofKeptRecords(role, other, record.offset, counted)
    );
  }

  /**
   * What repaired that consumers could read a record that was never committed; null when none of the
   * brokers that had it can have given it to them.
   */
  ofUncommittedRead(partition: PartitionModel, batch: number): string | null {
    const { event } = this.model;
    const mayTell = ({ broker, log }: ReplicaModel) =>
      log.everHad(batch) && this.switchesAt(broker, event)?.["KAFKA-9196"] === true;
    return partition.replicas.some(mayTell) ? "KAFKA-9196" : null;
  }

  /**
   * Its broker, or else the one that has the record, kept the log of a deleted partition of this name. No
   * broker here has ids of topics.
   */
  private ofFormerRecords(replica: ReplicaModel, record: CopyOf, until: number): Flaw | null {
    const { partition, broker } = replica;
    if (partition.previous === null) return null;
    const isFormer = (batch: number) => partition.whereWritten(batch) !== partition;
    const other = batchAt(this.model, replica, record.offset, until);
    const holder = isFormer(record.batch)
      ? partition.replicas.find(({ log }) => log.everHad(record.batch))?.broker
      : other !== undefined && isFormer(other.batch)
        ? broker
        : undefined;
    if (holder === undefined) return null;
    const args = { broker: holder, partition: partition.name, offset: record.offset };
    return { fix: "KIP-516", event: until, told: { code: "why.formerRecords", args } };
  }

  /**
   * Its cleaner removed the record for the sake of one that was not committed, and that it dropped later.
   * What compaction takes for the sake of a record that stays is not missed.
   */
  private ofCompaction(replica: ReplicaModel, { offset }: CopyOf, until: number): Flaw | null {
    const { partition, broker } = replica;
    const removal = this.model.history
      .filter(
        (entry): entry is Compaction =>
          entry.type === "compaction" &&
          entry.partition === partition &&
          entry.broker === broker &&
          entry.event <= until &&
          entry.offsets.some(([from, end]) => from <= offset && offset < end),
      )
      .at(-1);
    if (removal === undefined) return null;
    const { event, timeUs } = removal;
    const bound = this.switchesAt(broker, event)?.cleanerBound ?? "lastStableOffset";
    if (bound === "lastStableOffset") return null;
    const args = { broker, offset, timeUs };
    return { fix: "KAFKA-13194", event, told: { code: "why.compactedAboveHighWatermark", args } };
  }

  /** It had the record and dropped it; what a power loss took bears no reason of a follower. */
  private ofTruncation(drop: Truncation, offset: number, commit: CommitOf): Flaw | null {
    const { broker, event, timeUs, to, leader, leaderEpoch, leadersEpoch } = drop;
    if (drop.reason === STARTS_OVER) {
      const args = { broker, leader, timeUs };
      return { fix: "KAFKA-2143", event, told: { code: "why.startedOver", args } };
    }
    if (drop.reason === TO_HIGH_WATERMARK && drop.lastRecordEpoch < 0) {
      const args = { broker, offset: to, leader, timeUs };
      return { fix: "KIP-101", event, told: { code: "why.truncatedToHighWatermark", args } };
    }
    const leaderIsBehind = leadersEpoch < drop.lastRecordEpoch;
    if (drop.reason === TO_HIGH_WATERMARK && !leaderIsBehind) {
      if (this.switchesAt(leader, event)?.makeLeaderAssignsEpoch !== false) return null;
      const args = { broker, offset: to, leader, leaderEpoch: leadersEpoch, timeUs };
      return { fix: "KAFKA-7415", event, told: { code: "why.leaderWithoutEpoch", args } };
    }
    // The leader had the same batch, written anew in its own epoch.
    if (drop.reason === DIVERGES && leadersEpoch === commit.leaderEpoch) {
      const counted = this.ofCountedDivergence(broker, offset, leader, event);
      if (counted !== null) return counted;
    }
    // It followed in another epoch than the leader it asked, or than the one who committed the record.
    const isUnfenced = leadersEpoch !== leaderEpoch || leaderEpoch < commit.leaderEpoch;
    const isOfEpochs = drop.reason === DIVERGES || drop.reason === TO_HIGH_WATERMARK;
    if (!isOfEpochs || !isUnfenced || !this.mayMixEpochs(broker, event)) return null;
    const args = { broker, leaderEpoch, leader, leadersEpoch, offset: to, timeUs };
    return { fix: "KIP-320", event, told: { code: "why.truncatedInOtherEpoch", args } };
  }

  /** Its log ended before the record, and it was let into the ISR. */
  private ofJoining(replica: ReplicaModel, offset: number, counted: Counted): Flaw | null {
    const { event, leader, leaderEpoch, joined } = counted;
    const { partition, broker } = replica;
    const began = roleInEpoch(this.model, partition, leader, leaderEpoch);
    if (joined === null || began === undefined) return null;
    const { timeUs, logEndOffset } = joined;
    if (logEndOffset > offset || logEndOffset >= began.logEndOffset) return null;
    if (this.switchesAt(leader, event)?.expandNeedsEpochStart !== false) return null;
    const epochStart = began.logEndOffset;
    const args = { broker, logEndOffset, leader, leaderEpoch, epochStart, timeUs };
    return { fix: "KAFKA-7128", event, told: { code: "why.joinedBeforeEpochStart", args } };
  }

  /** It fetched in an older epoch than its leader lived in. */
  private ofOtherEpoch(role: Role, counted: Counted): Flaw | null {
    const { event, leader, leaderEpoch } = counted;
    const { broker, leaderEpoch: ownEpoch } = role;
    if (ownEpoch >= leaderEpoch || !this.mayMixEpochs(leader, event)) return null;
    const args = { broker, ownEpoch, leader, leaderEpoch };
    return { fix: "KIP-320", event, told: { code: "why.countedInOtherEpoch", args } };
  }

  /** It went on fetching from the same broker though others had led in between. */
  private ofMissedEpoch(role: Role, other: LoggedBatch): Flaw | null {
    const { broker, event, timeUs, leader, leaderEpoch } = role;
    const before = roleBefore(this.model, role);
    if (before === undefined || before.role !== ROLE_FOLLOWER || before.leader !== leader)
      return null;
    const ownEpoch = before.leaderEpoch;
    if (leaderEpoch <= ownEpoch + 1 || other.event >= event) return null;
    if (this.switchesAt(broker, event)?.makeFollowerSkip !== "sameLeader") return null;
    const args = { broker, ownEpoch, leader, leaderEpoch, timeUs };
    return { fix: "KAFKA-7164", event, told: { code: "why.missedEpoch", args } };
  }

  /** It lived in its leader's epoch with other records, which it had kept on becoming a follower. */
  private ofKeptRecords(
    role: Role,
    other: LoggedBatch,
    offset: number,
    counted: Counted,
  ): Flaw | null {
    const { broker, event, timeUs } = role;
    const { leader } = counted;
    if (other.event >= event) return null;
    const args = { broker, offset, leader, timeUs };
    const truncation = this.switchesAt(broker, event)?.truncation;
    if (truncation === "hw") {
      return { fix: "KIP-101", event, told: { code: "why.keptBelowHighWatermark", args } };
    }
    if (truncation === "kip101") {
      return { fix: "KIP-279", event, told: { code: "why.keptOwnEpoch", args } };
    }
    return this.ofCountedDivergence(broker, offset, leader, counted.event);
  }

  /** It had other records there when its leader counted its fetch, and dropped them at the answer. */
  private ofDroppedDivergence(
    replica: ReplicaModel,
    offset: number,
    { event, leader, leaderEpoch }: Counted,
  ): Flaw | null {
    const { partition, broker } = replica;
    const drop = lastOf(
      this.model.history,
      (entry): entry is Truncation =>
        entry.type === "truncation" &&
        entry.partition === partition &&
        entry.broker === broker &&
        entry.event <= event &&
        entry.to <= offset &&
        entry.reason === DIVERGES &&
        entry.leader === leader &&
        entry.leadersEpoch === leaderEpoch,
    );
    if (drop === undefined) return null;
    const other = batchAt(this.model, replica, offset, drop.event - 1);
    return other === undefined
      ? null
      : this.ofCountedDivergence(broker, offset, leader, drop.event);
  }

  /** The leader took a fetch that it answered with where the logs part for one that had its records. */
  private ofCountedDivergence(
    broker: number,
    offset: number,
    leader: number,
    event: number,
  ): Flaw | null {
    if (this.switchesAt(leader, event)?.["KAFKA-13141"] !== true) return null;
    const told = { code: "why.divergingFetchCounted", args: { broker, offset, leader } } as const;
    return { fix: "KAFKA-13141", event, told };
  }

  /**
   * The last time that it joined the ISR after the commit, or else the commit, if it was a member; null
   * when it was not, though it may have followed.
   */
  private whenCounted(replica: ReplicaModel, commit: CommitOf, until: number): Counted | null {
    const { partition, broker } = replica;
    const joining = this.lastJoining(replica, until);
    const isAfter = joining !== null && joining.event >= commit.event;
    if (isAfter || !commit.isr.includes(broker)) {
      const isMember = isrAt(this.model, partition, until).includes(broker);
      return isAfter || isMember ? joining : null;
    }
    const { event, leader, leaderEpoch } = commit;
    return { event, leader, leaderEpoch, joined: null };
  }

  /** The last time that a replica joined the ISR; null when it was there from the beginning. */
  private lastJoining({ partition, broker }: ReplicaModel, until: number): Counted | null {
    const { history } = this.model;
    for (let i = history.length - 1; i >= 0; i--) {
      const entry = history[i];
      if (entry?.type !== "truth" || entry.partition !== partition || entry.event > until) continue;
      const joined = entry.joined.find((member) => member.broker === broker);
      if (joined === undefined || entry.after === null) continue;
      const { event, timeUs } = entry;
      const { leader, leaderEpoch } = entry.after;
      const { logEndOffset } = joined;
      return { event, leader, leaderEpoch, joined: { timeUs, logEndOffset } };
    }
    return null;
  }

  private switchesAt(broker: number, event: number) {
    return this.software.switchesAt(broker, event);
  }

  /** Whether nothing tells that broker of which leader epoch a request is (before KIP-320). */
  private mayMixEpochs(broker: number, event: number): boolean {
    const known = this.software.switchesAt(broker, event) !== undefined;
    return known && !this.software.checksLeaderEpoch(broker, event);
  }
}
