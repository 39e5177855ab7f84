import type { ClusterModel } from "./model/cluster-model.ts";
import type { Commit, PartitionModel, ReplicaModel } from "./model/partition-model.ts";
import type { BatchEntry, RecordEntry } from "./model/records.ts";
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

  /** How the loss of an acknowledged (or unacknowledged) record is to be judged. */
  lostRecord(record: RecordEntry): Verdict {
    const { acks } = this.promises.producer(this.model.hostName(record.client));
    if (acks === 0) return allowed({ code: "class.acks0", args: {} });
    if (acks > 0) return allowed({ code: "class.acks1", args: {} });
    return this.committedRecord(record);
  }

  /** How it is to be judged that a record vanished which a consumer had read. */
  vanishedRecord(record: RecordEntry): Verdict {
    return this.committedRecord(record);
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
      const concerns = entry.broker === one.broker || entry.broker === other.broker;
      if (concerns && entry.to <= offset) return POWER;
    }
    return UNEXPLAINED;
  }

  /** The commit of a record: by a leader that held it then; the first, or undefined. */
  commitOf(record: RecordEntry): Commit | undefined {
    const { partition, batch } = record;
    const append = batch?.firstAppend;
    if (partition === null || batch === null || append === undefined) return undefined;
    const offset = append.base + record.index;
    return partition
      .commitsOf(offset)
      .find((commit) => this.held(partition, batch, append.base, offset, commit));
  }

  /** Whether the leader of a commit had that batch at that place. */
  private held(
    partition: PartitionModel,
    batch: BatchEntry,
    base: number,
    offset: number,
    commit: Commit,
  ): boolean {
    let appended = -1;
    for (const append of batch.appends) {
      const here = append.broker === commit.leader && append.base === base;
      if (here && append.event <= commit.lastEvent) appended = append.event;
    }
    if (appended < 0) return false;
    return !this.model.history.some(
      (entry) =>
        entry.type === "truncation" &&
        entry.partition === partition &&
        entry.broker === commit.leader &&
        entry.to <= offset &&
        entry.event > appended &&
        entry.event < commit.event,
    );
  }

  private committedRecord(record: RecordEntry): Verdict {
    const { partition } = record;
    if (partition === null) return UNEXPLAINED;
    const commit = this.commitOf(record);
    const needed = Math.max(2, this.promises.minInsyncReplicas(partition.topic));
    if (commit !== undefined && commit.isrSize < needed) {
      const { isrSize } = commit;
      return allowed({ code: "class.isrTooSmall", args: { isrSize, needed } });
    }
    if (record.uncleanEvent >= 0) return this.unclean(partition);
    if (record.diskEvent >= 0) return POWER;
    return UNEXPLAINED;
  }

  private unclean(partition: PartitionModel): Verdict {
    return this.promises.uncleanLeaderElection(partition.topic) ? UNCLEAN : FORBIDDEN;
  }
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
