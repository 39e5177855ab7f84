import { coordinatedGroup } from "../../sim/scenario/group-conditions.ts";
import type { HostState, PartitionState, ReplicaState, State } from "../../sim/trace/state.ts";
import { isInternalPartition } from "./internal-topics.ts";
import type {
  ChipView,
  ClusterView,
  GroupMembershipView,
  NodeKind,
  NodeView,
  PacketView,
  ReplicaStanding,
} from "./view.ts";

/** The cluster at a moment. @param hosts names in the order of the trace, so that places are stable */
export function clusterView(
  state: State,
  hosts: readonly string[],
  packets: readonly PacketView[],
): ClusterView {
  const partitions = sortedPartitions(state).filter((tp) => !isInternalPartition(tp));
  const coordinated = groupsByCoordinator(state);
  const nodes = hosts.flatMap((name): NodeView[] => {
    const host = state.hosts[name];
    return host === undefined ? [] : [nodeView(state, name, host, partitions, coordinated)];
  });
  const cuts = Object.keys(state.cuts)
    .sort()
    .map((link) => {
      const [from = "", to = ""] = link.split(">");
      return { from, to };
    });
  return { nodes, cuts, packets };
}

function nodeView(
  state: State,
  name: string,
  host: HostState,
  partitions: readonly string[],
  coordinated: ReadonlyMap<number, readonly string[]>,
): NodeView {
  const { broker, life, reason, quorum } = host;
  const client = state.clients[name];
  return {
    id: name,
    kind: host.kind as NodeKind,
    broker,
    life,
    reason,
    controllerEpoch: broker === null ? null : (state.controllers[broker] ?? null),
    chips: broker === null ? [] : chips(state, broker, life, partitions),
    quorum,
    counts:
      client === undefined || host.kind === "admin"
        ? null
        : {
            sent: client.sent,
            acked: client.acked,
            failed: client.failed,
            unknown: client.unknown,
            read: client.read,
            processed: client.processed,
          },
    group: membershipView(state, name),
    coordinates: broker === null ? [] : (coordinated.get(broker) ?? []),
  };
}

function membershipView({ clients }: State, name: string): GroupMembershipView | null {
  const client = clients[name];
  if (client === undefined || client.membership === null) return null;
  const { group, generation } = client.membership;
  return { id: group, generation, owned: client.assignment.length };
}

/** The groups that each broker holds as their coordinator. */
function groupsByCoordinator(state: State): ReadonlyMap<number, readonly string[]> {
  const groups = new Map<number, string[]>();
  for (const id of Object.keys(state.groups).sort()) {
    const { coordinator, held } = coordinatedGroup(id, state);
    if (held !== null) groups.set(coordinator, [...(groups.get(coordinator) ?? []), id]);
  }
  return groups;
}

function chips(
  state: State,
  broker: number,
  life: HostState["life"],
  partitions: readonly string[],
): ChipView[] {
  const chips: ChipView[] = [];
  for (const tp of partitions) {
    const partition = state.partitions[tp] as PartitionState;
    const replica = partition.replicas[broker];
    if (replica === undefined || !hasReplica(state, tp, broker, replica)) continue;
    if (life === "up" && isNothing(replica)) continue;
    const standing = standingOf(partition, replica, broker, life);
    chips.push({ tp, standing, leaderEpoch: replica.leaderEpoch });
  }
  return chips;
}

/** Whether the broker has the partition: by the assignment, or because something is there. */
export function hasReplica(
  state: State,
  tp: string,
  broker: number,
  replica: ReplicaState,
): boolean {
  const split = tp.lastIndexOf("-");
  const assigned = state.topics[tp.slice(0, split)]?.assignment[tp.slice(split + 1)];
  return assigned?.includes(broker) === true || !isNothing(replica);
}

/** A replica that the broker has not been told of yet, or that it has deleted. */
function isNothing({ role, logEndOffset }: ReplicaState): boolean {
  return role === "none" && logEndOffset === 0;
}

/** How a replica stands: by what it takes itself for, and by the registry's ISR. */
export function standingOf(
  partition: PartitionState,
  replica: ReplicaState,
  broker: number,
  life: HostState["life"] | undefined,
): ReplicaStanding {
  if (life !== "up" && life !== "paused") return "offline";
  if (replica.role === "offline") return "offline";
  if (replica.role === "leader") return "leader";
  return partition.isr.includes(broker) ? "isr" : "out";
}

/** Topics by name, partitions by number; Kafka's own topics last. */
export function sortedPartitions(state: State): string[] {
  return Object.keys(state.partitions).sort(comparePartitions);
}

export function comparePartitions(a: string, b: string): number {
  const [topicA, numberA] = splitPartition(a);
  const [topicB, numberB] = splitPartition(b);
  const internalA = topicA.startsWith("__");
  if (internalA !== topicB.startsWith("__")) return internalA ? 1 : -1;
  if (topicA !== topicB) return topicA < topicB ? -1 : 1;
  return numberA - numberB;
}

function splitPartition(tp: string): [topic: string, partition: number] {
  const split = tp.lastIndexOf("-");
  return [tp.slice(0, split), Number(tp.slice(split + 1))];
}
