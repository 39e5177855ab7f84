import type { ClusterModel } from "../../check/model/cluster-model.ts";
import type { ReplicaModel } from "../../check/model/partition-model.ts";
import { STEP_RESET } from "../../faults/kinds.ts";
import type { KafkaNames } from "../../kafka/context.ts";
import {
  BROKER_STATES,
  FACT_BROKER_STATE,
  FACT_ELECTION,
  FACT_LOG_APPEND,
  FACT_LOG_APPEND_PART,
  FACT_LOG_SEGMENTS,
  FACT_REPLICA_HW,
  FACT_REPLICA_ROLE,
  ROLE_LEADER,
  ROLE_NONE,
} from "../../kafka/facts.ts";
import { FETCH, type FetchResponse, PRODUCE, type ProduceRequest } from "../../kafka/messages.ts";
import { NO_PRODUCER_ID } from "../../kafka/record/record-batch.ts";
import { Message } from "../../kernel/connection.ts";
import { FACT_STRIDE } from "../../kernel/facts.ts";
import {
  CONNECTION_CLOSED,
  FACT_CONNECTION,
  FACT_DISK_LOST,
  FACT_HOST_LIFE,
  LIFE_DOWN,
  LIFE_UP,
} from "../../kernel/kernel-facts.ts";
import { KAFKA_MESSAGES, KIND_MESSAGE, KIND_STEP } from "../../kernel/kinds.ts";
import { REQUEST_TIMED_OUT } from "../../kernel/link.ts";
import type { EventObserver, Simulation } from "../../kernel/simulation.ts";
import type { Micros } from "../../kernel/time.ts";
import { partIn } from "../../trace/fold-logs.ts";
import {
  CLIENT_CONNECTED,
  CLIENT_DISCONNECTED,
  FACT_SESSION_ENDED,
  FACT_SESSION_OPENED,
  FACT_ZOOKEEPER_CLIENT,
} from "../../zookeeper/facts.ts";
import { Refusals } from "./refusals.ts";

/** A connection that ended, and when. */
export interface Closing {
  readonly event: number;
  readonly timeUs: Micros;
  readonly client: number;
  readonly server: number;
}

/** What a broker did when its process ended or stood still. */
export interface Struck {
  readonly event: number;
  readonly host: number;
  /** Partitions that it led with records that were not committed. */
  readonly midWrite: number;
}

interface KnownHighWatermark {
  offset: number;
  /** When it became that. */
  event: number;
}

/** An idempotent batch came to a leader that had it already. */
interface Repeat {
  readonly batch: number;
  readonly event: number;
}

/**
 * What marks must know of a run beside what its checks keep: refusals between brokers, and moments that
 * leave no trace. It looks at each event before the checks do, when their model is still as it was.
 */
export class RunNotes implements EventObserver {
  /** Requests that were not answered in time: the connection ends. */
  readonly timeouts: Closing[] = [];
  /** Connections that a step reset. */
  readonly resets: Closing[] = [];
  readonly struck: Struck[] = [];
  /** Why leaders were elected. */
  readonly electionStrategies = new Set<string>();
  readonly refusals = new Refusals();
  readonly repeats: Repeat[] = [];
  /** A repeated batch came to a leader that had it: the answer to the first had not come. */
  answerWasLost = false;
  /** A leader has a batch twice. */
  wroteTwice = false;
  /** A request was read whose sender had closed the connection. */
  requestOutlivedSender = false;
  producerEpochRose = false;
  /** A follower was told that its log diverges (KIP-595). */
  divergingFetch = false;
  /** Rotten batches that somebody fetched, as `topic-partition base`. */
  readonly rottenFetched = new Set<string>();
  segmentRolled = false;
  recoveries = 0;
  endedDuringRecovery = false;
  /** A log with a torn batch at its end was recovered. */
  tornBatchRecovered = false;
  /** A running replica's high watermark went back. */
  highWatermarkFell = false;
  /** A replica started with a lower high watermark than it had had. */
  highWatermarkWasOld = false;
  /** A broker started while ZooKeeper had the session of its process before. */
  cameBackBeforeExpiry = false;
  /** LIFE_UP, LIFE_PAUSED: how brokers were whose sessions expired under them. */
  readonly expiredAlive = new Set<number>();
  /** A client came back to ZooKeeper in the session that it had. */
  sessionOutlivedConnection = false;
  private readonly model: ClusterModel;
  private readonly names: KafkaNames;
  private readonly highWatermarks = new Map<number, KnownHighWatermark>();
  /** When brokers started last, by the index of their host. */
  private readonly starts = new Map<number, number>();
  private readonly recovering = new Set<number>();
  private readonly torn = new Set<number>();
  /** Hosts of the sessions that ZooKeeper has. */
  private readonly openSessions = new Map<number, number>();
  /** Sessions that clients of ZooKeeper hold for theirs, and those who lost their connection. */
  private readonly clientSessions = new Map<number, number>();
  private readonly disconnected = new Set<number>();

