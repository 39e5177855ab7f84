import { assert } from "../kernel/assert.ts";
import { hex16, RollingHash } from "./hash.ts";
import type {
  CoordinatedGroupState,
  PartitionState,
  ReplicaState,
  State,
  ZnodeState,
} from "./state.ts";
import * as E from "./tracked.ts";

const ROLES: readonly string[] = ["none", "leader", "follower", "offline"];
const QUORUM_ROLES: readonly string[] = ["looking", "following", "leading"];
const GROUP_STATES: readonly string[] = [
  "Empty",
  "PreparingRebalance",
  "CompletingRebalance",
  "Stable",
];
const MEMBER_STATES: readonly string[] = [
  "unjoined",
  "preparingRebalance",
  "completingRebalance",
  "stable",
];
const LIVES: readonly string[] = ["down", "up", "paused"];

/**
 * The hash of a state: the sum of the hashes of its things, so that it can be kept up to date by
 * looking at what changed. The order of keys does not count.
 */
export class StateHash {
  a = 0;
  b = 0;
  private readonly hasher = new EntityHasher();

  /** Takes account of changes; empties the list. */
  update(state: State, changes: E.Tracked[]): void {
    const hasher = this.hasher;
    for (const tracked of changes) {
      hasher.hash(state, tracked);
      this.a = (this.a - tracked.a + hasher.a) | 0;
      this.b = (this.b - tracked.b + hasher.b) | 0;
      tracked.a = hasher.a;
      tracked.b = hasher.b;
      tracked.dirty = false;
    }
    changes.length = 0;
  }

  hex(): string {
    return hex16(this.a, this.b);
  }
}

/** The hash of a whole state, as 16 hexadecimal digits. */
export function hashState(state: State): string {
  const hasher = new EntityHasher();
  let a = 0;
  let b = 0;
  const add = (kind: number, key: string, part = ""): void => {
    hasher.hash(state, new E.Tracked(kind, key, part));
    a = (a + hasher.a) | 0;
    b = (b + hasher.b) | 0;
  };
  for (const name of Object.keys(state.hosts)) add(E.ENTITY_HOST, name);
  for (const [name, { positions, leaders }] of Object.entries(state.clients)) {
    add(E.ENTITY_CLIENT, name);
    for (const partition of Object.keys(positions)) add(E.ENTITY_POSITION, name, partition);
    for (const partition of Object.keys(leaders)) add(E.ENTITY_CLIENT_LEADER, name, partition);
  }
  for (const name of Object.keys(state.topics)) add(E.ENTITY_TOPIC, name);
  for (const [name, partition] of Object.entries(state.partitions)) {
    add(E.ENTITY_PARTITION, name);
    for (const broker of Object.keys(partition.replicas)) {
      add(E.ENTITY_REPLICA, name, broker);
      add(E.ENTITY_REPLICA_LOG, name, broker);
    }
  }
  for (const [name, { coordinators }] of Object.entries(state.groups)) {
    for (const broker of Object.keys(coordinators)) {
      add(E.ENTITY_GROUP, name, broker);
      add(E.ENTITY_GROUP_OFFSETS, name, broker);
    }
  }
  for (const path of pathsOf(state.zookeeper.root)) add(E.ENTITY_ZNODE, path);
  for (const kind of [E.ENTITY_CUTS, E.ENTITY_SESSIONS, E.ENTITY_CONTROLLERS]) add(kind, "");
  return hex16(a, b);
}

function pathsOf(root: ZnodeState): string[] {
  const paths: string[] = ["/"];
  const open: [string, ZnodeState][] = [["", root]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [prefix, znode] = next;
    for (const [name, child] of Object.entries(znode.children)) {
      paths.push(`${prefix}/${name}`);
      open.push([`${prefix}/${name}`, child]);
    }
  }
  return paths;
}

/** Hashes one thing of a state; (0, 0) when it is not there. */
class EntityHasher {
  a = 0;
  b = 0;
  private readonly rolling = new RollingHash();
  private readonly inner = new RollingHash();

