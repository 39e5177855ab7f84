import { ROLE_LEADER } from "../kafka/facts.ts";
import { batchAt, type CopyOf, heldAt, isrAt, lastDropOf, powerFailureOf } from "./copies.ts";
import { type Deletion, deletionThatTook } from "./deletions.ts";
import { type ElectionWithout, electionWithout } from "./elections.ts";
import { type Flaw, Flaws } from "./flaws.ts";
import { lastOf } from "./last-of.ts";
import { takenByCompaction } from "./log-life.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { Commit, PartitionModel, ReplicaModel } from "./model/partition-model.ts";
import { takenForRepetition } from "./reused-sequence.ts";
import type { Promises } from "./settings.ts";
import type { Software } from "./software.ts";
import { ackedAfterLoss } from "./stale-wait.ts";
import type { ClassCode, OutcomeClass, Told } from "./told.ts";

/** A class, and what it rests on. */
export interface Verdict {
  readonly class: OutcomeClass;
  readonly reason: Told<ClassCode>;
  /** The KIP or the JIRA that repaired the flaw of the protocol; null when none is known. */
  readonly fix: string | null;
  /** Where the flaw showed; null when none is known. */
  readonly flaw: Flaw | null;
}

/**
 * Judges losses and broken invariants. What the settings do not promise comes first, then what an
 * operator chose; then come known flaws of the protocol, which need no other cause, and what no setting
 * protects from. What remains is a bug that nobody knows.
 */
export class Classifier {
  private readonly model: ClusterModel;
  private readonly promises: Promises;
  private readonly software: Software;
  private readonly flaws: Flaws;
  /** Judged divergences: as long as two replicas differ, every event finds it again. */
  private readonly judged = new Map<string, Verdict>();

  constructor(model: ClusterModel, promises: Promises, software: Software) {
    this.model = model;
    this.promises = promises;
    this.software = software;
    this.flaws = new Flaws(model, software);
  }

  /** How the loss of the record that was sent to that offset is to be judged. */
  lostRecord(row: number, offset: number): Verdict {
    if (this.deletionOf(row, offset) !== null) return DELETED;
    const compacted = this.compactionOf(row, offset);
    if (compacted !== null) return compacted;
    const { acks } = this.promises.producer(this.model.hostName(this.model.table.clients.at(row)));
    if (acks === 0) return allowed({ code: "class.acks0", args: {} });
    if (acks === 1) return allowed({ code: "class.acks1", args: {} });
    if (acks > 1) return allowed({ code: "class.acksSome", args: { acks } });
    const flaw =
      takenForRepetition(this.model, this.promises, row, offset) ??
      ackedAfterLoss(this.model, this.software, row, offset);
    return flaw === null ? this.committedRecord(row, offset) : repaired(flaw);
  }

  /** The deletion of its topic that took a record; null when none did. */
  deletionOf(row: number, offset: number): Deletion | null {
    const { table, partitions } = this.model;
    const partition = partitions[table.partitions.at(row)];
    if (partition === undefined) return null;
    const base = offset - table.positions.at(row);
    return deletionThatTook(this.model, partition, { batch: table.batches.at(row), base, offset });
  }

  /** How it is to be judged that a record vanished from the offset where a consumer had read it. */
  vanishedRecord(row: number, offset: number): Verdict {
    return (
      this.compactionOf(row, offset) ??
      this.uncommittedRead(row, offset) ??
      this.committedRecord(row, offset)
    );
  }

  /** What a consumer should never have read; null when it was committed, or no known flaw gave it away. */
  private uncommittedRead(row: number, offset: number): Verdict | null {
    const { table, partitions } = this.model;
    const partition = partitions[table.partitions.at(row)];
    if (partition === undefined || this.commitOf(row, offset) !== undefined) return null;
    const fix = this.flaws.ofUncommittedRead(partition, table.batches.at(row));
    if (fix === null) return null;
    return repairedBy(fix);
  }

  /** What compaction took from the leader that it must not have taken; null when it took nothing. */
  private compactionOf(row: number, offset: number): Verdict | null {
    const { table, partitions } = this.model;
    const partition = partitions[table.partitions.at(row)];
    if (partition === undefined) return null;
    return takenByCompaction(this.model, partition, row, offset)?.verdict ?? null;
  }

