import { present } from "../kernel/assert.ts";
import type { TextTable } from "../kernel/facts.ts";
import type { TraceHost } from "./columns.ts";
import { brokerOfHost, newClient, newPartition, newReplica } from "./initial-state.ts";
import type { ClientState, HostState, PartitionState, ReplicaState, State } from "./state.ts";

/** The kinds of things a state is made of; each is hashed by itself, and the smaller the better. */
export const ENTITY_HOST = 0;
export const ENTITY_CLIENT = 1;
export const ENTITY_PARTITION = 2;
/** A replica's role and what goes with it. */
export const ENTITY_REPLICA = 3;
/** A replica's log, and the logs of others as it knows them. */
export const ENTITY_REPLICA_LOG = 4;
export const ENTITY_POSITION = 5;
export const ENTITY_CLIENT_LEADER = 6;
export const ENTITY_ZNODE = 7;
export const ENTITY_TOPIC = 8;
export const ENTITY_CUTS = 9;
export const ENTITY_SESSIONS = 10;
export const ENTITY_CONTROLLERS = 11;

/** A thing in a state, the hash it had, and whether it changed since. */
export class Tracked {
  readonly kind: number;
  /** Name of the host, client, topic or partition, or path of the znode. */
  readonly key: string;
  /** The broker of a replica, the partition of a client's position or leader. */
  readonly part: string;
  dirty = false;
  a = 0;
  b = 0;
  /** The hash of what it is called; the hasher fills it in once. */
  named = false;
  nameA = 0;
  nameB = 0;

  constructor(kind: number, key: string, part = "") {
    this.kind = kind;
    this.key = key;
    this.part = part;
  }
}

class ReplicaRef {
  readonly broker: number;
  readonly state: ReplicaState;
  readonly tracked: Tracked;
  readonly log: Tracked;

  constructor(broker: number, state: ReplicaState, partition: string) {
    this.broker = broker;
    this.state = state;
    this.tracked = new Tracked(ENTITY_REPLICA, partition, `${broker}`);
    this.log = new Tracked(ENTITY_REPLICA_LOG, partition, `${broker}`);
  }
}

/** What of a client is tracked by partition. */
class ClientTracks {
  readonly positions: (Tracked | undefined)[] = [];
  readonly leaders: (Tracked | undefined)[] = [];
}

class PartitionRef {
  readonly name: string;
  readonly state: PartitionState;
  readonly replicas: ReplicaRef[] = [];
  readonly tracked: Tracked;

  constructor(name: string, state: PartitionState) {
    this.name = name;
    this.state = state;
    this.tracked = new Tracked(ENTITY_PARTITION, name);
  }
}

/**
 * Finds the things in a state by the numbers that facts use, looking each up once. With a list of
 * changes, whatever is found here counts as changed.
 */
export class Entities {
  private readonly state: State;
  private readonly hosts: readonly TraceHost[];
  private readonly texts: TextTable;
  private readonly changes: Tracked[] | null;
  private readonly hostStates: (HostState | undefined)[] = [];
  private readonly clientStates: (ClientState | undefined)[] = [];
  private readonly hostTracks: Tracked[];
  private readonly clientTracks: Tracked[];
  private readonly clientParts: ClientTracks[];
  private readonly partitionsByText: (PartitionRef | undefined)[] = [];
  private readonly partitionsByName = new Map<string, PartitionRef>();
  private readonly namedTracks = new Map<string, Tracked>();
  private readonly cuts = new Tracked(ENTITY_CUTS, "");
  private readonly sessions = new Tracked(ENTITY_SESSIONS, "");
  private readonly controllers = new Tracked(ENTITY_CONTROLLERS, "");

  constructor(
    state: State,
    hosts: readonly TraceHost[],
    texts: TextTable,
    changes: Tracked[] | null = null,
  ) {
    this.state = state;
    this.hosts = hosts;
    this.texts = texts;
    this.changes = changes;
    this.hostTracks = hosts.map(({ name }) => new Tracked(ENTITY_HOST, name));
    this.clientTracks = hosts.map(({ name }) => new Tracked(ENTITY_CLIENT, name));
    this.clientParts = hosts.map(() => new ClientTracks());
    if (changes === null) return;
    for (const [i, { kind }] of hosts.entries()) {
      this.touch(this.hostTracks[i] as Tracked);
      if (kind === "producer" || kind === "consumer") this.touch(this.clientTracks[i] as Tracked);
    }
    this.touchCuts();
    this.touchSessions();
    this.touchControllers();
    this.touchZnode("/");
  }

  host(index: number): HostState {
    const tracked = present(this.hostTracks[index], "facts name hosts that exist");
    if (this.changes !== null) this.touch(tracked);
    let host = this.hostStates[index];
    if (host === undefined) {
      host = present(this.state.hosts[tracked.key], "the state holds every host");
      this.hostStates[index] = host;
    }
    return host;
  }

  /** The host on which a broker runs; null when there is none. */
  hostOfBroker(broker: number): HostState | null {
    const index = this.hosts.findIndex((host) => brokerOfHost(host) === broker);
    return index < 0 ? null : this.host(index);
  }

  client(index: number): ClientState {
    const client = this.clientState(index);
    if (this.changes !== null) this.touch(this.clientTracks[index] as Tracked);
    return client;
  }