  hash(state: State, tracked: E.Tracked): void {
    const rolling = this.rolling;
    if (!tracked.named) {
      rolling.set(0x3c6ef372, 0x510e527f);
      rolling.addInt(tracked.kind);
      rolling.addText(tracked.key);
      rolling.addText(tracked.part);
      tracked.nameA = rolling.a;
      tracked.nameB = rolling.b;
      tracked.named = true;
    }
    rolling.set(tracked.nameA, tracked.nameB);
    const there = this.add(state, tracked.kind, tracked.key, tracked.part);
    this.a = there ? rolling.a : 0;
    this.b = there ? rolling.b : 0;
  }

  private add(state: State, kind: number, key: string, part: string): boolean {
    switch (kind) {
      case E.ENTITY_HOST:
        return this.host(state, key);
      case E.ENTITY_CLIENT:
        return this.client(state, key);
      case E.ENTITY_PARTITION:
        return this.partition(state.partitions[key]);
      case E.ENTITY_REPLICA:
        return this.replica(state.partitions[key]?.replicas[part]);
      case E.ENTITY_REPLICA_LOG:
        return this.replicaLog(state.partitions[key]?.replicas[part]);
      case E.ENTITY_POSITION:
        return this.number(state.clients[key]?.positions[part]);
      case E.ENTITY_CLIENT_LEADER:
        return this.number(state.clients[key]?.leaders[part]);
      case E.ENTITY_ZNODE:
        return this.znode(state.zookeeper.root, key);
      case E.ENTITY_TOPIC:
        return this.topic(state, key);
      case E.ENTITY_CUTS:
        return this.map(state.cuts, () => {});
      case E.ENTITY_SESSIONS:
        return this.map(state.zookeeper.sessions, (session, to) => {
          to.addText(session.host);
          to.addNumber(session.timeoutMs);
        });
      case E.ENTITY_CONTROLLERS:
        return this.map(state.controllers, addNumber);
      case E.ENTITY_GROUP:
        return this.group(state.groups[key]?.coordinators[part]);
      case E.ENTITY_GROUP_OFFSETS: {
        const group = state.groups[key]?.coordinators[part];
        return group !== undefined && this.map(group.offsets, addNumber);
      }
    }
    assert(false, "a state is made of known kinds of things");
    return false;
  }

  private host(state: State, name: string): boolean {
    const host = state.hosts[name];
    if (host === undefined) return false;
    const rolling = this.rolling;
    rolling.addText(host.kind);
    rolling.addNumber(host.broker ?? -1);
    rolling.addInt(LIVES.indexOf(host.life));
    rolling.addText(host.reason);
    rolling.addNumber(host.incarnation);
    rolling.addNumber(host.wallOffsetUs);
    rolling.addNumber(host.brokerState);
    rolling.addNumber(host.syncUs);
    rolling.addNumber(host.diskSlowdown);
    const { quorum } = host;
    if (quorum === null) return true;
    rolling.addInt(QUORUM_ROLES.indexOf(quorum.role));
    rolling.addNumber(quorum.epoch);
    rolling.addNumber(quorum.zxid);
    return true;
  }

  private client(state: State, name: string): boolean {
    const client = state.clients[name];
    if (client === undefined) return false;
    const rolling = this.rolling;
    rolling.addText(client.kind);
    rolling.addNumber(client.sent);
    rolling.addNumber(client.acked);
    rolling.addNumber(client.failed);
    rolling.addNumber(client.unknown);
    rolling.addNumber(client.unacknowledged);
    rolling.addNumber(client.read);
    rolling.addNumber(client.processed);
    addTexts(client.assignment, rolling);
    const { membership } = client;
    if (membership !== null) {
      rolling.addText(membership.group);
      addOptional(membership.member, rolling);
      rolling.addNumber(membership.generation);
      rolling.addInt(MEMBER_STATES.indexOf(membership.state));
    }
    return this.map(client.errors, addNumber);
  }

  private partition(partition: PartitionState | undefined): boolean {
    if (partition === undefined) return false;
    const rolling = this.rolling;
    rolling.addNumber(partition.leader ?? -9);
    rolling.addNumber(partition.leaderEpoch);
    this.list(partition.isr);
    rolling.addNumber(partition.controllerEpoch);
    rolling.addNumber(partition.zkVersion);
    rolling.addInt(partition.acked.length);
    for (const [base, end] of partition.acked) {
      rolling.addNumber(base);
      rolling.addNumber(end);
    }
    return true;
  }

