import { ROLE_LEADER } from "../kafka/facts.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { Commit, PartitionModel, ReplicaModel } from "./model/partition-model.ts";
import type { Promises } from "./settings.ts";
import type { ClassCode, OutcomeClass, Told } from "./told.ts";

/** A class, and what it rests on. */
export interface Verdict {
  readonly class: OutcomeClass;
  readonly reason: Told<ClassCode>;
}

/**
 * Judges losses and broken invariants. What the settings do not promise comes first, then what an
 * operator chose, then what no setting protects from; what remains is a bug.
 */
export class Classifier {
  private readonly model: ClusterModel;
  private readonly promises: Promises;

  constructor(model: ClusterModel, promises: Promises) {
    this.model = model;
    this.promises = promises;
  }

  /** How the loss of the record that was sent to that offset is to be judged. */
  lostRecord(row: number, offset: number): Verdict {
    const { acks } = this.promises.producer(this.model.hostName(this.model.table.clients.at(row)));
    if (acks === 0) return allowed({ code: "class.acks0", args: {} });
    if (acks > 0) return allowed({ code: "class.acks1", args: {} });
    return this.committedRecord(row, offset);
  }

  /** How it is to be judged that a record vanished from the offset where a consumer had read it. */
  vanishedRecord(row: number, offset: number): Verdict {
    return this.committedRecord(row, offset);
  }

  /** How it is to be judged that two replicas hold different records from `offset` on. */
  divergence(
    partition: PartitionModel,
    one: ReplicaModel,
    other: ReplicaModel,
    offset: number,
  ): Verdict {
    for (const entry of this.model.history) {
      if (entry.type === "truth" && entry.partition === partition && entry.unclean) {
        return this.unclean(partition);
      }
    }
    for (const entry of this.model.history) {
      if (entry.type !== "truncation" || entry.partition !== partition || !entry.powerLost)
        continue;
      const { broker, event, to } = entry;
      const concerns =
        broker === one.broker || broker === other.broker || this.ledSince(partition, broker, event);
      if (concerns && to <= offset) return POWER;
    }
    return UNEXPLAINED;
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
      return leader !== undefined && this.held(leader, batch, base, offset, commit);
    });
  }

  /** Whether the leader of a commit had that batch at that place. */
  private held(
    leader: ReplicaModel,
    batch: number,
    base: number,
    offset: number,
    commit: Commit,
  ): boolean {
    const appended = lastAppend(leader, batch, base, commit.lastEvent);
    if (appended < 0) return false;
    return !this.model.history.some(
      (entry) =>
        entry.type === "truncation" &&
        entry.partition === leader.partition &&
        entry.broker === commit.leader &&
        entry.to <= offset &&
        entry.event > appended &&
        entry.event < commit.event,
    );
  }

  private committedRecord(row: number, offset: number): Verdict {
    const { table } = this.model;
    const partition = this.model.partitions[table.partitions.at(row)];
    if (partition === undefined) return UNEXPLAINED;
    const commit = this.commitOf(row, offset);
    const needed = Math.max(2, this.promises.minInsyncReplicas(partition.topic));
    if (commit !== undefined && commit.isrSize < needed) {
      const { isrSize } = commit;
      return allowed({ code: "class.isrTooSmall", args: { isrSize, needed } });
    }
    if (table.leftBehind.has(row) || this.deposed(partition, row, commit)) {
      return this.unclean(partition);
    }
    if (table.taken.has(row)) return POWER;
    return UNEXPLAINED;
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

  private unclean(partition: PartitionModel): Verdict {
    return this.promises.uncleanLeaderElection(partition.topic) ? UNCLEAN : FORBIDDEN;
  }
}

/** The last event up to `until` in which a replica appended that batch there; -1 for none. */
function lastAppend(replica: ReplicaModel, batch: number, base: number, until: number): number {
  const { log } = replica;
  const there = log.indexOf(base);
  const candidates = there < 0 ? log.dropped : [...log.dropped, log.logged(there)];
  let last = -1;
  for (const entry of candidates) {
    const same = entry.batch === batch && entry.base === base && entry.event <= until;
    if (same && entry.event > last) last = entry.event;
  }
  return last;
}

function allowed(reason: Told<ClassCode>): Verdict {
  return { class: "allowed by configuration", reason };
}

const UNCLEAN: Verdict = {
  class: "operator choice",
  reason: { code: "class.unclean", args: {} },
};
const FORBIDDEN: Verdict = {
  class: "protocol bug",
  reason: { code: "class.uncleanForbidden", args: {} },
};
const POWER: Verdict = {
  class: "beyond the guarantee",
  reason: { code: "class.power", args: {} },
};
const UNEXPLAINED: Verdict = {
  class: "protocol bug",
  reason: { code: "class.unexplained", args: {} },
};
