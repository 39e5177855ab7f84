import type { Host } from "../../../kernel/host.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { KafkaNames } from "../../context.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { FACT_CLIENT_ERROR, FACT_RECORD_READ } from "../../facts.ts";
import {
  CONSUMER_REPLICA_ID,
  FETCH,
  type FetchPartitionResponse,
  type FetchRequest,
  type FetchResponse,
  MESSAGE_OVERHEAD_BYTES,
  PARTITION_OVERHEAD_BYTES,
} from "../../messages.ts";
import type { RecordBatch, RecordData } from "../../record/record-batch.ts";
import type { Metadata } from "../metadata.ts";
import type { NetworkClient } from "../network-client.ts";
import type { ConsumerSettings } from "./consumer-config.ts";
import type { ConsumerRecords } from "./consumer-records.ts";
import { FetchSession, NO_NODE } from "./fetch-session.ts";
import type { OffsetFetcher } from "./offset-fetcher.ts";
import { type CompletedFetch, FETCHING, type PartitionState } from "./partition-state.ts";
import type { PollFailure } from "./poll-failure.ts";
import type { RecordGate } from "./record-gate.ts";
import type { SubscriptionState } from "./subscription-state.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** After these the client asks for metadata and fetches again. */
const STALE_METADATA: readonly ErrorCode[] = [
  Errors.NOT_LEADER_OR_FOLLOWER,
  Errors.REPLICA_NOT_AVAILABLE,
  Errors.KAFKA_STORAGE_ERROR,
  Errors.FENCED_LEADER_EPOCH,
  Errors.OFFSET_NOT_AVAILABLE,
  Errors.UNKNOWN_TOPIC_OR_PARTITION,
];

/** After these it just fetches again. */
const IGNORED: readonly ErrorCode[] = [Errors.UNKNOWN_LEADER_EPOCH, Errors.UNKNOWN_SERVER_ERROR];

/** Fetches from the leaders, one request per node at a time, and returns records (`Fetcher`). */
export class Fetcher {
  /** When a node that could not be reached may be tried again; Infinity for none. After `sendFetches`. */
  nextConnectAtUs: Micros = NEVER;
  /** The last poll left records that the next one would return. */
  hasMore = false;
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly settings: ConsumerSettings;
  private readonly metadata: Metadata;
  private readonly client: NetworkClient;
  private readonly subscriptions: SubscriptionState;
  private readonly offsets: OffsetFetcher;
  private readonly gate: RecordGate | null;
  private failure: PollFailure | null = null;
  private readonly sessions: FetchSession[] = [];
  private readonly sessionOf = new Map<number, FetchSession>();
  /** Partitions with data that was fetched and not returned, in the order of its arrival. */
  private readonly completed: PartitionState[] = [];
  /** Partitions with a position whose leader nobody knows. */
  private leaderless: PartitionState[] = [];

  /** @param gate holds back records that are not due */
  constructor(
    host: Host,
    names: KafkaNames,
    settings: ConsumerSettings,
    metadata: Metadata,
    client: NetworkClient,
    subscriptions: SubscriptionState,
    offsets: OffsetFetcher,
    gate: RecordGate | null,
  ) {
    this.host = host;
    this.names = names;
    this.settings = settings;
    this.metadata = metadata;
    this.client = client;
    this.subscriptions = subscriptions;
    this.offsets = offsets;
    this.gate = gate;
  }

  /** Of what poll throws now; null: of nothing. */
  takeFailure(): PollFailure | null {
    const { failure } = this;
    this.failure = null;
    return failure;
  }

  /** Moves up to `max.poll.records` records to those that poll returns (`fetchedRecords`). */
  collect(into: ConsumerRecords): void {
    let remaining = this.settings.maxPollRecords;
    let at = 0;
    this.gate?.begin();
    while (remaining > 0) {
      const partition = this.completed[at];
      if (partition === undefined) break;
      const fetch = partition.buffered as CompletedFetch;
      if (this.isKept(partition)) {
        at++;
        continue;
      }
      const valid = partition.isFetchable && partition.offset === fetch.nextFetchOffset;
      if (valid) remaining -= this.returnRecords(partition, fetch, remaining, into);
      if (valid && this.isCorrupt(fetch.data.batches[fetch.batch])) break;
      if (valid && fetch.batch < fetch.data.batches.length) {
        // It has more than the limit allows, or is held back: in that case the others have their turn.
        if (remaining === 0) break;
        at++;
        continue;
      }
      this.completed.splice(at, 1);
      this.subscriptions.setBuffered(partition, null);
    }
    this.hasMore = at < this.completed.length;
  }

