import * as K from "../../kafka/facts.ts";
import { FACT_STRIDE } from "../../kernel/facts.ts";
import {
  FACT_DISK_FAILURE,
  FACT_DISK_LOST,
  FACT_DISK_SPEED,
  FACT_DISK_SYNC,
  FACT_HOST_CLOCK,
  FACT_HOST_LIFE,
  FACT_LINK,
  FACT_MESSAGE_SEND,
  LIFE_DOWN,
} from "../../kernel/kernel-facts.ts";
import type { TraceHost } from "../../trace/columns.ts";
import type { ExecutedEvent } from "../../trace/executed-event.ts";
import { brokerOfHost } from "../../trace/initial-state.ts";
import { TextMeanings } from "../../trace/registry.ts";
import { FACT_ZOOKEEPER_SERVER, SERVER_LEADING } from "../../zookeeper/facts.ts";
import { GroupFacts } from "../groups/group-facts.ts";
import type { ConsumerPromise } from "../settings.ts";
import { BatchIndex } from "./batch-index.ts";
import { noteTaken } from "./causes.ts";
import { ClientFacts } from "./client-facts.ts";
import type { HistoryEntry, HistoryNote } from "./history.ts";
import { LogFacts } from "./log-facts.ts";
import * as P from "./partition-model.ts";
import { PartitionModel, type ReplicaModel } from "./partition-model.ts";
import { RecordTable } from "./record-table.ts";
import { Registrations } from "./registrations.ts";
import { RegistryFacts } from "./registry-facts.ts";
import { SettingsLog } from "./settings-log.ts";
import { Topics } from "./topics.ts";
import { Touched } from "./touched.ts";

/** A host, and the broker on it. */
export interface HostModel extends TraceHost {
  readonly index: number;
  /** -1 for hosts that are no brokers. */
  readonly broker: number;
  life: number;
}

/**
 * What the facts of a run tell, kept so that checks need not look at facts: partitions with their
 * replicas' logs, records, and the history of what happens seldom. After an event, `touchedReplicas`
 * and `touchedPartitions` are what it changed.
 */
export class ClusterModel {
  readonly hosts: HostModel[] = [];
  readonly partitions: PartitionModel[] = [];
  readonly table = new RecordTable();
  /** Records by their places in batches. */
  readonly batchIndex = new BatchIndex(this.table);
  readonly clients: ClientFacts;
  readonly groups: GroupFacts;
  private readonly logs: LogFacts;
  private readonly registry: RegistryFacts;
  readonly topics: Topics;
  readonly registrations = new Registrations();
  readonly settingsLog = new SettingsLog();
  /** Leader epochs in which an operator asked for a leader outside the ISR (KIP-460), by partition. */
  readonly askedUnclean = new Set<string>();
  readonly history: HistoryEntry[] = [];
  readonly touchedReplicas = new Touched<ReplicaModel>();
  readonly touchedPartitions = new Touched<PartitionModel>();
  /** Whether a host changed its state in this event. */
  livesTouched = false;
  event = -1;
  timeUs = 0;
  readonly meanings: TextMeanings;
  private readonly byText: (PartitionModel | undefined)[] = [];
  private readonly byName = new Map<string, PartitionModel>();
  /** Servers that lead ZooKeeper's ensemble, as far as they know. */
  private readonly quorumLeaders = new Set<number>();

  /** @param consumers what is known of consumers, by name */
  constructor(
    first: Pick<ExecutedEvent, "hosts" | "facts">,
    consumers: Readonly<Record<string, ConsumerPromise>> = {},
  ) {
    this.meanings = new TextMeanings(first.facts.texts);
    this.groups = new GroupFacts(this, consumers);
    this.clients = new ClientFacts(this);
    this.logs = new LogFacts(this);
    this.registry = new RegistryFacts(this);
    this.topics = new Topics(this.meanings);
    for (const [index, { name, kind }] of first.hosts.entries()) {
      const broker = brokerOfHost({ name, kind }) ?? -1;
      this.hosts.push({ index, name, kind, broker, life: LIFE_DOWN });
    }
  }

