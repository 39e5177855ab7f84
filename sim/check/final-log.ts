import type { RecordEntry } from "./accounts.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import { LastOfKeys } from "./model/keys.ts";
import type { PartitionModel, ReplicaModel } from "./model/partition-model.ts";

/** The log that readers will find: that of the leader, or of whoever holds anything. */
export class FinalLog {
  readonly partition: PartitionModel;
  /** Null: there is no leader. */
  readonly leader: ReplicaModel | null;

  private readonly model: ClusterModel;
  private lastOfKeys: LastOfKeys | null = null;

  constructor(model: ClusterModel, partition: PartitionModel) {
    this.model = model;
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

  /** What became of a record that it does not keep. */
  fateOf(record: RecordEntry): LostFate {
    const { replica, partition } = this;
    if (replica === null) return "lost";
    const offsets = placesOf(record).filter((offset) =>
      partition.replicas.some(({ log }) => log.held(offset, record.batch?.id ?? -1, record.index)),
    );
    if (offsets.some((offset) => offset < replica.logStartOffset)) return "deleted";
    const gap = offsets.find((offset) => replica.log.isGap(offset));
    if (gap === undefined) return "lost";
    this.lastOfKeys ??= new LastOfKeys(this.model, partition);
    return this.lastOfKeys.mayTake(record.row, gap) ? "compacted" : "lost";
  }
}

/** `deleted`: with the beginning of the log; `compacted`: because a later record has its key. */
export type LostFate = "lost" | "deleted" | "compacted";

/** Offsets at which a replica holds a record. */
export function offsetsIn(replica: ReplicaModel, record: RecordEntry): number[] {
  const { batch, index } = record;
  if (batch === null) return [];
  const held = placesOf(record).filter((at) => replica.log.holds(at, batch.id, index));
  return held.sort((x, y) => x - y);
}

/** Where it would be, by the appends of its batch. */
function placesOf({ batch, index }: RecordEntry): number[] {
  const bases = new Set((batch?.appends ?? []).map(({ base }) => base));
  return [...bases].map((base) => base + index);
}