  /** Partitions are no longer paused: what was kept of them may be returned. */
  onResumed(): void {
    this.hasMore = this.completed.length > 0;
  }

  /** What was fetched of a paused partition waits, where the era does not drop it (KAFKA-7548). */
  private isKept({ paused, assigned }: PartitionState): boolean {
    return paused && assigned && this.settings.keepsPausedData;
  }

  /** Sends a fetch to every node that leads something to fetch and has no fetch in flight. */
  sendFetches(): void {
    this.regroup();
    if (this.leaderless.length > 0) this.metadata.requestUpdate();
    this.nextConnectAtUs = NEVER;
    const { sessions } = this;
    for (let i = 0; i < sessions.length; i++) {
      const session = sessions[i] as FetchSession;
      if (session.pending || session.wanted === 0) continue;
      if (this.client.ready(session.node)) this.send(session);
      else
        this.nextConnectAtUs = Math.min(this.nextConnectAtUs, this.client.retryAtUs(session.node));
    }
  }

  handleResponse(node: number, response: FetchResponse): void {
    const session = this.session(node);
    if (!session.handleResponse(response.error, response.sessionId)) {
      this.metError(response.error, -1);
      return;
    }
    const { partitions } = response;
    for (let i = 0; i < partitions.length; i++) {
      const data = partitions[i] as FetchPartitionResponse;
      const partition = this.subscriptions.partition(data.tp);
      if (partition === undefined || partition.state !== FETCHING) continue;
      const fetchOffset = session.fetchOffset(data.tp);
      if (data.error !== Errors.NONE) this.handleError(partition, data.error, fetchOffset);
      else if (data.batches.length > 0) this.buffer(partition, data, fetchOffset);
    }
  }

  handleDisconnect(node: number): void {
    this.session(node).handleDisconnect();
  }

  /** An answer to a position that has moved meanwhile is dropped. */
  private buffer(
    partition: PartitionState,
    data: FetchPartitionResponse,
    fetchOffset: number,
  ): void {
    if (partition.offset !== fetchOffset || partition.buffered !== null) return;
    if (this.settings.corruptionFailsFetch && data.batches.some(({ isValid }) => !isValid)) {
      this.failOn(partition);
      return;
    }
    this.subscriptions.setBuffered(partition, { data, nextFetchOffset: fetchOffset, batch: 0 });
    this.completed.push(partition);
  }

  private handleError(partition: PartitionState, error: ErrorCode, fetchOffset: number): void {
    this.metError(error, partition.tp);
    if (STALE_METADATA.includes(error)) this.metadata.requestUpdate();
    else if (error === Errors.OFFSET_OUT_OF_RANGE) {
      if (fetchOffset !== partition.offset) return;
      if (this.settings.autoOffsetReset !== "none")
        this.subscriptions.requestOffsetReset(partition, this.offsets.resetTimestamp);
      else this.fail(error, partition.tp);
    } else if (!IGNORED.includes(error)) this.fail(error, partition.tp);
  }