  /** How it is to be judged that brokers lost what a log had committed by an event. */
  lostCommit(partition: PartitionModel | undefined, by: number): Verdict {
    if (partition === undefined) return UNEXPLAINED;
    const { commits, previous, topic, deletion } = partition;
    const deletedIn = deletion?.event ?? previous?.deletion?.event ?? -1;
    if (deletedIn > by) return DELETED;
    const isrSize = lastOf(commits, ({ event }) => event <= by)?.isrSize;
    const needed = Math.max(2, this.promises.minInsyncReplicas(topic, by));
    if (isrSize !== undefined && isrSize < needed) {
      return allowed({ code: "class.isrTooSmall", args: { isrSize, needed } });
    }
    return this.truncated(partition, by);
  }

  /** How it is to be judged that a log was cut after an event. */
  truncated(partition: PartitionModel, after = -1): Verdict {
    const since = this.model.history.filter(
      (entry) => "partition" in entry && entry.partition === partition && entry.event > after,
    );
    if (since.some((entry) => entry.type === "truth" && entry.unclean)) {
      return this.unclean(partition);
    }
    const byPower = since.some((entry) => entry.type === "truncation" && entry.powerLost);
    return byPower ? this.lossOfRecovery(partition) : UNEXPLAINED;
  }

  /** How it is to be judged that two replicas hold different records from `offset` on. */
  divergence(
    partition: PartitionModel,
    one: ReplicaModel,
    other: ReplicaModel,
    offset: number,
  ): Verdict {
    return this.once(`${partition.id} ${one.broker} ${other.broker} ${offset}`, partition, () =>
      this.judgeDifference(
        one,
        other,
        offset,
        this.flawOfPair(one, other, offset) ?? this.flawOfFollower(one, other, offset),
      ),
    );
  }

  /** How it is to be judged that a member of the ISR lacks what its leader counts as committed. */
  lackingMember(leader: ReplicaModel, member: ReplicaModel, offset: number): Verdict {
    const { partition } = leader;
    const pair = `${partition.id} ${leader.broker}<${member.broker} ${offset}`;
    return this.once(`${pair} ${leader.leaderEpoch}`, partition, () =>
      this.judgeDifference(leader, member, offset, this.flawOfMember(leader, member, offset)),
    );
  }

  /** What was judged once in a leader epoch is not judged again. */
  private once(key: string, { truth }: PartitionModel, judge: () => Verdict): Verdict {
    const keyInEpoch = `${key} ${truth?.leaderEpoch ?? -1}`;
    const known = this.judged.get(keyInEpoch);
    if (known !== undefined) return known;
    const verdict = judge();
    this.judged.set(keyInEpoch, verdict);
    return verdict;
  }

  private judgeDifference(
    one: ReplicaModel,
    other: ReplicaModel,
    offset: number,
    flaw: Flaw | null,
  ): Verdict {
    const { partition } = one;
    for (const entry of this.model.history) {
      if (entry.type === "truth" && entry.partition === partition && entry.unclean) {
        return this.unclean(partition);
      }
    }
    if (flaw !== null) return repaired(flaw);
    for (const entry of this.model.history) {
      if (entry.type !== "truncation" || entry.partition !== partition || !entry.powerLost)
        continue;
      const { broker, event, to } = entry;
      const concerns =
        broker === one.broker || broker === other.broker || this.ledSince(partition, broker, event);
      if (concerns && to <= offset) return this.lossOfRecovery(partition);
    }
    return UNEXPLAINED;
  }

  /** Of two replicas that differ, one lacks what was committed there: last, or before. */
  private flawOfPair(one: ReplicaModel, other: ReplicaModel, offset: number): Flaw | null {
    const { partition } = one;
    const { event } = this.model;
    for (let i = partition.commits.length - 1; i >= 0; i--) {
      const commit = partition.commits[i] as Commit;
      const leader = partition.knownReplica(commit.leader);
      if (offset < commit.from || offset >= commit.to || leader === undefined) continue;
      const logged = batchAt(this.model, leader, offset, commit.lastEvent);
      if (logged === undefined) continue;
      const record = { batch: logged.batch, base: logged.base, offset };
      for (const replica of [one, other]) {
        if (heldAt(this.model, replica, record, event)) continue;
        const flaw = this.flaws.ofMissing(replica, record, commit, event);
        if (flaw !== null) return flaw;
      }
      // They may have been led astray by a leader that lacked it itself.
      const flaw = this.flawOfElected(partition, record, commit);
      if (flaw !== null) return flaw;
    }
    return null;
  }

