import { ROLE_LEADER } from "../kafka/facts.ts";
import { lastDropOf, roleAt } from "./copies.ts";
import type { Flaw } from "./flaws.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { Software } from "./software.ts";

/**
 * Why a record was acknowledged that its leader no longer had: the leader became a follower and cut it
 * off, left its producer waiting, led again, and answered when its high watermark passed that offset
 * (KAFKA-2960). Null when it was not so.
 * @param offset where its producer was told that it is
 */
export function ackedAfterLoss(
  model: ClusterModel,
  software: Software,
  row: number,
  offset: number,
): Flaw | null {
  const { table } = model;
  const partition = model.partitions[table.partitions.at(row)];
  const acked = table.statusEvents.at(row);
  if (partition === undefined) return null;
  const record = { batch: table.batches.at(row), base: offset - table.positions.at(row), offset };
  for (const replica of partition.replicas) {
    const { broker } = replica;
    if (software.switchesAt(broker, acked)?.followerAnswersWaiting !== false) continue;
    const drop = lastDropOf(model, replica, record, acked);
    if (drop === undefined || drop.powerLost) continue;
    if (roleAt(model, partition, broker, acked)?.role !== ROLE_LEADER) continue;
    const { event, timeUs } = drop;
    const args = { broker, offset, timeUs };
    return { fix: "KAFKA-2960", event, told: { code: "why.ackedAfterLoss", args } };
  }
  return null;
}
