import { committedOffset, coordinatedGroup } from "../../sim/scenario/group-conditions.ts";
import type {
  CoordinatedGroupState,
  HostState,
  MembershipState,
  State,
} from "../../sim/trace/state.ts";
import { type RegistryMember, registryGroup } from "./registry-group.ts";
import type { GroupOfRun, GroupPhase } from "./run-view.ts";

/** Consumer groups at a moment. */
export interface GroupsView {
  /** The event after which it is so. */
  readonly index: number;
  readonly groups: readonly GroupView[];
}

export interface GroupView {
  readonly id: string;
  /** Broker id of its coordinator; null: it has none. */
  readonly coordinator: number | null;
  /** Brokers that still hold the group, though another one coordinates it. */
  readonly formerCoordinators: readonly number[];
  /** Whether its coordinator holds it; null: it has no coordinator, ZooKeeper shares it out. */
  readonly phase: GroupPhase | "none" | null;
  readonly generation: number | null;
  /** The assignor. */
  readonly protocol: string | null;
  /** Client that leads it; null: none. */
  readonly leader: string | null;
  readonly members: readonly GroupMember[];
  readonly partitions: readonly GroupPartition[];
  /** Sum over the partitions of which something is committed; null: of none. */
  readonly lag: number | null;
}

/**
 * How a member stands: `member` of the group's generation; `joining`, on its way into the next one;
 * `zombie`, that takes itself for the owner of partitions in a generation which is not the group's, or
 * under an id that the coordinator does not know; `counted` by the coordinator, though no such client
 * runs; `outside` the group.
 */
export type MemberStanding = "member" | "joining" | "zombie" | "counted" | "outside";

/** Who says that a member has a partition: both, only its coordinator, only itself, or it as a zombie. */
export type Ownership = "both" | "assigned" | "claimed" | "zombie";

export interface GroupMember {
  readonly key: string;
  /** Host of the client. */
  readonly client: string;
  readonly life: HostState["life"];
  readonly member: string | null;
  /** `group.instance.id`. */
  readonly instance: string | null;
  readonly standing: MemberStanding;
  /** The generation it takes itself for a member of; null: of none. */
  readonly generation: number | null;
  /** Its own state; null: it does not run, or is in no group. */
  readonly state: MembershipState["state"] | null;
  /** Why it is a zombie. */
  readonly zombie: "generation" | "unknown" | null;
  /** Of each partition that it has: number of the column, and who says so. */
  readonly owns: readonly (readonly [partition: number, by: Ownership])[];
  /** How many partitions it takes itself for the owner of. */
  readonly claimed: number;
  readonly processed: number;
}

export interface GroupPartition {
  readonly tp: string;
  readonly topic: string;
  readonly partition: string;
  /** Null: nothing. */
  readonly committed: number | null;
  /** Where its owner reads on. */
  readonly position: number | null;
  readonly highWatermark: number | null;
  readonly lag: number | null;
  /** Clients that take themselves for its owner, as long as they run. */
  readonly owners: readonly string[];
}

/** @param groups those of the whole run, so that rows and columns stay where they are */
export function groupsView(state: State, groups: readonly GroupOfRun[], index: number): GroupsView {
  return { index, groups: groups.map((group) => groupView(state, group)) };
}

function groupView(state: State, group: GroupOfRun): GroupView {
  const { coordinator, held } = coordinatedGroup(group.id, state);
  const names = partitionsOf(state, group.topics);
  const registry = held === null ? registryGroup(state, group.id) : null;
  const members =
    registry === null
      ? membersOf(state, group, held, names)
      : registry.map((member) => registryRow(state, member, names));
  const partitions = partitionViews(state, group.id, names, members);
  const lags = partitions.flatMap(({ lag }) => lag ?? []);
  return {
    id: group.id,
    coordinator: coordinator < 0 ? null : coordinator,
    formerCoordinators: Object.keys(state.groups[group.id]?.coordinators ?? {})
      .map(Number)
      .filter((broker) => broker !== coordinator),
    phase: registry !== null ? null : (held?.state ?? "none"),
    generation: held?.generation ?? null,
    protocol: held?.protocol ?? null,
    leader: held?.members[held.leader ?? ""]?.client ?? null,
    members,
    partitions,
    lag: lags.length === 0 ? null : lags.reduce((sum, lag) => sum + lag, 0),
  };
}

function partitionsOf({ topics }: State, names: readonly string[]): string[] {
  return names.flatMap((topic) => {
    const numbers = Object.keys(topics[topic]?.assignment ?? {}).map(Number);
    return numbers.sort((a, b) => a - b).map((number) => `${topic}-${number}`);
  });
}