  /** Of two replicas that differ, one lacks what their leader has there, committed or not yet. */
  private flawOfFollower(one: ReplicaModel, other: ReplicaModel, offset: number): Flaw | null {
    const { event } = this.model;
    const { truth } = one.partition;
    const leader = truth === null ? undefined : one.partition.knownReplica(truth.leader);
    const led = leader && batchAt(this.model, leader, offset, event);
    if (truth === null || led === undefined) return null;
    const { batch, base } = led;
    const commit = { ...truth, event };
    // A batch that was sent again may be the same in two epochs.
    const lacking = [one, other].find((replica) => {
      const there = batchAt(this.model, replica, offset, event);
      const isSame = there?.batch === batch && there.base === base;
      return !isSame || there.leaderEpoch !== led.leaderEpoch;
    });
    if (lacking === undefined) return null;
    return this.flaws.ofMissing(lacking, { batch, base, offset }, commit, event);
  }

  private flawOfMember(leader: ReplicaModel, member: ReplicaModel, offset: number): Flaw | null {
    const at = leader.log.indexOf(offset);
    if (at < 0) return this.flawOfPair(leader, member, offset);
    const { event } = this.model;
    const { leaderEpoch, isr } = leader;
    const record = { batch: leader.log.batch(at), base: leader.log.base(at), offset };
    const commit = { leader: leader.broker, leaderEpoch, isr, event };
    const flaw = this.flaws.ofMissing(member, record, commit, event);
    return flaw ?? this.flawOfPair(leader, member, offset);
  }

  /** Whether a broker led after an event, so that others copied its log. */
  private ledSince(partition: PartitionModel, broker: number, event: number): boolean {
    return this.model.history.some(
      (entry) =>
        entry.type === "role" &&
        entry.partition === partition &&
        entry.broker === broker &&
        entry.role === ROLE_LEADER &&
        entry.event > event,
    );
  }

  /** The commit of a record at an offset: by a leader that held it then; the first, or undefined. */
  commitOf(row: number, offset: number): Commit | undefined {
    const { table } = this.model;
    const partition = this.model.partitions[table.partitions.at(row)];
    if (partition === undefined) return undefined;
    const batch = table.batches.at(row);
    const base = offset - table.positions.at(row);
    return partition.commits.find((commit) => {
      if (offset < commit.from || offset >= commit.to) return false;
      const leader = partition.knownReplica(commit.leader);
      if (leader === undefined) return false;
      return heldAt(this.model, leader, { batch, base, offset }, commit.lastEvent);
    });
  }

  private committedRecord(row: number, offset: number): Verdict {
    const { table } = this.model;
    const partition = this.model.partitions[table.partitions.at(row)];
    if (partition === undefined) return UNEXPLAINED;
    const commit = this.commitOf(row, offset);
    const asked = this.promises.minInsyncReplicas(
      partition.topic,
      commit?.event ?? this.model.event,
    );
    const needed = Math.max(2, asked);
    if (commit !== undefined && commit.isrSize < needed) {
      const { isrSize } = commit;
      return allowed({ code: "class.isrTooSmall", args: { isrSize, needed } });
    }
    if (table.leftBehind.has(row) || this.deposed(partition, row, commit)) {
      return this.unclean(partition);
    }
    const base = offset - table.positions.at(row);
    const record = { batch: table.batches.at(row), base, offset };
    const found = commit && electionWithout(this.model, partition, record, commit.leaderEpoch);
    if (commit === undefined || found === undefined) {
      return table.taken.has(row) ? this.lossOfRecovery(partition) : UNEXPLAINED;
    }
    const flaw = this.flaws.ofMissing(found.elected, record, commit, found.event);
    if (flaw !== null) return repaired(flaw);
    if (!this.powerTook(record, found)) return UNEXPLAINED;
    if (isLastReplica(this.model, record, found)) return LAST_REPLICA;
    return this.lossOfRecovery(partition);
  }

  /** What a start found missing or damaged at the end of a log: the power took it, or it rotted. */
  private lossOfRecovery({ name }: PartitionModel): Verdict {
    const rotted = this.model.history.some(
      (entry) => entry.type === "damage" && entry.partition === name,
    );
    return rotted ? DAMAGE : POWER;
  }

