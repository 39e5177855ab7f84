import { type CopyOf, heldAt } from "./copies.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { HistoryEntryOf } from "./model/history.ts";
import type { PartitionModel, ReplicaModel } from "./model/partition-model.ts";

/** When a partition was deleted, and who asked for it. */
export interface Deletion {
  readonly event: number;
  readonly timeUs: number;
  /** Undefined when the registry's data went without a request. */
  readonly request: HistoryEntryOf<"deletionRequest"> | undefined;
}

/**
 * The deletion of its topic that took a record: it was still in the log of the last leader. Null when
 * there was none, or when the record had been lost before.
 */
export function deletionThatTook(
  model: ClusterModel,
  partition: PartitionModel,
  record: CopyOf,
): Deletion | null {
  const { deletion, replicas } = partition;
  if (deletion === null) return null;
  const leader = lastLeader(model, partition);
  const holders = leader === undefined ? replicas : [leader];
  // A replica that was deleted did not truncate its log.
  if (!holders.some((replica) => heldAt(model, replica, record, model.event))) return null;
  return { ...deletion, request: requestBefore(model, partition.topic, deletion.event) };
}

/** The last replica that the registry named as the leader. */
function lastLeader(model: ClusterModel, partition: PartitionModel): ReplicaModel | undefined {
  for (let i = model.history.length - 1; i >= 0; i--) {
    const entry = model.history[i];
    if (entry?.type !== "truth" || entry.partition !== partition) continue;
    const leader = entry.after?.leader ?? -1;
    if (leader >= 0) return partition.knownReplica(leader);
  }
  return undefined;
}

function requestBefore(
  { history }: ClusterModel,
  topic: string,
  event: number,
): HistoryEntryOf<"deletionRequest"> | undefined {
  let last: HistoryEntryOf<"deletionRequest"> | undefined;
  for (const entry of history) {
    if (entry.event > event) break;
    if (entry.type === "deletionRequest" && entry.isThere && entry.topic === topic) last = entry;
  }
  return last;
}