  /** Takes in an event. */
  apply(event: ExecutedEvent): void {
    this.event = event.row;
    this.timeUs = event.now;
    const { data, length } = event.facts;
    for (let at = 0; at < length; at += FACT_STRIDE) {
      const code = data[at] as number;
      if (code >= K.FACT_GROUP) this.groups.apply(code, data, at);
      else if (code >= K.FACT_LOG_APPEND_PART) this.logs.apply(code, data, at);
      else if (code >= K.FACT_RECORD_SENT) this.clients.apply(code, data, at);
      else if (code >= K.FACT_REPLICA_ROLE) this.brokerFact(code, data, at);
      else if (code !== FACT_MESSAGE_SEND) this.otherFact(code, data, at);
    }
  }

  /** Forgets what the event touched. */
  settle(): void {
    const { touchedReplicas, touchedPartitions } = this;
    for (let i = 0; i < touchedReplicas.count; i++) {
      const replica = touchedReplicas.at(i);
      replica.touched = 0;
      replica.cutAt = Number.POSITIVE_INFINITY;
      replica.oldHighWatermark = replica.highWatermark;
      if (replica.cleaned.length > 0) replica.cleaned.length = 0;
      replica.appendedAt = -1;
      replica.retention = null;
    }
    for (let i = 0; i < touchedPartitions.count; i++) {
      const partition = touchedPartitions.at(i);
      partition.touched = 0;
      partition.oldTruth = partition.truth;
      partition.oldZkVersion = partition.zkVersion;
      partition.newlyAcked.length = 0;
      partition.newlyRead.length = 0;
      partition.newlyFailed.length = 0;
      partition.newlyReadOffsets.length = 0;
    }
    touchedReplicas.count = 0;
    touchedPartitions.count = 0;
    if (this.groups.isTouched) this.groups.settle();
    this.livesTouched = false;
  }

  /** The partition of that name; made when there is none. */
  partitionNamed(name: string): PartitionModel {
    let partition = this.byName.get(name);
    if (partition === undefined) {
      partition = new PartitionModel(this.partitions.length, name, null);
      this.byName.set(name, partition);
      this.partitions.push(partition);
    }
    return partition;
  }

  /** The host of a broker, or undefined. */
  hostOfBroker(broker: number): HostModel | undefined {
    return this.hosts.find((host) => host.broker === broker);
  }

  hostName(index: number): string {
    return this.hosts[index]?.name ?? `#${index}`;
  }

  /** The value that a record carries; `null` of a tombstone. */
  valueOf(row: number): string {
    const value = this.table.values.at(row);
    return value < 0 ? "null" : this.meanings.text(value);
  }

  /** The partition whose name is the text with that id. */
  partition(tp: number): PartitionModel {
    const known = this.byText[tp];
    if (known !== undefined) return known;
    const partition = this.partitionNamed(this.meanings.text(tp));
    while (this.byText.length < tp) this.byText.push(undefined);
    this.byText[tp] = partition;
    return partition;
  }

  touchPartition(partition: PartitionModel, what: number): void {
    if (partition.touched === 0) this.touchedPartitions.add(partition);
    partition.touched |= what;
  }

  touch(replica: ReplicaModel, what: number): void {
    if (replica.touched === 0) this.touchedReplicas.add(replica);
    replica.touched |= what;
  }

  private brokerFact(code: number, data: Float64Array, at: number): void {
    const a = data[at + 1] as number;
    const b = data[at + 2] as number;
    const c = data[at + 3] as number;
    const d = data[at + 4] as number;
    switch (code) {
      case K.FACT_REPLICA_LEO: {
        const replica = this.partition(a).replica(b);
        replica.logEndOffset = c;
        if (replica.log.end > c) this.cut(replica, c, "");
        this.touch(replica, P.TOUCHED_BOUNDS);
        break;
      }
      case K.FACT_REPLICA_HW:
        this.highWatermark(this.partition(a).replica(b), c);
        break;
      case K.FACT_LOG_APPEND: {
        const replica = this.partition(a).replica(b);
        replica.logEndOffset = c + d;
        this.touch(replica, P.TOUCHED_BOUNDS);
        this.append(replica, c, d, data[at + 5] as number, data[at + 6] as number);
        break;
      }
      case K.FACT_LEADER_ISR:
        this.leaderIsr(this.partition(a).replica(b), c, d);
        break;
      case K.FACT_EPOCH_CACHE: {
        const replica = this.partition(a).replica(b);
        replica.epochs = this.meanings.json(c) as readonly (readonly number[])[];
        this.touch(replica, P.TOUCHED_EPOCHS);
        break;
      }
      case K.FACT_FETCHER:
        this.fetcher(this.partition(a).replica(b), c);
        break;
      case K.FACT_REPLICA_ROLE:
        this.role(this.partition(a).replica(b), c, d, data[at + 5] as number);
        break;
      case K.FACT_REPLICA_START: {
        const replica = this.partition(a).replica(b);
        if (c > replica.logStartOffset) this.logStart(replica, c);
        replica.logStartOffset = c;
        replica.log.dropBefore(c);
        this.touch(replica, P.TOUCHED_BOUNDS);
        break;
      }
      case K.FACT_LOG_TRUNCATE:
        this.cut(this.partition(a).replica(b), c, this.meanings.text(d));
        break;
      case K.FACT_ELECTION:
        if (this.meanings.text(data[at + 5] as number) === "unclean") {
          this.askedUnclean.add(`${this.meanings.text(a)} ${c}`);
        }
        break;
      case K.FACT_CONTROLLER:
        this.note({ type: "controller", broker: a, epoch: b, active: c === 1 });
        break;
    }
  }

