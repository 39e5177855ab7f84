import { errorName } from "../kafka/errors.ts";
import * as K from "../kafka/facts.ts";
import { FACT_STRIDE, type TextTable } from "../kernel/facts.ts";
import {
  FACT_DISK_SPEED,
  FACT_DISK_SYNC,
  FACT_HOST_CLOCK,
  FACT_HOST_LIFE,
  FACT_LINK,
  LIFE_DOWN,
  LIFE_PAUSED,
} from "../kernel/kernel-facts.ts";
import {
  FACT_SESSION_ENDED,
  FACT_SESSION_OPENED,
  FACT_ZNODE,
  FACT_ZNODE_REMOVED,
  FACT_ZOOKEEPER_SERVER,
} from "../zookeeper/facts.ts";
import type { TraceHost } from "./columns.ts";
import { Entities } from "./entities.ts";
import { FoldedGroups } from "./fold-groups.ts";
import { appendToLog, cutLog, cutLogHead, FoldedLogs } from "./fold-logs.ts";
import { FoldedZnodes } from "./fold-znodes.ts";
import { addOffset } from "./ranges.ts";
import { integersOf, TextMeanings } from "./registry.ts";
import type { QuorumState, ReplicaState, State } from "./state.ts";

const ROLES: readonly ReplicaState["role"][] = ["none", "leader", "follower", "offline"];
const QUORUM_ROLES: readonly QuorumState["role"][] = ["looking", "following", "leading"];
const COUNT_OF_STATUS = ["sent", "acked", "failed", "unknown", "unacknowledged"] as const;

/**
 * Applies facts to a state, in place: a plain one or a draft of immer. It knows what facts mean and
 * nothing of why they happen. Entities are looked up once; so a fold lives no longer than its draft.
 */
export class StateFold {
  readonly state: State;
  private readonly hosts: readonly TraceHost[];
  private readonly meanings: TextMeanings;
  private readonly entities: Entities;
  private readonly znodes: FoldedZnodes;
  private readonly logs: FoldedLogs;
  private readonly groups: FoldedGroups;

  constructor(
    state: State,
    hosts: readonly TraceHost[],
    texts: TextTable,
    entities: Entities = new Entities(state, hosts, texts),
    meanings: TextMeanings = new TextMeanings(texts),
  ) {
    this.state = state;
    this.hosts = hosts;
    this.meanings = meanings;
    this.entities = entities;
    this.znodes = new FoldedZnodes(state, meanings, entities);
    this.logs = new FoldedLogs(meanings, entities);
    this.groups = new FoldedGroups(state, hosts, meanings, entities);
  }

  /** Applies `length` numbers of facts. */
  apply(data: Float64Array, length: number): void {
    for (let at = 0; at < length; at += FACT_STRIDE) {
      const code = data[at] as number;
      if (code >= K.FACT_GROUP) this.groups.apply(code, data, at);
      else if (code >= K.FACT_LOG_APPEND_PART) this.logs.apply(code, data, at);
      else if (code >= K.FACT_RECORD_SENT) this.applyClient(code, data, at);
      else if (code >= K.FACT_REPLICA_ROLE) this.applyBroker(code, data, at);
      else this.applySurroundings(code, data, at);
    }
  }

  private applySurroundings(code: number, data: Float64Array, at: number): void {
    const a = data[at + 1] as number;
    const b = data[at + 2] as number;
    const c = data[at + 3] as number;
    switch (code) {
      case FACT_HOST_LIFE:
        this.hostLife(a, b, c, data[at + 4] as number);
        break;
      case FACT_HOST_CLOCK:
        this.entities.host(a).wallOffsetUs = b;
        break;
      case FACT_DISK_SYNC:
        this.entities.host(a).syncUs = b;
        break;
      case FACT_DISK_SPEED:
        this.entities.host(a).diskSlowdown = b;
        break;
      case FACT_LINK:
        this.link(a, b, c === 1);
        break;
      case FACT_ZNODE:
        this.znodes.changed(a, b, c, data[at + 4] as number, data[at + 6] as number);
        break;
      case FACT_ZNODE_REMOVED:
        this.znodes.removed(a);
        break;
      case FACT_SESSION_OPENED:
        this.entities.touchSessions();
        this.state.zookeeper.sessions[sessionName(a)] = { host: this.hostName(b), timeoutMs: c };
        break;
      case FACT_SESSION_ENDED:
        this.entities.touchSessions();
        delete this.state.zookeeper.sessions[sessionName(a)];
        break;
      case FACT_ZOOKEEPER_SERVER: {
        const role = QUORUM_ROLES[b] ?? "looking";
        this.entities.host(a).quorum = { role, epoch: c, zxid: data[at + 4] as number };
        break;
      }
    }
  }

