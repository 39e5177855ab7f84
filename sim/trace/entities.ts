import { present } from "../kernel/assert.ts";
import type { TextTable } from "../kernel/facts.ts";
import type { TraceHost } from "./columns.ts";
import { GroupEntities } from "./group-entities.ts";
import { brokerOfHost, newClient, newPartition, newReplica } from "./initial-state.ts";
import type { ClientState, HostState, PartitionState, ReplicaState, State } from "./state.ts";

import * as T from "./tracked.ts";

class ReplicaRef {
  readonly broker: number;
  readonly state: ReplicaState;
  readonly tracked: T.Tracked;
  readonly log: T.Tracked;

  constructor(broker: number, state: ReplicaState, partition: string) {
    this.broker = broker;
    this.state = state;
    this.tracked = new T.Tracked(T.ENTITY_REPLICA, partition, `${broker}`);
    this.log = new T.Tracked(T.ENTITY_REPLICA_LOG, partition, `${broker}`);
  }
}

/** What of a client is tracked by partition. */
class ClientTracks {
  readonly positions: (T.Tracked | undefined)[] = [];
  readonly leaders: (T.Tracked | undefined)[] = [];
}

class PartitionRef {
  readonly name: string;
  readonly state: PartitionState;
  readonly replicas: ReplicaRef[] = [];
  readonly tracked: T.Tracked;

  constructor(name: string, state: PartitionState) {
    this.name = name;
    this.state = state;
    this.tracked = new T.Tracked(T.ENTITY_PARTITION, name);
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
  private readonly changes: T.Tracked[] | null;
  private readonly hostStates: (HostState | undefined)[] = [];
  private readonly clientStates: (ClientState | undefined)[] = [];
  private readonly hostTracks: T.Tracked[];
  private readonly clientTracks: T.Tracked[];
  private readonly clientParts: ClientTracks[];
  private readonly partitionsByText: (PartitionRef | undefined)[] = [];
  private readonly partitionsByName = new Map<string, PartitionRef>();
  private readonly namedTracks = new Map<string, T.Tracked>();
  private readonly cuts = new T.Tracked(T.ENTITY_CUTS, "");
  private readonly sessions = new T.Tracked(T.ENTITY_SESSIONS, "");
  private readonly controllers = new T.Tracked(T.ENTITY_CONTROLLERS, "");
  readonly groups: GroupEntities;

  constructor(
    state: State,
    hosts: readonly TraceHost[],
    texts: TextTable,
    changes: T.Tracked[] | null = null,
  ) {
    this.state = state;
    this.hosts = hosts;
    this.texts = texts;
    this.changes = changes;
    this.hostTracks = hosts.map(({ name }) => new T.Tracked(T.ENTITY_HOST, name));
    this.clientTracks = hosts.map(({ name }) => new T.Tracked(T.ENTITY_CLIENT, name));
    this.clientParts = hosts.map(() => new ClientTracks());
    this.groups = new GroupEntities(state, (tracked) => this.touch(tracked));
    if (changes === null) return;
    for (const [i, { kind }] of hosts.entries()) {
      this.touch(this.hostTracks[i] as T.Tracked);
      if (kind === "producer" || kind === "consumer") this.touch(this.clientTracks[i] as T.Tracked);
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
    if (this.changes !== null) this.touch(this.clientTracks[index] as T.Tracked);
    return client;
  }

  setPosition(index: number, tp: number, offset: number): void {
    const { positions } = this.clientState(index);
    positions[this.texts.text(tp) ?? ""] = offset;
    const parts = (this.clientParts[index] as ClientTracks).positions;
    if (this.changes !== null) this.touchPart(parts, T.ENTITY_POSITION, index, tp);
  }

  setClientLeader(index: number, tp: number, leader: number): void {
    const { leaders } = this.clientState(index);
    leaders[this.texts.text(tp) ?? ""] = leader;
    const parts = (this.clientParts[index] as ClientTracks).leaders;
    if (this.changes !== null) this.touchPart(parts, T.ENTITY_CLIENT_LEADER, index, tp);
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
    this.touchNamed(T.ENTITY_TOPIC, name);
  }

  touchZnode(path: string): void {
    this.touchNamed(T.ENTITY_ZNODE, path);
  }

  private clientState(index: number): ClientState {
    const known = this.clientStates[index];
    if (known !== undefined) return known;
    const { name, kind } = present(this.hosts[index], "facts name hosts that exist");
    if (this.state.clients[name] === undefined) {
      this.state.clients[name] = newClient(kind);
      this.touch(this.clientTracks[index] as T.Tracked);
    }
    const client = this.state.clients[name] as ClientState;
    this.clientStates[index] = client;
    return client;
  }

  private touchPart(
    parts: (T.Tracked | undefined)[],
    kind: number,
    client: number,
    tp: number,
  ): void {
    let tracked = parts[tp];
    if (tracked === undefined) {
      const name = (this.hosts[client] as TraceHost).name;
      tracked = new T.Tracked(kind, name, this.texts.text(tp) ?? "");
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
      tracked = new T.Tracked(kind, name);
      this.namedTracks.set(name, tracked);
    }
    this.touch(tracked);
  }

  private touch(tracked: T.Tracked): void {
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