  private otherFact(code: number, data: Float64Array, at: number): void {
    const a = data[at + 1] as number;
    const b = data[at + 2] as number;
    switch (code) {
      case FACT_HOST_LIFE:
        this.hostLife(a, b, this.meanings.text(data[at + 4] as number));
        break;
      case FACT_HOST_CLOCK:
        this.note({ type: "clock", host: a, offsetUs: b });
        break;
      case FACT_LINK:
        this.note({ type: "link", from: a, to: b, cut: data[at + 3] === 1 });
        break;
      case FACT_DISK_LOST: {
        const file = this.meanings.text(b);
        this.note({ type: "disk", host: a, file, lost: data[at + 4] as number });
        break;
      }
      case FACT_DISK_FAILURE: {
        const failing = data[at + 3] === 1;
        this.note({ type: "directory", host: a, directory: this.meanings.text(b), failing });
        break;
      }
      case FACT_DISK_SYNC:
        this.note({ type: "diskSync", host: a, syncUs: b });
        break;
      case FACT_DISK_SPEED:
        this.note({ type: "diskSpeed", host: a, slowdown: b });
        break;
      case FACT_ZOOKEEPER_SERVER:
        this.quorumRole(a, b === SERVER_LEADING, data[at + 3] as number);
        break;
      default:
        this.registry.apply(code, data, at);
    }
  }

  private quorumRole(host: number, leads: boolean, epoch: number): void {
    if (leads === this.quorumLeaders.has(host)) return;
    if (leads) this.quorumLeaders.add(host);
    else this.quorumLeaders.delete(host);
    this.note({ type: "quorum", host, epoch, leads });
  }

  private leaderIsr(replica: ReplicaModel, isr: number, maximalIsr: number): void {
    replica.isr = this.meanings.integers(isr);
    replica.maximalIsr = this.meanings.integers(maximalIsr);
    this.touch(replica, P.TOUCHED_ISR);
  }

  /** A fetcher took the replica in, or gave it up (-1). */
  private fetcher(replica: ReplicaModel, source: number): void {
    replica.fetchers = source < 0 ? Math.max(0, replica.fetchers - 1) : replica.fetchers + 1;
    if (source >= 0 || replica.fetchers === 0) replica.fetchesFrom = source;
    this.touch(replica, P.TOUCHED_FETCHER);
  }

  private highWatermark(replica: ReplicaModel, offset: number): void {
    const before = replica.highWatermark;
    replica.highWatermark = offset;
    this.touch(replica, P.TOUCHED_HW);
    if (replica.role === K.ROLE_LEADER && offset > before) {
      replica.partition.commit(replica, before, offset, this.event);
    }
  }

  private append(
    replica: ReplicaModel,
    base: number,
    count: number,
    epoch: number,
    batch: number,
  ): void {
    if (replica.log.end > base) this.overwrite(replica, base);
    const byLeader = replica.role === K.ROLE_LEADER;
    replica.log.append(base, count, epoch, batch, byLeader, this.event, this.timeUs);
    this.touch(replica, P.TOUCHED_APPEND);
    if (byLeader) this.noteRepeated(replica, batch);
  }