  /** @param model of the checks of the same run */
  constructor(model: ClusterModel, names: KafkaNames) {
    this.model = model;
    this.names = names;
  }

  onEvent(sim: Simulation): void {
    if (sim.rowKind >= KIND_MESSAGE && sim.rowKind < KIND_STEP) this.delivered(sim);
    const { data, length } = sim.facts;
    for (let at = 0; at < length; at += FACT_STRIDE) this.fact(sim, data, at);
  }

  private fact(sim: Simulation, data: Float64Array, at: number): void {
    const a = data[at + 1] as number;
    const b = data[at + 2] as number;
    const c = data[at + 3] as number;
    switch (data[at]) {
      case FACT_REPLICA_HW:
        this.highWatermark(sim.row, a, b, c);
        break;
      case FACT_LOG_APPEND:
        this.appended(a, b, data[at + 6] as number);
        break;
      case FACT_LOG_APPEND_PART:
        if (this.model.table.repeated.size === 0) break;
        this.appended(a, b, partIn(this.model.meanings.json(data[at + 6] as number)).batch);
        break;
      case FACT_CONNECTION:
        if (data[at + 4] === CONNECTION_CLOSED) this.closed(sim, b, c, data[at + 5] as number);
        break;
      case FACT_HOST_LIFE:
        this.hostLife(sim.row, a, b);
        break;
      case FACT_DISK_LOST:
        if (data[at + 5] === 1 && this.brokerOn(a) >= 0) this.torn.add(a);
        break;
      case FACT_REPLICA_ROLE:
        if (c === ROLE_NONE) this.highWatermarks.delete(replicaKey(a, b));
        break;
      case FACT_ELECTION:
        this.electionStrategies.add(this.model.meanings.text(data[at + 5] as number));
        break;
      case FACT_BROKER_STATE:
        this.brokerState(a, b);
        break;
      case FACT_LOG_SEGMENTS:
        if (!this.segmentRolled) this.segmentRolled = this.model.meanings.integers(c).length > 1;
        break;
      case FACT_SESSION_OPENED:
        this.openSessions.set(a, b);
        break;
      case FACT_SESSION_ENDED:
        this.sessionEnded(a, this.model.meanings.text(b));
        break;
      case FACT_ZOOKEEPER_CLIENT:
        this.zookeeperClient(a, b, c);
        break;
    }
  }

  private highWatermark(event: number, tp: number, broker: number, offset: number): void {
    const key = replicaKey(tp, broker);
    const known = this.highWatermarks.get(key);
    if (known === undefined) {
      this.highWatermarks.set(key, { offset, event });
      return;
    }
    if (offset < known.offset) {
      const started = this.starts.get(this.hostOf(broker)) ?? -1;
      if (started > known.event) this.highWatermarkWasOld = true;
      else this.highWatermarkFell = true;
    }
    known.offset = offset;
    known.event = event;
  }

  private appended(tp: number, broker: number, batch: number): void {
    if (this.wroteTwice || !this.model.table.repeated.has(batch)) return;
    this.wroteTwice = leaderHas(this.model.partition(tp).replica(broker), batch);
  }

  private closed(sim: Simulation, client: number, server: number, reason: number): void {
    const closing = { event: sim.row, timeUs: sim.now, client, server };
    if (sim.rowKind === STEP_RESET) this.resets.push(closing);
    else if (this.model.meanings.text(reason) === REQUEST_TIMED_OUT) this.timeouts.push(closing);
  }

  private hostLife(event: number, host: number, life: number): void {
    const broker = this.brokerOn(host);
    if (broker < 0) return;
    if (life === LIFE_UP && this.model.hosts[host]?.life === LIFE_DOWN) this.started(event, host);
    if (life !== LIFE_UP) this.struck.push({ event, host, midWrite: this.uncommittedOn(broker) });
    if (life !== LIFE_DOWN) return;
    this.clientSessions.delete(host);
    if (this.recovering.delete(host)) this.endedDuringRecovery = true;
  }

