import type { PartitionModel } from "../../check/model/partition-model.ts";
import type { LoggedBatch } from "../../check/model/replica-log.ts";
import { ROLE_LEADER } from "../../kafka/facts.ts";
import { LIFE_DOWN } from "../../kernel/kernel-facts.ts";
import type { Seen } from "./seen.ts";

/** Whether two processes took themselves for the controller at one time. */
export function hadTwoControllers({ model }: Seen): boolean {
  const active = new Set<number>();
  for (const entry of model.history) {
    if (entry.type === "life" && entry.life === LIFE_DOWN) {
      active.delete(model.hosts[entry.host]?.broker ?? -1);
    }
    if (entry.type !== "controller") continue;
    if (entry.active) active.add(entry.broker);
    else active.delete(entry.broker);
    if (active.size > 1) return true;
  }
  return false;
}

/** Whether the process of a controller ended, other than by a clean shutdown. */
export function controllerEnded({ model }: Seen): boolean {
  const active = new Set<number>();
  for (const entry of model.history) {
    if (entry.type === "controller") {
      if (entry.active) active.add(entry.broker);
      else active.delete(entry.broker);
    }
    if (entry.type !== "life" || entry.life !== LIFE_DOWN) continue;
    if (active.delete(model.hosts[entry.host]?.broker ?? -1)) return true;
  }
  return false;
}

/** Whether two processes took themselves for the leader of a partition at one time. */
export function hadTwoLeaders({ model }: Seen): boolean {
  const leading = new Map<PartitionModel, Set<number>>();
  for (const entry of model.history) {
    if (entry.type === "life" && entry.life === LIFE_DOWN) {
      const broker = model.hosts[entry.host]?.broker ?? -1;
      if (broker >= 0) for (const leaders of leading.values()) leaders.delete(broker);
    }
    if (entry.type !== "role") continue;
    const leaders = leading.get(entry.partition) ?? new Set<number>();
    leading.set(entry.partition, leaders);
    if (entry.role === ROLE_LEADER) leaders.add(entry.broker);
    else leaders.delete(entry.broker);
    if (leaders.size > 1) return true;
  }
  return false;
}

/** Whether a leader appended records after the registry had named another in its place, or nobody. */
export function zombieLeaderAppended(seen: Seen): boolean {
  const roles = seen.of("role");
  return seen.of("truth").some(({ partition, before, after, event }) => {
    if (before === null || after === null || before.leader === after.leader) return false;
    const replica = partition.knownReplica(before.leader);
    if (replica === undefined) return false;
    const { broker, log } = replica;
    const next = roles.find(
      (role) => role.partition === partition && role.broker === broker && role.event > event,
    );
    const until = next?.event ?? Number.POSITIVE_INFINITY;
    const isLate = (one: LoggedBatch) => one.byLeader && one.event > event && one.event < until;
    if (log.dropped.some(isLate)) return true;
    for (let i = log.length - 1; i >= log.first && log.eventOf(i) > event; i--) {
      if (isLate(log.logged(i))) return true;
    }
    return false;
  });
}