  /** A leader appended a batch. */
  noteRepeated(leader: ReplicaModel, batch: number): void {
    const { repeated } = this.table;
    if (repeated.size > 0 && repeated.has(batch)) this.touch(leader, P.TOUCHED_REPEATED);
  }

  /** An append begins where the log has records already. */
  overwrite(replica: ReplicaModel, base: number): void {
    replica.appendedAt = base;
    this.cut(replica, base, "");
  }

  /** Its log starts later from now on. */
  private logStart(replica: ReplicaModel, to: number): void {
    const { partition, broker, logStartOffset: from, highWatermark, retention, log } = replica;
    if (log.end <= from) return;
    const byLeader = replica.role === K.ROLE_LEADER;
    // A leader's log starts later because of retention, or because of a DeleteRecordsRequest.
    const asked = byLeader && retention === null;
    const behind = byLeader ? partition.consumersBefore(to) : [];
    this.note({
      type: "logStart",
      partition,
      broker,
      from,
      to,
      highWatermark,
      byLeader,
      asked,
      retention,
      behind,
    });
  }

  private cut(replica: ReplicaModel, offset: number, reason: string): void {
    const { log, partition, broker } = replica;
    const from = log.end;
    if (from <= offset) return;
    // A log is read from disk before its replica is told a role: what is missing went with the power.
    const powerLost = replica.role === K.ROLE_OFFLINE || replica.role === K.ROLE_NONE;
    const { leaderEpoch, leader } = replica;
    const lastRecordEpoch = log.length === 0 ? -1 : log.logged(log.length - 1).leaderEpoch;
    const leadersEpoch = partition.knownReplica(leader)?.leaderEpoch ?? -1;
    if (powerLost) noteTaken(replica, offset, this.event, this.table);
    log.truncate(offset);
    replica.cutAt = Math.min(replica.cutAt, offset);
    this.touch(replica, P.TOUCHED_CUT);
    const highWatermark = replica.oldHighWatermark;
    const cut = { from, to: offset, reason, highWatermark, powerLost };
    const epochs = { leaderEpoch, lastRecordEpoch, leader, leadersEpoch };
    this.note({ type: "truncation", partition, broker, ...cut, ...epochs });
  }

  private role(replica: ReplicaModel, role: number, leaderEpoch: number, leader: number): void {
    replica.role = role;
    replica.leaderEpoch = leaderEpoch;
    replica.leader = leader;
    if (role !== K.ROLE_LEADER) replica.isr = [];
    // A deleted replica takes its log with it.
    if (role === K.ROLE_NONE) {
      replica.log.truncate(0);
      replica.deletedInEpoch = replica.partition.truth?.leaderEpoch ?? -1;
    }
    this.touch(replica, P.TOUCHED_ROLE);
    const { partition, broker, logEndOffset, highWatermark } = replica;
    const log = { logEndOffset, highWatermark };
    this.note({ type: "role", partition, broker, role, leaderEpoch, leader, ...log });
  }

  /** A partition of the name of a deleted one; logs of that one that brokers still have are its own. */
  createAgain(previous: PartitionModel): PartitionModel {
    const { name } = previous;
    const partition = new PartitionModel(this.partitions.length, name, previous);
    for (const replica of previous.replicas) {
      if (replica.role !== K.ROLE_NONE) partition.inherit(replica);
    }
    this.partitions.push(partition);
    this.byName.set(name, partition);
    const text = this.byText.indexOf(previous);
    if (text >= 0) this.byText[text] = partition;
    return partition;
  }

  private hostLife(index: number, life: number, reason: string): void {
    const host = this.hosts[index];
    if (host === undefined) return;
    host.life = life;
    this.livesTouched = true;
    this.groups.hostLife(index, host.broker, life);
    this.note({ type: "life", host: index, life, reason });
    if (life !== LIFE_DOWN || host.broker < 0) return;
    for (const partition of this.partitions) {
      const replica = partition.knownReplica(host.broker);
      if (replica === undefined || replica.role === K.ROLE_NONE) continue;
      replica.role = K.ROLE_OFFLINE;
      replica.isr = [];
      replica.fetchesFrom = -1;
      replica.fetchers = 0;
      this.touch(replica, P.TOUCHED_ROLE);
    }
  }

  /** Adds an entry to the history. */
  note(entry: HistoryNote): void {
    this.history.push({ ...entry, event: this.event, timeUs: this.timeUs } as HistoryEntry);
  }
}
