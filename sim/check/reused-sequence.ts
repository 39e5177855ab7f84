import { RECORD_STATUS } from "../kafka/facts.ts";
import { batchAt } from "./copies.ts";
import type { Flaw } from "./flaws.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { Promises } from "./settings.ts";

/**
 * Why nobody wrote an acknowledged record: its idempotent producer had given up a batch that was written,
 * and used the sequence numbers of that again, so that the leader took the next batch for a repetition
 * (KAFKA-5494). Null when it was not so.
 * @param offset where its producer was told that it is
 */
export function takenForRepetition(
  model: ClusterModel,
  promises: Promises,
  row: number,
  offset: number,
): Flaw | null {
  const { table } = model;
  const client = table.clients.at(row);
  const partition = model.partitions[table.partitions.at(row)];
  const producer = model.hostName(client);
  if (partition === undefined || promises.producer(producer).reusesSequences !== true) return null;
  const batch = table.batches.at(row);
  if (partition.replicas.some(({ log }) => log.everHad(batch))) return null;
  const event = table.statusEvents.at(row);
  const isThere = partition.replicas.some((replica) => {
    const there = batchAt(model, replica, offset, event);
    return there !== undefined && wasGivenUp(model, there.batch, client, event);
  });
  if (!isThere) return null;
  const args = { producer, broker: lastAskedBroker(model, batch), offset };
  return { fix: "KAFKA-5494", event, told: { code: "why.sequenceReused", args } };
}

/** The broker to which a batch was sent last. */
function lastAskedBroker({ table }: ClusterModel, batch: number): number {
  for (let i = table.attemptBatches.length - 1; i >= 0; i--) {
    if (table.attemptBatches.at(i) === batch) return table.attemptBrokers.at(i);
  }
  return -1;
}

function wasGivenUp({ table }: ClusterModel, batch: number, client: number, by: number): boolean {
  for (let row = 0; row < table.length; row++) {
    if (table.batches.at(row) !== batch) continue;
    const isGivenUp = table.statuses.at(row) === RECORD_STATUS.UNKNOWN;
    return isGivenUp && table.clients.at(row) === client && table.statusEvents.at(row) <= by;
  }
  return false;
}