  private started(event: number, host: number): void {
    this.starts.set(host, event);
    for (const of of this.openSessions.values()) if (of === host) this.cameBackBeforeExpiry = true;
  }

  private sessionEnded(session: number, reason: string): void {
    const host = this.openSessions.get(session) ?? -1;
    this.openSessions.delete(session);
    // The session of a process that ended may expire when the next one runs.
    const isIts = this.clientSessions.get(host) === session;
    if (!isIts || reason !== "expired" || this.brokerOn(host) < 0) return;
    this.expiredAlive.add(this.model.hosts[host]?.life ?? LIFE_DOWN);
  }

  /** Of how many partitions a broker leads, records are in its log that are not committed. */
  private uncommittedOn(broker: number): number {
    let count = 0;
    for (const partition of this.model.partitions) {
      const replica = partition.knownReplica(broker);
      if (replica?.role !== ROLE_LEADER) continue;
      if (replica.highWatermark < replica.logEndOffset) count++;
    }
    return count;
  }

  private brokerState(broker: number, state: number): void {
    const host = this.hostOf(broker);
    if (state === BROKER_STATES.RECOVERING_FROM_UNCLEAN_SHUTDOWN) {
      this.recoveries++;
      this.recovering.add(host);
      if (this.torn.delete(host)) this.tornBatchRecovered = true;
    } else this.recovering.delete(host);
  }

  private zookeeperClient(host: number, state: number, session: number): void {
    const wasLost = this.disconnected.delete(host);
    if (state === CLIENT_DISCONNECTED) this.disconnected.add(host);
    else if (state !== CLIENT_CONNECTED) this.clientSessions.delete(host);
    else {
      const isSame = session !== 0 && this.clientSessions.get(host) === session;
      if (wasLost && isSame) this.sessionOutlivedConnection = true;
      this.clientSessions.set(host, session);
    }
  }

  private delivered(sim: Simulation): void {
    const message = sim.queue.data;
    if (!(message instanceof Message) || message.id !== sim.rowMessage) return;
    const { kind, to } = message;
    if (kind >= KAFKA_MESSAGES && kind % 2 === 0) this.request(sim, message);
    else this.refusals.note(message, this.brokerOn(to) >= 0);
    if (kind === FETCH + 1) this.fetched(message.body as FetchResponse);
  }

  private request(sim: Simulation, message: Message): void {
    if (!this.requestOutlivedSender) {
      const connection = sim.network.connection(message.connection);
      this.requestOutlivedSender = connection?.clientState === CONNECTION_CLOSED;
    }
    if (message.kind === PRODUCE) this.produce(sim.row, message);
  }

  private produce(event: number, { to, body }: Message): void {
    const { repeated } = this.model.table;
    for (const { tp, batch } of (body as ProduceRequest).partitions) {
      if (batch.producerEpoch > 0) this.producerEpochRose = true;
      if (!repeated.has(batch.id)) continue;
      const text = this.names.topicPartitions.text(tp);
      const replica = this.model.partition(text).knownReplica(this.brokerOn(to));
      if (replica === undefined || !leaderHas(replica, batch.id)) continue;
      this.answerWasLost = true;
      if (batch.producerId !== NO_PRODUCER_ID) this.repeats.push({ batch: batch.id, event });
    }
  }

  private fetched({ partitions }: FetchResponse): void {
    for (const { tp, divergingEpoch, batches } of partitions) {
      if (divergingEpoch !== null) this.divergingFetch = true;
      for (const { isValid, baseOffset } of batches) {
        if (!isValid) this.rottenFetched.add(`${this.nameOf(tp)} ${baseOffset}`);
      }
    }
  }

  private nameOf(tp: number): string {
    return this.model.meanings.text(this.names.topicPartitions.text(tp));
  }

  private hostOf(broker: number): number {
    return this.model.hostOfBroker(broker)?.index ?? -1;
  }

  /** Id of the broker on a host; -1 when it is none. */
  private brokerOn(host: number): number {
    return this.model.hosts[host]?.broker ?? -1;
  }
}

function leaderHas({ role, log }: ReplicaModel, batch: number): boolean {
  if (role !== ROLE_LEADER) return false;
  for (let i = log.length - 1; i >= log.first; i--) if (log.batch(i) === batch) return true;
  return false;
}

function replicaKey(tp: number, broker: number): number {
  return broker * 16_777_216 + tp;
}