  /** Returns records of one fetch; answers how many. */
  private returnRecords(
    partition: PartitionState,
    fetch: CompletedFetch,
    limit: number,
    into: ConsumerRecords,
  ): number {
    const { facts } = this.host.simulation;
    const tp = this.names.topicPartitions.text(partition.tp);
    const { batches } = fetch.data;
    let epoch = partition.offsetEpoch;
    let next = fetch.nextFetchOffset;
    let count = 0;
    for (; fetch.batch < batches.length; fetch.batch++) {
      const batch = batches[fetch.batch] as RecordBatch;
      const { records, partitionLeaderEpoch } = batch;
      if (this.isCorrupt(batch)) {
        // What was read before it is returned first; the next poll throws.
        if (count === 0) this.failOn(partition);
        break;
      }
      if (batch.marker !== null) {
        // What ends a transaction is not for applications.
        next = batch.nextOffset;
        continue;
      }
      let i = batch.indexFrom(next);
      for (; i < records.length && count < limit; i++) {
        const record = records[i] as RecordData;
        if (this.gate?.holds(record)) break;
        const { id } = record;
        next = batch.offsetOf(i);
        facts.add(FACT_RECORD_READ, this.host.index, tp, next, id, partitionLeaderEpoch);
        into.add(partition.tp, next, partitionLeaderEpoch, record);
        next++;
        count++;
        epoch = partitionLeaderEpoch;
      }
      if (i < records.length) break;
      next = batch.nextOffset;
    }
    fetch.nextFetchOffset = next;
    this.subscriptions.advance(partition, next, epoch);
    return count;
  }

  private isCorrupt(batch: RecordBatch | undefined): boolean {
    return this.settings.checkCrcs && batch?.isValid === false;
  }

  /** `poll` throws: a batch at the position fails its checksum. */
  private failOn(partition: PartitionState): void {
    this.metError(Errors.CORRUPT_MESSAGE, partition.tp);
    this.fail(Errors.CORRUPT_MESSAGE, partition.tp);
  }

  private fail(error: ErrorCode, tp: number): void {
    this.failure = { error, tp };
  }

  /** Finds out for what changed from which node it is to be fetched. */
  private regroup(): void {
    const changed = this.subscriptions.takeChanged();
    for (let i = 0; i < changed.length; i++) {
      const partition = changed[i] as PartitionState;
      const fetchable = partition.isFetchable && partition.buffered === null;
      const node = fetchable ? partition.leader : NO_NODE;
      const before = partition.fetchNode;
      if (before !== node) {
        partition.fetchNode = node;
        if (before !== NO_NODE) {
          const session = this.session(before);
          session.wanted--;
          session.dirty.push(partition);
        }
        if (node !== NO_NODE) this.session(node).wanted++;
      }
      if (node !== NO_NODE) this.session(node).dirty.push(partition);
      else if (isLeaderless(partition) && !this.leaderless.includes(partition))
        this.leaderless.push(partition);
    }
    if (this.leaderless.length > 0) this.leaderless = this.leaderless.filter(isLeaderless);
  }

  private send(session: FetchSession): void {
    const forgotten: number[] = [];
    const partitions = session.isFull
      ? session.full(this.subscriptions.partitions)
      : session.incremental(forgotten);
    const { settings } = this;
    const request: FetchRequest = {
      replicaId: CONSUMER_REPLICA_ID,
      maxWaitMs: settings.fetchMaxWaitMs,
      minBytes: settings.fetchMinBytes,
      maxBytes: settings.fetchMaxBytes,
      sessionId: session.sessionId,
      isolationLevel: settings.isolationLevel,
      sessionEpoch: session.requestEpoch,
      partitions,
      forgotten,
    };
    const size = MESSAGE_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * partitions.length;
    session.pending = true;
    this.client.send(session.node, FETCH, request, size, settings.requestTimeoutUs, null);
  }

  private session(node: number): FetchSession {
    const known = this.sessionOf.get(node);
    if (known !== undefined) return known;
    const { keepsFetchSessions, maxPartitionFetchBytes, validatesPositions } = this.settings;
    const session = new FetchSession(
      node,
      keepsFetchSessions,
      maxPartitionFetchBytes,
      validatesPositions,
    );
    this.sessionOf.set(node, session);
    this.sessions.push(session);
    return session;
  }

  private metError(error: ErrorCode, tp: number): void {
    const text = tp < 0 ? -1 : this.names.topicPartitions.text(tp);
    this.host.simulation.facts.add(FACT_CLIENT_ERROR, this.host.index, error, text);
  }
}

function isLeaderless(partition: PartitionState): boolean {
  return partition.isFetchable && partition.leader === NO_NODE;
}