  /** Whether power took a record from the broker that was elected without it, or from a leader later. */
  private powerTook(record: CopyOf, { elected }: ElectionWithout): boolean {
    const { partition } = elected;
    return partition.replicas.some((replica) => {
      const drop = lastDropOf(this.model, replica, record, this.model.event);
      if (drop === undefined || !drop.powerLost) return false;
      return replica === elected || this.ledSince(partition, replica.broker, drop.event);
    });
  }

  /** Why the first leader after its commit that lacked a record did so. */
  private flawOfElected(partition: PartitionModel, record: CopyOf, commit: Commit): Flaw | null {
    const found = electionWithout(this.model, partition, record, commit.leaderEpoch);
    if (found === undefined) return null;
    return this.flaws.ofMissing(found.elected, record, commit, found.event);
  }

  /** Whether its leader had been replaced uncleanly when it was acknowledged, and did not know. */
  private deposed(partition: PartitionModel, row: number, commit: Commit | undefined): boolean {
    if (commit === undefined) return false;
    const until = this.model.table.statusEvents.at(row);
    return this.model.history.some(
      (entry) =>
        entry.type === "truth" &&
        entry.partition === partition &&
        entry.unclean &&
        (entry.after?.leaderEpoch ?? -1) > commit.leaderEpoch &&
        entry.event <= until,
    );
  }

  /** An operator asked for every leader of the partition that was not in the ISR, or allowed it. */
  private unclean(partition: PartitionModel): Verdict {
    let since = -1;
    for (const entry of this.model.history) {
      if (entry.type !== "truth" || entry.partition !== partition) continue;
      const { event, unclean, after } = entry;
      const isWanted =
        !unclean ||
        this.model.askedUnclean.has(`${partition.name} ${after?.leaderEpoch}`) ||
        this.promises.uncleanLeaderElection(partition.topic, since, event);
      if (!isWanted) return FORBIDDEN;
      since = event;
    }
    return UNCLEAN;
  }
}

/** Whether the elected was all of the ISR when its power failed, while others had the record. */
function isLastReplica(
  model: ClusterModel,
  record: CopyOf,
  { elected, event }: ElectionWithout,
): boolean {
  const drop = lastDropOf(model, elected, record, event);
  if (drop === undefined || !drop.powerLost) return false;
  const { partition, broker } = elected;
  const isr = isrAt(model, partition, powerFailureOf(model, drop).event);
  const isAlone = isr.length === 1 && isr[0] === broker;
  return (
    isAlone &&
    partition.replicas.some(
      (replica) => replica !== elected && heldAt(model, replica, record, event),
    )
  );
}

function allowed(reason: Told<ClassCode>): Verdict {
  return { class: "allowed by configuration", reason, ...UNREPAIRED };
}

function repaired(flaw: Flaw): Verdict {
  const { fix } = flaw;
  return { class: "protocol bug", reason: { code: "class.repaired", args: { fix } }, fix, flaw };
}

/** A flaw of the protocol that is known by what repaired it: a KIP or a JIRA. */
export function repairedBy(fix: string): Verdict {
  const reason = { code: "class.repaired", args: { fix } } as const;
  return { class: "protocol bug", reason, fix, flaw: null };
}

const UNREPAIRED = { fix: null, flaw: null };

const UNCLEAN: Verdict = {
  class: "operator choice",
  reason: { code: "class.unclean", args: {} },
  ...UNREPAIRED,
};
const DELETED: Verdict = {
  class: "operator choice",
  reason: { code: "class.deleted", args: {} },
  ...UNREPAIRED,
};
const FORBIDDEN: Verdict = {
  class: "protocol bug",
  reason: { code: "class.uncleanForbidden", args: {} },
  ...UNREPAIRED,
};
const POWER: Verdict = {
  class: "beyond the guarantee",
  reason: { code: "class.power", args: {} },
  ...UNREPAIRED,
};
const DAMAGE: Verdict = {
  class: "beyond the guarantee",
  reason: { code: "class.damage", args: {} },
  ...UNREPAIRED,
};
const LAST_REPLICA: Verdict = {
  class: "beyond the guarantee",
  reason: { code: "class.lastReplica", args: {} },
  ...UNREPAIRED,
};
const UNEXPLAINED: Verdict = {
  class: "protocol bug",
  reason: { code: "class.unexplained", args: {} },
  ...UNREPAIRED,
};