  private applyBroker(code: number, data: Float64Array, at: number): void {
    const a = data[at + 1] as number;
    const b = data[at + 2] as number;
    const c = data[at + 3] as number;
    const d = data[at + 4] as number;
    switch (code) {
      case K.FACT_REPLICA_ROLE:
        this.entities.replicaLog(a, b);
        this.replicaRole(this.entities.replica(a, b), c, d, data[at + 5] as number);
        break;
      case K.FACT_REPLICA_LEO: {
        const replica = this.entities.replicaLog(a, b);
        replica.logEndOffset = c;
        cutLog(replica, c);
        break;
      }
      case K.FACT_REPLICA_HW:
        this.entities.replicaLog(a, b).highWatermark = c;
        break;
      case K.FACT_REPLICA_START: {
        const replica = this.entities.replicaLog(a, b);
        replica.logStartOffset = c;
        cutLogHead(replica, c);
        break;
      }
      case K.FACT_LOG_APPEND:
        appendToLog(this.entities.replicaLog(a, b), c, c + d, data[at + 5] as number);
        break;
      case K.FACT_LOG_TRUNCATE:
        cutLog(this.entities.replicaLog(a, b), c);
        break;
      case K.FACT_EPOCH_CACHE:
        this.entities.replica(a, b).epochCache = this.epochCache(c);
        break;
      case K.FACT_REMOTE_LEO:
        this.remoteLogEndOffset(this.entities.replicaLog(a, b), c, d);
        break;
      case K.FACT_LEADER_ISR: {
        const replica = this.entities.replica(a, b);
        replica.isr = [...this.meanings.integers(c)];
        replica.maximalIsr = [...this.meanings.integers(d)];
        break;
      }
      case K.FACT_FETCHER:
        this.entities.replica(a, b).fetchesFrom = c;
        break;
      case K.FACT_CONTROLLER:
        this.entities.touchControllers();
        if (c === 1) this.state.controllers[a] = b;
        else delete this.state.controllers[a];
        break;
      case K.FACT_BROKER_STATE: {
        const host = this.entities.hostOfBroker(a);
        if (host !== null) host.brokerState = b;
        break;
      }
    }
  }

  private applyClient(code: number, data: Float64Array, at: number): void {
    const a = data[at + 1] as number;
    const b = data[at + 2] as number;
    const c = data[at + 3] as number;
    switch (code) {
      case K.FACT_RECORD_SENT:
        this.entities.client(a).sent++;
        break;
      case K.FACT_RECORD_STATUS:
        this.recordStatus(b, c, data[at + 4] as number, data[at + 6] as number);
        break;
      case K.FACT_RECORD_READ:
        this.entities.client(a).read++;
        break;
      case K.FACT_POSITION:
        this.entities.setPosition(a, b, c);
        break;
      case K.FACT_CLIENT_ERROR: {
        const errors = this.entities.client(a).errors;
        const name = errorName(b);
        errors[name] = (errors[name] ?? 0) + 1;
        break;
      }
      case K.FACT_CLIENT_LEADER:
        this.entities.setClientLeader(a, b, c);
        break;
    }
  }

  private hostLife(index: number, life: number, incarnation: number, reason: number): void {
    const host = this.entities.host(index);
    host.life = life === LIFE_DOWN ? "down" : life === LIFE_PAUSED ? "paused" : "up";
    host.incarnation = incarnation;
    host.reason = this.meanings.text(reason);
    if (life === LIFE_DOWN) {
      host.quorum = null;
      this.groups.hostDown(index, host.broker);
    }
    if (life !== LIFE_DOWN || host.broker === null) return;
    // With the process goes what only its memory held.
    host.brokerState = 0;
    this.entities.touchControllers();
    delete this.state.controllers[host.broker];
    for (const replica of this.entities.replicasOn(host.broker)) {
      if (replica.role !== "none")
        this.replicaRole(replica, K.ROLE_OFFLINE, replica.leaderEpoch, -1);
      replica.fetchesFrom = -1;
    }
  }

  private link(from: number, to: number, cut: boolean): void {
    this.entities.touchCuts();
    const name = `${this.hostName(from)}>${this.hostName(to)}`;
    if (cut) this.state.cuts[name] = true;
    else delete this.state.cuts[name];
  }

  private replicaRole(replica: ReplicaState, role: number, epoch: number, leader: number): void {
    replica.role = ROLES[role] ?? "none";
    replica.leaderEpoch = epoch;
    replica.leader = leader;
    if (role === K.ROLE_LEADER) return;
    replica.isr = [];
    replica.maximalIsr = [];
    replica.remoteLogEndOffsets = {};
    if (role !== K.ROLE_NONE) return;
    // A deleted replica takes its log with it.
    replica.epochRuns = [];
    replica.gaps = [];
    replica.damaged = [];
    replica.segmentBaseOffsets = [];
    replica.epochCache = [];
    replica.logStartOffset = 0;
    replica.highWatermark = 0;
    replica.logEndOffset = 0;
  }

  private epochCache(json: number): [number, number][] {
    const entries = this.meanings.json(json);
    if (!Array.isArray(entries)) return [];
    return entries.map(integersOf).map((pair): [number, number] => [pair[0] ?? -1, pair[1] ?? -1]);
  }

  private remoteLogEndOffset(leader: ReplicaState, follower: number, offset: number): void {
    if (offset === K.NO_REMOTE_REPLICA) delete leader.remoteLogEndOffsets[follower];
    else leader.remoteLogEndOffsets[follower] = offset;
  }

  private recordStatus(tp: number, status: number, offset: number, client: number): void {
    const counts = this.entities.client(client);
    const count = COUNT_OF_STATUS[status];
    if (count !== undefined && count !== "sent") counts[count]++;
    if (status !== K.RECORD_STATUS.ACKED || offset < 0 || tp < 0) return;
    addOffset(this.entities.partition(tp).acked, offset);
  }

  private hostName(index: number): string {
    return this.hosts[index]?.name ?? `#${index}`;
  }
}

/** A session as people and tools write it. */
export function sessionName(id: number): string {
  return id.toString(16);
}