/** A row for each client that is ever in the group, and one for each other member that is counted. */
function membersOf(
  state: State,
  group: GroupOfRun,
  held: CoordinatedGroupState | null,
  names: readonly string[],
): GroupMember[] {
  const counted = Object.entries(held?.members ?? {});
  return group.clients.flatMap((client) => {
    const membership = state.clients[client]?.membership ?? null;
    const own = membership?.group === group.id ? membership : null;
    const others = counted
      .filter(([id, member]) => member.client === client && id !== own?.member)
      .map(([id, { assignment, instance }]): GroupMember => {
        const standing = "counted";
        return { ...rowOf(state, client, id, names, assignment, []), instance, standing };
      });
    // Of a client that is in no group only the members that are still counted are told.
    if (own === null && others.length > 0) return others;
    return [ownRow(state, client, own, held, names), ...others];
  });
}

function ownRow(
  state: State,
  client: string,
  own: MembershipState | null,
  held: CoordinatedGroupState | null,
  names: readonly string[],
): GroupMember {
  const known = held?.members[own?.member ?? ""];
  const claims = own === null ? [] : (state.clients[client]?.assignment ?? []);
  const zombie = own === null ? null : zombieBecause(own, claims, held);
  const row = rowOf(state, client, own?.member ?? null, names, known?.assignment ?? [], claims);
  const owns = row.owns.map(([partition, by]) => {
    return [partition, zombie !== null && by !== "assigned" ? "zombie" : by] as const;
  });
  return {
    ...row,
    instance: known?.instance ?? null,
    standing: standingOf(own, zombie),
    generation: own === null || own.generation < 0 ? null : own.generation,
    state: own?.state ?? null,
    zombie,
    owns,
  };
}

function registryRow(
  state: State,
  { client, id, partitions }: RegistryMember,
  names: readonly string[],
): GroupMember {
  return { ...rowOf(state, client, id, names, partitions, partitions), standing: "member" };
}

function rowOf(
  state: State,
  client: string,
  member: string | null,
  names: readonly string[],
  assigned: readonly string[],
  claims: readonly string[],
): GroupMember {
  const given = new Set(assigned);
  const taken = new Set(claims);
  return {
    key: member === null ? client : `${client} ${member}`,
    client,
    life: state.hosts[client]?.life ?? "down",
    member,
    instance: null,
    standing: "outside",
    generation: null,
    state: null,
    zombie: null,
    owns: names.flatMap((tp, i): [number, Ownership][] => {
      if (taken.has(tp)) return [[i, given.has(tp) ? "both" : "claimed"]];
      return given.has(tp) ? [[i, "assigned"]] : [];
    }),
    claimed: claims.length,
    processed: state.clients[client]?.processed ?? 0,
  };
}

function standingOf(own: MembershipState | null, zombie: GroupMember["zombie"]): MemberStanding {
  if (zombie !== null) return "zombie";
  if (own === null) return "outside";
  return own.state === "stable" ? "member" : "joining";
}

/**
 * A member that joins anew keeps what it has meanwhile, when its assignor is cooperative, and is none.
 * While no broker holds the group, nobody can tell.
 */
function zombieBecause(
  own: MembershipState,
  claims: readonly string[],
  held: CoordinatedGroupState | null,
): GroupMember["zombie"] {
  if (claims.length === 0 || held === null) return null;
  if (own.member !== null && held.members[own.member] === undefined) return "unknown";
  const isRejoining = own.state === "preparingRebalance" || own.state === "completingRebalance";
  if (isRejoining || own.generation === held.generation) return null;
  return "generation";
}

function partitionViews(
  state: State,
  group: string,
  names: readonly string[],
  members: readonly GroupMember[],
): GroupPartition[] {
  const owners = names.map((): GroupMember[] => []);
  for (const member of members) {
    for (const [partition, by] of member.owns) {
      if (by !== "assigned") owners[partition]?.push(member);
    }
  }
  return names.map((tp, i): GroupPartition => {
    const split = tp.lastIndexOf("-");
    const own = owners[i] ?? [];
    const rightful = own.find(({ standing }) => standing !== "zombie") ?? own[0];
    const offset = committedOffset(group, tp, state);
    const committed = offset < 0 ? null : offset;
    const highWatermark = highWatermarkOf(state, tp);
    const hasLag = committed !== null && highWatermark !== null;
    return {
      tp,
      topic: tp.slice(0, split),
      partition: tp.slice(split + 1),
      committed,
      position: state.clients[rightful?.client ?? ""]?.positions[tp] ?? null,
      highWatermark,
      lag: hasLag ? Math.max(0, highWatermark - committed) : null,
      owners: own.map(({ client }) => client),
    };
  });
}

function highWatermarkOf({ partitions }: State, tp: string): number | null {
  const partition = partitions[tp];
  return partition?.replicas[partition.leader ?? -1]?.highWatermark ?? null;
}
