import { ROLE_FOLLOWER, ROLE_LEADER } from "../kafka/facts.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { PartitionModel, ReplicaModel } from "./model/partition-model.ts";

/**
 * The partitions whose running replicas hold, as things stand, different records at one offset below
 * both their high watermarks. What parted for a while and was truncated is not among them.
 */
export function divergedPartitions(model: ClusterModel): readonly string[] {
  return model.partitions.filter(diverges).map(({ name }) => name);
}

function diverges({ replicas }: PartitionModel): boolean {
  const running = replicas.filter(({ role }) => role === ROLE_LEADER || role === ROLE_FOLLOWER);
  return running.some((x, i) => running.slice(i + 1).some((y) => differ(x, y)));
}

function differ(x: ReplicaModel, y: ReplicaModel): boolean {
  const from = Math.max(x.logStartOffset, y.logStartOffset);
  const to = Math.min(x.highWatermark, y.highWatermark);
  return from < to && !x.log.matches(y.log, from, to);
}
