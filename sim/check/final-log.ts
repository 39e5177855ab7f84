import type { RecordEntry } from "./accounts.ts";
import type { PartitionModel, ReplicaModel } from "./model/partition-model.ts";

/** The log that readers will find: that of the leader, or of whoever holds anything. */
export class FinalLog {
  readonly partition: PartitionModel;
  /** Null: there is no leader. */
  readonly leader: ReplicaModel | null;

  constructor(partition: PartitionModel) {
    this.partition = partition;
    this.leader = partition.currentLeader();
  }

  /** The replica whose log is the longest of those that count. */
  get replica(): ReplicaModel | null {
    if (this.leader !== null) return this.leader;
    const named = this.partition.knownReplica(this.partition.truth?.leader ?? -1);
    if (named !== undefined) return named;
    let longest: ReplicaModel | null = null;
    for (const replica of this.partition.replicas) {
      if (longest === null || replica.log.end > longest.log.end) longest = replica;
    }
    return longest;
  }

  keeps(record: RecordEntry): boolean {
    if (this.leader !== null) return offsetsIn(this.leader, record).length > 0;
    return this.partition.replicas.some((replica) => offsetsIn(replica, record).length > 0);
  }

  passedByRetention(record: RecordEntry): boolean {
    return this.leader !== null && record.offset >= 0 && record.offset < this.leader.logStartOffset;
  }
}

/** Offsets at which a replica holds a record. */
export function offsetsIn(replica: ReplicaModel, record: RecordEntry): number[] {
  const { batch, index } = record;
  if (batch === null) return [];
  const bases = new Set(batch.appends.map(({ base }) => base));
  const offsets = [...bases].map((base) => base + index);
  return offsets.filter((at) => replica.log.holds(at, batch.id, index)).sort((x, y) => x - y);
}
