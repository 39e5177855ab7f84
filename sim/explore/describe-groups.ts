import { partitionFor } from "../kafka/coordinator/group/partition-for.ts";
import { present } from "../kernel/assert.ts";
import { parsePartition } from "../scenario/names.ts";
import type { Scenario } from "../scenario/types.ts";
import type { CoordinatedGroupState, State, ZnodeState } from "../trace/state.ts";
import { childOf } from "./registry-path.ts";

/** A consumer group at some moment, as its coordinator tells it. */
export interface DescribedGroup {
  readonly group: string;
  /** `Stable`, `Empty`, …; `Dead`: its coordinator holds nothing of it. */
  readonly state: string;
  /** Id of the broker that coordinates it; null: nobody does. */
  readonly coordinator: number | null;
  readonly generation: number;
  /** The chosen assignor; null: none. */
  readonly protocol: string | null;
  /** Member id; null: none. */
  readonly leader: string | null;
  /** In the order in which they joined. */
  readonly members: readonly DescribedMember[];
  /** What is committed. */
  readonly offsets: readonly DescribedOffset[];
}

export interface DescribedMember {
  readonly memberId: string;
  /** `group.instance.id`; null of a dynamic member. */
  readonly instanceId: string | null;
  readonly clientId: string;
  /** Name of its host. */
  readonly host: string;
  readonly assignment: readonly TopicPartitionName[];
}

export interface TopicPartitionName {
  readonly topic: string;
  readonly partition: number;
}

export interface DescribedOffset extends TopicPartitionName {
  readonly offset: number;
}

/** A group whose consumers share out partitions through ZooKeeper (`/consumers/GROUP`). */
export interface DescribedZkGroup {
  readonly group: string;
  /** Ids below `/consumers/GROUP/ids`. */
  readonly consumers: readonly string[];
  /** Every partition of its topics. */
  readonly partitions: readonly DescribedZkPartition[];
}

export interface DescribedZkPartition extends TopicPartitionName {
  /** Id of the consumer's thread; null: nobody owns it. */
  readonly owner: string | null;
  /** Null: nothing is committed in ZooKeeper. */
  readonly offset: number | null;
}

const OFFSETS_TOPIC = "__consumer_offsets";

/**
 * The groups that brokers coordinate, in the order of their names. A group that several brokers hold is told
 * by the one that leads its partition of `__consumer_offsets`.
 * @param clients what the run's clients are, for their `client.id`
 */
export function describeGroups(
  state: State,
  clients: Scenario["clients"],
): readonly DescribedGroup[] {
  return Object.entries(state.groups)
    .sort(([x], [y]) => (x < y ? -1 : 1))
    .flatMap(([group, { coordinators }]): DescribedGroup[] => {
      const found = coordinatorOf(group, coordinators, state);
      return found === null ? [] : [described(group, found.broker, found.held, clients)];
    });
}

/**
 * What the high watermark of a partition's leader is, which is what consumers take for the end of the log;
 * null while nobody leads it.
 */
export function logEndOffsetAt(
  state: State,
  { topic, partition }: TopicPartitionName,
): number | null {
  const found = state.partitions[`${topic}-${partition}`];
  const replica = found?.leader == null ? undefined : found.replicas[found.leader];
  return replica === undefined || replica.role !== "leader" ? null : replica.highWatermark;
}

/** The groups in ZooKeeper, in the order of their names. */
export function describeZkGroups(state: State): readonly DescribedZkGroup[] {
  const consumers = childOf(state.zookeeper.root, ["consumers"])?.children ?? {};
  return Object.entries(consumers)
    .sort(([x], [y]) => (x < y ? -1 : 1))
    .map(([group, znode]) => ({
      group,
      consumers: namesBelow(znode, "ids"),
      partitions: zkTopicsOf(znode).flatMap((topic) => zkPartitionsOf(znode, topic, state)),
    }));
}

function coordinatorOf(
  group: string,
  coordinators: Readonly<Record<string, CoordinatedGroupState>>,
  state: State,
): { readonly broker: number; readonly held: CoordinatedGroupState } | null {
  const holders = Object.keys(coordinators).map(Number);
  const partition = state.partitions[`${OFFSETS_TOPIC}-${offsetsPartitionFor(group, state)}`];
  const leader = holders.find((broker) => broker === partition?.leader);
  const broker = leader ?? holders[0];
  const held = broker === undefined ? undefined : coordinators[broker];
  return broker === undefined || held === undefined ? null : { broker, held };
}

function described(
  group: string,
  coordinator: number,
  { state, generation, protocol, leader, members, offsets }: CoordinatedGroupState,
  clients: Scenario["clients"],
): DescribedGroup {
  return {
    group,
    state,
    coordinator,
    generation,
    protocol,
    leader,
    members: Object.entries(members).map(([memberId, { client, instance, assignment }]) => ({
      memberId,
      instanceId: instance,
      clientId: clientIdOf(client, clients),
      host: client,
      assignment: assignment.map(partitionNamed),
    })),
    offsets: Object.entries(offsets)
      .filter(([, offset]) => offset >= 0)
      .map(([name, offset]) => ({ ...partitionNamed(name), offset })),
  };
}

function offsetsPartitionFor(group: string, state: State): number {
  const assignment = state.topics[OFFSETS_TOPIC]?.assignment ?? {};
  return partitionFor(group, Math.max(1, Object.keys(assignment).length));
}

function partitionNamed(name: string): TopicPartitionName {
  return present(parsePartition(name), `${name} is a topic-partition`);
}

/** `client.id`, which is the host's name unless it is set. */
function clientIdOf(host: string, clients: Scenario["clients"]): string {
  const client = clients.find(({ name }) => name === host);
  const given = client !== undefined && "consumer" in client && client.consumer["client.id"];
  return typeof given === "string" ? given : host;
}

function zkTopicsOf(group: ZnodeState): readonly string[] {
  return [...new Set([...namesBelow(group, "offsets"), ...namesBelow(group, "owners")])].sort();
}

function zkPartitionsOf(
  group: ZnodeState,
  topic: string,
  state: State,
): readonly DescribedZkPartition[] {
  const partitions = Object.keys(state.topics[topic]?.assignment ?? {}).map(Number);
  return partitions
    .sort((x, y) => x - y)
    .map((partition) => {
      const owner = childOf(group, ["owners", topic, String(partition)])?.data;
      const offset = childOf(group, ["offsets", topic, String(partition)])?.data;
      return {
        topic,
        partition,
        owner: owner ?? null,
        offset: offset === undefined || !/^-?\d+$/.test(offset) ? null : Number(offset),
      };
    });
}

function namesBelow(znode: ZnodeState, name: string): readonly string[] {
  return Object.keys(childOf(znode, [name])?.children ?? {}).sort();
}
