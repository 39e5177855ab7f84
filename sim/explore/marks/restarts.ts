import { lastOf } from "../../check/last-of.ts";
import type { HistoryEntryOf } from "../../check/model/history.ts";
import type { PartitionModel } from "../../check/model/partition-model.ts";
import { ROLE_OFFLINE } from "../../kafka/facts.ts";
import { LIFE_DOWN } from "../../kernel/kernel-facts.ts";
import type { Seen } from "./seen.ts";

type Truncation = HistoryEntryOf<"truncation">;
type Role = HistoryEntryOf<"role">;

/** Ends of logs that went with a power loss: whoever starts again finds out. */
export function recordsTakenByPower(seen: Seen): readonly Truncation[] {
  const powerLosses = seen.of("life").filter(({ reason }) => reason === "lost power");
  return seen.of("truncation").filter((cut) => {
    if (!cut.powerLost || rottenIn(seen, cut)) return false;
    const host = seen.hostOf(cut.broker);
    return powerLosses.some((loss) => loss.host === host && loss.event < cut.event);
  });
}

/** Whether a batch had rotted in what was cut off. */
function rottenIn(seen: Seen, { partition, broker, from, to, event }: Truncation): boolean {
  return seen.of("damage").some((damage) => {
    const isThere = damage.partition === partition.name && damage.broker === broker;
    return isThere && damage.event < event && to <= damage.base && damage.base < from;
  });
}

/** How many of the batches that rotted somebody found: who fetched them, or a start that cut them off. */
export function rottenBatchesFound(seen: Seen): number {
  const cuts = seen.of("truncation").filter(({ powerLost }) => powerLost);
  return seen.of("damage").filter(({ partition, broker, base, event }) => {
    if (seen.notes.rottenFetched.has(`${partition} ${base}`)) return true;
    const isCut = (cut: Truncation) => cut.event > event && cut.to <= base && base < cut.from;
    return cuts.some(
      (cut) => cut.partition.name === partition && cut.broker === broker && isCut(cut),
    );
  }).length;
}

/** Whether no replica of a partition with several ran. */
export function allReplicasDown({ model }: Seen): boolean {
  const down = new Set<number>();
  for (const entry of model.history) {
    if (entry.type !== "life") continue;
    const broker = model.hosts[entry.host]?.broker ?? -1;
    if (broker < 0) continue;
    if (entry.life !== LIFE_DOWN) {
      down.delete(broker);
      continue;
    }
    down.add(broker);
    const isDown = ({ replicas }: PartitionModel) =>
      replicas.length > 1 && replicas.every((replica) => down.has(replica.broker));
    if (model.partitions.some(isDown)) return true;
  }
  return false;
}

/** Replicas that went offline while their broker ran on, because their directory failed. */
export function replicasGoneOffline(seen: Seen): readonly Role[] {
  const roles = seen.of("role");
  return roles.filter((entry, i) => {
    if (entry.role !== ROLE_OFFLINE) return false;
    const before = lastOf(
      roles.slice(0, i),
      ({ partition, broker }) => partition === entry.partition && broker === entry.broker,
    );
    if (before === undefined || before.role === ROLE_OFFLINE) return false;
    const host = seen.hostOf(entry.broker);
    if (!hasFailedDirectory(seen, host, entry.event)) return false;
    const ends = seen.of("life").filter((life) => life.host === host && life.life === LIFE_DOWN);
    // A broker that starts does not know the roles of its replicas yet.
    if (ends.some(({ event }) => before.event <= event && event <= entry.event)) return false;
    const next = ends.find(({ event }) => event > entry.event);
    return next === undefined || !next.reason.startsWith("halted");
  });
}

function hasFailedDirectory(seen: Seen, host: number, event: number): boolean {
  const failing = new Set<string>();
  for (const entry of seen.of("directory")) {
    if (entry.event > event) break;
    if (entry.host !== host) continue;
    if (entry.failing) failing.add(entry.directory);
    else failing.delete(entry.directory);
  }
  return failing.size > 0;
}
