import type { Message } from "../../../kernel/connection.ts";
import type { Host } from "../../../kernel/host.ts";
import type { Storage } from "../../../kernel/storage.ts";
import type { Log } from "../../log/log.ts";
import {
  CONSUMER_REPLICA_ID,
  FETCH,
  type FetchPartition,
  type FetchRequest,
  type FetchResponse,
  PRODUCE,
  type ProduceRequest,
  READ_COMMITTED,
} from "../../messages.ts";
import type { RecordBatch } from "../../record/record-batch.ts";
import { RECORD_BATCH_OVERHEAD } from "../../record/record-size.ts";
import type { CachedPartition } from "../cached-partition.ts";
import type { FetchSessionCache } from "../fetch-session-cache.ts";
import type { ReplicaManager } from "../replica-manager.ts";
import { appendUs, type CostProperties, receiveUs, sendUs } from "./cost-properties.ts";
import { endOf, readAt, readOf } from "./file-positions.ts";
import { type DiskWork, type Job, Worker } from "./worker.ts";

const NO_DISK: readonly DiskWork[] = [];

/** Batches that go to one log. */
interface Append {
  readonly log: Log;
  readonly batches: readonly RecordBatch[];
}

/**
 * What each part of a broker's work costs: the thread's time, and the disk it may have to wait for.
 * Nothing here changes what Kafka does; it only says how long that takes.
 */
export class CostModel {
  private readonly host: Host;
  private readonly storage: Storage;
  private readonly properties: CostProperties;
  private readonly replicaManager: ReplicaManager;
  private readonly sessions: FetchSessionCache;

  constructor(
    host: Host,
    storage: Storage,
    properties: CostProperties,
    replicaManager: ReplicaManager,
    sessions: FetchSessionCache,
  ) {
    this.host = host;
    this.storage = storage;
    this.properties = properties;
    this.replicaManager = replicaManager;
    this.sessions = sessions;
  }

  /** A thread of the broker. `timer` is the kind of its timers. */
  worker(timer: number, index: number): Worker {
    return new Worker(this.host, this.storage, timer, index);
  }

  /** A network thread reads a request from its socket. */
  receive({ sizeBytes }: Message): Job {
    return { cpuUs: receiveUs(this.properties, sizeBytes), disk: NO_DISK };
  }

  /**
   * A request handler thread does what a request asks for. Batches are checked and written to memory,
   * and to the disk where `flush.messages` has come; of what is fetched the thread looks up where it
   * begins, which takes the disk when that is not in memory.
   */
  handle({ kind, body }: Message): Job {
    const { requestUs } = this.properties.cpu;
    if (kind === PRODUCE) return this.append(requestUs, this.appendsOf(body as ProduceRequest));
    if (kind === FETCH) return this.lookUp(requestUs, body as FetchRequest);
    return { cpuUs: requestUs, disk: NO_DISK };
  }

  /**
   * A network thread writes a response to its socket. Records come from the page cache, or, if they are
   * not there, from the disk: `sendfile` makes the thread wait for it as reading does.
   */
  send({ kind }: Message, body: unknown, sizeBytes: number): Job {
    if (kind !== FETCH) return { cpuUs: sendUs(this.properties, sizeBytes, 0), disk: NO_DISK };
    const disk: DiskWork[] = [];
    let fileBytes = 0;
    for (const { tp, batches } of (body as FetchResponse).partitions) {
      if (batches.length === 0) continue;
      fileBytes += bytesOf(batches);
      const log = this.replicaManager.partition(tp)?.log ?? null;
      const read = log === null ? null : readOf(log, batches);
      if (read !== null) disk.push(read);
    }
    return { cpuUs: sendUs(this.properties, sizeBytes, fileBytes), disk };
  }

  /** A fetcher thread reads a response from its socket, and appends what it holds. */
  follow(response: FetchResponse, sizeBytes: number): Job {
    return this.append(receiveUs(this.properties, sizeBytes), this.appendsOf(response));
  }

  /** Runs something that may append what a request or a response holds, and notes what it wrote. */
  whileAppending(body: ProduceRequest | FetchResponse, run: () => void): void {
    const before = this.appendsOf(body).map(({ log }) => ({ log, at: endOf(log, 0) }));
    run();
    for (const { log, at } of before) {
      const end = endOf(log, 0);
      const from = end.file === at.file ? at.from : 0;
      const bytes = end.from - from;
      if (bytes <= 0) continue;
      const isSynced = log.recoveryPoint === log.logEndOffset;
      this.storage.wrote({ file: end.file, from, bytes }, isSynced);
    }
  }

  private append(cpuUs: number, appends: readonly Append[]): Job {
    if (appends.length === 0) return { cpuUs, disk: NO_DISK };
    const disk: DiskWork[] = [{ type: "room" }];
    let count = 0;
    let bytes = 0;
    for (const { log, batches } of appends) {
      const size = bytesOf(batches);
      count += batches.length;
      bytes += size;
      let records = 0;
      for (const batch of batches) records += batch.lastOffsetDelta + 1;
      if (log.logEndOffset + records - log.recoveryPoint < log.config.flushMessages) continue;
      disk.push({ type: "sync", range: endOf(log, size) });
    }
    return { cpuUs: cpuUs + appendUs(this.properties, count, bytes), disk };
  }

  /** What will be appended here, unless something is wrong with it. */
  private appendsOf({ partitions }: ProduceRequest | FetchResponse): readonly Append[] {
    const appends: Append[] = [];
    for (const part of partitions) {
      const log = this.replicaManager.partition(part.tp)?.log ?? null;
      const batches = "batch" in part ? [part.batch] : part.batches;
      if (log !== null && batches.length > 0) appends.push({ log, batches });
    }
    return appends;
  }

  private lookUp(requestUs: number, request: FetchRequest): Job {
    const disk: DiskWork[] = [];
    for (const { tp, fetchOffset } of this.wanted(request)) {
      const partition = this.replicaManager.partition(tp);
      const log = partition?.log ?? null;
      if (log === null || !partition?.isLeader) continue;
      if (fetchOffset < log.logStartOffset || fetchOffset >= endFor(log, request)) continue;
      disk.push(readAt(log, fetchOffset, RECORD_BATCH_OVERHEAD));
    }
    return { cpuUs: requestUs + disk.length * this.properties.cpu.batchUs, disk };
  }

  /** The partitions that a fetch will read: those it names, and those of its session that have news. */
  private wanted({
    sessionId,
    partitions,
  }: FetchRequest): readonly (FetchPartition | CachedPartition)[] {
    const dirty = this.sessions.get(sessionId)?.dirty ?? [];
    const named = new Set(partitions.map(({ tp }) => tp));
    return [...partitions, ...dirty.filter(({ tp }) => !named.has(tp))];
  }
}

/** How far a fetcher may read. */
function endFor(log: Log, { replicaId, isolationLevel }: FetchRequest): number {
  if (replicaId !== CONSUMER_REPLICA_ID) return log.logEndOffset;
  return isolationLevel === READ_COMMITTED ? log.lastStableOffset : log.highWatermark;
}

function bytesOf(batches: readonly RecordBatch[]): number {
  let bytes = 0;
  for (const { sizeBytes } of batches) bytes += sizeBytes;
  return bytes;
}