  setPosition(index: number, tp: number, offset: number): void {
    const { positions } = this.clientState(index);
    positions[this.texts.text(tp) ?? ""] = offset;
    const parts = (this.clientParts[index] as ClientTracks).positions;
    if (this.changes !== null) this.touchPart(parts, ENTITY_POSITION, index, tp);
  }

  setClientLeader(index: number, tp: number, leader: number): void {
    const { leaders } = this.clientState(index);
    leaders[this.texts.text(tp) ?? ""] = leader;
    const parts = (this.clientParts[index] as ClientTracks).leaders;
    if (this.changes !== null) this.touchPart(parts, ENTITY_CLIENT_LEADER, index, tp);
  }

  /** The partition with that name (the id of a text). */
  partition(tp: number): PartitionState {
    const ref = this.partitionOf(tp);
    if (this.changes !== null) this.touch(ref.tracked);
    return ref.state;
  }

  partitionNamed(name: string): PartitionState {
    const ref = this.partitionRef(name);
    if (this.changes !== null) this.touch(ref.tracked);
    return ref.state;
  }

  /** A replica, to change all but its log. */
  replica(tp: number, broker: number): ReplicaState {
    const ref = this.replicaRef(this.partitionOf(tp), broker);
    if (this.changes !== null) this.touch(ref.tracked);
    return ref.state;
  }

  /** A replica, to change its offsets, its log, or what it knows of others' logs. */
  replicaLog(tp: number, broker: number): ReplicaState {
    const ref = this.replicaRef(this.partitionOf(tp), broker);
    if (this.changes !== null) this.touch(ref.log);
    return ref.state;
  }

  /** Every replica on a broker, to change anything. */
  replicasOn(broker: number): ReplicaState[] {
    const found: ReplicaState[] = [];
    for (const [name, partition] of Object.entries(this.state.partitions)) {
      if (partition.replicas[broker] === undefined) continue;
      const ref = this.replicaRef(this.partitionRef(name), broker);
      this.touch(ref.tracked);
      this.touch(ref.log);
      found.push(ref.state);
    }
    return found;
  }

  touchCuts(): void {
    this.touch(this.cuts);
  }

  touchSessions(): void {
    this.touch(this.sessions);
  }

  touchControllers(): void {
    this.touch(this.controllers);
  }

  touchTopic(name: string): void {
    this.touchNamed(ENTITY_TOPIC, name);
  }

  touchZnode(path: string): void {
    this.touchNamed(ENTITY_ZNODE, path);
  }

  private clientState(index: number): ClientState {
    const known = this.clientStates[index];
    if (known !== undefined) return known;
    const { name, kind } = present(this.hosts[index], "facts name hosts that exist");
    if (this.state.clients[name] === undefined) {
      this.state.clients[name] = newClient(kind);
      this.touch(this.clientTracks[index] as Tracked);
    }
    const client = this.state.clients[name] as ClientState;
    this.clientStates[index] = client;
    return client;
  }

  private touchPart(
    parts: (Tracked | undefined)[],
    kind: number,
    client: number,
    tp: number,
  ): void {
    let tracked = parts[tp];
    if (tracked === undefined) {
      const name = (this.hosts[client] as TraceHost).name;
      tracked = new Tracked(kind, name, this.texts.text(tp) ?? "");
      while (parts.length < tp) parts.push(undefined);
      parts[tp] = tracked;
    }
    this.touch(tracked);
  }

  private touchNamed(kind: number, name: string): void {
    if (this.changes === null) return;
    // A path begins with a slash, the name of a topic never does.
    let tracked = this.namedTracks.get(name);
    if (tracked === undefined) {
      tracked = new Tracked(kind, name);
      this.namedTracks.set(name, tracked);
    }
    this.touch(tracked);
  }

  private touch(tracked: Tracked): void {
    if (tracked.dirty || this.changes === null) return;
    tracked.dirty = true;
    this.changes.push(tracked);
  }

  private partitionOf(tp: number): PartitionRef {
    const known = this.partitionsByText[tp];
    if (known !== undefined) return known;
    const ref = this.partitionRef(this.texts.text(tp) ?? "");
    while (this.partitionsByText.length < tp) this.partitionsByText.push(undefined);
    this.partitionsByText[tp] = ref;
    return ref;
  }

  private partitionRef(name: string): PartitionRef {
    const known = this.partitionsByName.get(name);
    if (known !== undefined) return known;
    let state = this.state.partitions[name];
    if (state === undefined) {
      this.state.partitions[name] = newPartition();
      // Read again: a draft hands out its own copy.
      state = this.state.partitions[name] as PartitionState;
    }
    const ref = new PartitionRef(name, state);
    this.partitionsByName.set(name, ref);
    // Replicas are hashed by themselves, but a partition without any is there too.
    this.touch(ref.tracked);
    return ref;
  }

  private replicaRef(partition: PartitionRef, broker: number): ReplicaRef {
    const refs = partition.replicas;
    for (let i = 0; i < refs.length; i++) {
      const ref = refs[i] as ReplicaRef;
      if (ref.broker === broker) return ref;
    }
    let state = partition.state.replicas[broker];
    if (state === undefined) {
      partition.state.replicas[broker] = newReplica();
      state = partition.state.replicas[broker] as ReplicaState;
    }
    const ref = new ReplicaRef(broker, state, partition.name);
    refs.push(ref);
    this.touch(ref.tracked);
    this.touch(ref.log);
    return ref;
  }
}
