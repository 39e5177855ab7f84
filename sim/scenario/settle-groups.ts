import { UNKNOWN_GENERATION_ID } from "../kafka/group-messages.ts";
import type { ClientState, State } from "../trace/state.ts";
import { coordinatedGroup } from "./group-conditions.ts";

/**
 * Whether consumer groups have come to rest: each is Stable, all its members are running and take
 * themselves for members of this generation; or Empty, or nobody holds it. Of a group in ZooKeeper all who
 * are registered are running, and through with their rebalance.
 */
export function groupsAreSettled(state: State): boolean {
  for (const name in state.groups) if (!groupIsSettled(name, state)) return false;
  for (const name in state.clients) {
    const client = state.clients[name];
    if (client === undefined || state.hosts[name]?.life !== "up") continue;
    if (!membershipIsSettled(client, state)) return false;
  }
  return registrationsAreSettled(state);
}

/** Nobody is registered in ZooKeeper whose process is gone: when the session expires, others rebalance. */
function registrationsAreSettled(state: State): boolean {
  const groups = state.zookeeper.root.children.consumers?.children ?? {};
  for (const name in groups) {
    for (const id in groups[name]?.children.ids?.children) {
      const client = Object.keys(state.clients).find((other) => {
        return state.clients[other]?.membership?.member === id;
      });
      if (client === undefined || state.hosts[client]?.life !== "up") return false;
    }
  }
  return true;
}

function groupIsSettled(name: string, state: State): boolean {
  const { held } = coordinatedGroup(name, state);
  if (held === null || held.state === "Empty") return true;
  if (held.state !== "Stable") return false;
  const clients = clientsByMember(state);
  for (const id in held.members) {
    const client = clients.get(id) ?? held.members[id]?.client ?? "";
    if (state.hosts[client]?.life !== "up") return false;
    if (state.clients[client]?.membership?.generation !== held.generation) return false;
  }
  return true;
}

/**
 * Who takes himself for which member. The coordinator does not know it of a static member that another
 * process replaced: it goes on to name the client that joined first (KIP-345).
 */
function clientsByMember({ clients }: State): ReadonlyMap<string, string> {
  const byMember = new Map<string, string>();
  for (const name in clients) {
    const member = clients[name]?.membership?.member ?? null;
    if (member !== null) byMember.set(member, name);
  }
  return byMember;
}

/** One that is nobody's member does not keep a run going: perhaps it never will be. */
function membershipIsSettled({ membership }: ClientState, state: State): boolean {
  if (membership === null || membership.state === "unjoined") return true;
  if (membership.state !== "stable") return false;
  if (membership.generation === UNKNOWN_GENERATION_ID) return true;
  const { held } = coordinatedGroup(membership.group, state);
  return held?.members[membership.member ?? ""] !== undefined;
}
