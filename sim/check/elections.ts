import { type CopyOf, heldAt, roleInEpoch } from "./copies.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { HistoryEntryOf } from "./model/history.ts";
import type { PartitionModel, ReplicaModel } from "./model/partition-model.ts";

/** An election that named a replica without a record. */
export interface ElectionWithout {
  readonly election: HistoryEntryOf<"truth">;
  readonly elected: ReplicaModel;
  /** When it took up the leadership; the election itself, if it never did. */
  readonly event: number;
}

/**
 * The first election after a leader epoch whose leader did not have that record. It may be older than
 * the record: a deposed leader goes on appending.
 */
export function electionWithout(
  model: ClusterModel,
  partition: PartitionModel,
  record: CopyOf,
  leaderEpoch: number,
): ElectionWithout | undefined {
  for (const entry of model.history) {
    if (entry.type !== "truth" || entry.partition !== partition || entry.after === null) continue;
    const { before, after } = entry;
    const isElection = after.leader !== before?.leader || after.leaderEpoch !== before.leaderEpoch;
    if (!isElection || after.leader < 0 || after.leaderEpoch <= leaderEpoch) continue;
    const elected = partition.knownReplica(after.leader);
    if (elected === undefined) continue;
    const role = roleInEpoch(model, partition, after.leader, after.leaderEpoch);
    const event = role?.event ?? entry.event;
    if (!heldAt(model, elected, record, event)) return { election: entry, elected, event };
  }
  return undefined;
}