  private replica(replica: ReplicaState | undefined): boolean {
    if (replica === undefined) return false;
    const rolling = this.rolling;
    rolling.addInt(ROLES.indexOf(replica.role));
    rolling.addNumber(replica.leaderEpoch);
    rolling.addNumber(replica.leader);
    rolling.addNumber(replica.fetchesFrom);
    rolling.addInt(replica.epochCache.length);
    for (const [epoch, start] of replica.epochCache) {
      rolling.addNumber(epoch);
      rolling.addNumber(start);
    }
    this.list(replica.isr);
    this.list(replica.maximalIsr);
    return true;
  }

  private replicaLog(replica: ReplicaState | undefined): boolean {
    if (replica === undefined) return false;
    const rolling = this.rolling;
    rolling.addNumber(replica.logStartOffset);
    rolling.addNumber(replica.highWatermark);
    rolling.addNumber(replica.logEndOffset);
    rolling.addInt(replica.epochRuns.length);
    for (const { base, end, epoch } of replica.epochRuns) {
      rolling.addNumber(base);
      rolling.addNumber(end);
      rolling.addNumber(epoch);
    }
    rolling.addInt(replica.gaps.length);
    for (const [from, end] of replica.gaps) {
      rolling.addNumber(from);
      rolling.addNumber(end);
    }
    rolling.addInt(replica.damaged.length);
    for (const [from, end] of replica.damaged) {
      rolling.addNumber(from);
      rolling.addNumber(end);
    }
    this.list(replica.segmentBaseOffsets);
    return this.map(replica.remoteLogEndOffsets, addNumber);
  }

  private group(group: CoordinatedGroupState | undefined): boolean {
    if (group === undefined) return false;
    const rolling = this.rolling;
    rolling.addInt(GROUP_STATES.indexOf(group.state));
    rolling.addNumber(group.generation);
    addOptional(group.protocol, rolling);
    addOptional(group.leader, rolling);
    return this.map(group.members, (member, to) => {
      to.addText(member.client);
      addOptional(member.instance, to);
      addTexts(member.assignment, to);
    });
  }

  private number(value: number | undefined): boolean {
    if (value === undefined) return false;
    this.rolling.addNumber(value);
    return true;
  }

  private topic(state: State, name: string): boolean {
    const topic = state.topics[name];
    if (topic === undefined) return false;
    this.map(topic.configs, (value, to) => to.addText(value));
    for (const lists of [topic.assignment, topic.adding, topic.removing]) {
      this.map(lists, (replicas, to) => {
        to.addInt(replicas.length);
        for (const replica of replicas) to.addNumber(replica);
      });
    }
    return true;
  }

  private znode(root: ZnodeState, path: string): boolean {
    let znode: ZnodeState | undefined = root;
    if (path !== "/") {
      for (const name of path.slice(1).split("/")) znode = znode?.children[name];
    }
    if (znode === undefined) return false;
    const rolling = this.rolling;
    rolling.addText(znode.data);
    rolling.addNumber(znode.version);
    rolling.addNumber(znode.cversion);
    rolling.addNumber(znode.czxid);
    rolling.addText(znode.owner ?? "-");
    return true;
  }

  private list(values: readonly number[]): void {
    this.rolling.addInt(values.length);
    for (const value of values) this.rolling.addNumber(value);
  }

  private map<T>(map: Record<string, T>, add: (value: T, to: RollingHash) => void): boolean {
    const inner = this.inner;
    let count = 0;
    let a = 0;
    let b = 0;
    for (const key in map) {
      inner.set(0x1f83d9ab, 0x5be0cd19);
      inner.addText(key);
      add(map[key] as T, inner);
      a = (a + inner.a) | 0;
      b = (b + inner.b) | 0;
      count++;
    }
    this.rolling.addInt(count);
    this.rolling.addInt(a);
    this.rolling.addInt(b);
    return true;
  }
}

function addNumber(value: number, to: RollingHash): void {
  to.addNumber(value);
}

function addTexts(values: readonly string[], to: RollingHash): void {
  to.addInt(values.length);
  for (const value of values) to.addText(value);
}

/** A text that may be null is another thing than an empty one. */
function addOptional(value: string | null, to: RollingHash): void {
  to.addInt(value === null ? 0 : 1);
  if (value !== null) to.addText(value);
}
