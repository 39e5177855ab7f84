import { assert } from "../../kernel/assert.ts";
import type { Message } from "../../kernel/connection.ts";
import { NO_EVENT } from "../../kernel/event-queue.ts";
import type { Host } from "../../kernel/host.ts";
import { type InFlightRequest, Link, type LinkOwner } from "../../kernel/link.ts";
import { FACT_FETCHER } from "../facts.ts";
import {
  FETCH,
  type FetchPartition,
  type FetchRequest,
  type FetchResponse,
  LIST_OFFSETS,
  type ListOffsetsResponse,
  MESSAGE_OVERHEAD_BYTES,
  OFFSETS_FOR_LEADER_EPOCH,
  type OffsetsForLeaderEpochResponse,
  PARTITION_OVERHEAD_BYTES,
  READ_UNCOMMITTED,
} from "../messages.ts";
import { TIMER_FETCHER, TIMER_FETCHER_APPEND } from "../timers.ts";
import { CONNECTION_SETUP_TIMEOUT_US } from "./broker-to-controller.ts";
import type { Worker } from "./cost/worker.ts";
import { FetchDelays } from "./fetch-delays.ts";
import { FetchResponseProcessor } from "./fetch-response-processor.ts";
import { FetchSessionHandler } from "./fetch-session-handler.ts";
import type { FetcherConfig } from "./fetcher-config.ts";
import { type FatalErrors, OffsetResets } from "./offset-resets.ts";
import type { Partition } from "./partition.ts";
import { PartitionFetchState } from "./partition-fetch-state.ts";
import { TruncatingPhase } from "./truncation/truncating-phase.ts";

/** What the fetcher does now. */
type Phase =
  | "truncating"
  | "fetching"
  | "appending"
  | "resetting"
  | "backing off"
  | "waiting after an error"
  | "stopped";

/**
 * Fetches the partitions that this broker follows one other broker in (`ReplicaFetcherThread`): one
 * connection, one request at a time, all partitions in it. A network error delays all of them; an
 * error of one partition delays that one.
 */
export class ReplicaFetcher implements LinkOwner {
  /** Number of the fetcher in its manager. */
  readonly index: number;
  readonly sourceBroker: number;
  readonly host: Host;
  readonly config: FetcherConfig;
  readonly session: FetchSessionHandler;
  readonly states = new Map<number, PartitionFetchState>();
  private readonly link: Link;
  private readonly processor = new FetchResponseProcessor(this);
  private readonly resets: OffsetResets;
  private readonly truncatingPhase = new TruncatingPhase(this);
  private readonly delays: FetchDelays;
  private phase: Phase = "backing off";
  /** Partitions whose next request may differ from the last. */
  private changed: number[] = [];
  /** What was fetched when the last network error happened. */
  private delayedByError: PartitionFetchState[] = [];
  /** What will be sent when the connection is open. */
  private unsent: FetchRequest | null = null;
  /** The thread, where its work takes time. */
  private readonly worker: Worker | null;
  /** What it appends. */
  private fetched: FetchResponse | null = null;
  private timer = NO_EVENT;

  constructor(
    index: number,
    sourceBroker: number,
    address: number,
    host: Host,
    config: FetcherConfig,
    fatalErrors: FatalErrors,
  ) {
    this.index = index;
    this.sourceBroker = sourceBroker;
    this.host = host;
    this.config = config;
    this.session = new FetchSessionHandler(config.incrementalFetch);
    this.worker = config.costs?.worker(TIMER_FETCHER_APPEND, index) ?? null;
    this.resets = new OffsetResets(this, fatalErrors);
    this.delays = new FetchDelays(host, config.backoffUs);
    this.link = new Link(host, address, this, sourceBroker, CONNECTION_SETUP_TIMEOUT_US);
  }

  /** Begins to fetch a partition in its current epoch, or to truncate it first. */
  add(partition: Partition): void {
    const { leaderEpoch, tp, log } = partition;
    const { truncation } = this.config;
    const state = new PartitionFetchState(
      this,
      partition,
      leaderEpoch,
      log === null ? 0 : truncation.initialFetchOffset(log),
      log?.latestEpoch ?? -1,
      log !== null && truncation.startsTruncating(log),
    );
    this.states.set(tp, state);
    partition.fetchState = state;
    this.changed.push(tp);
    if (state.truncating) this.truncatingPhase.add(state);
    this.emit(partition, this.sourceBroker);
  }

  remove(partition: Partition): void {
    const { tp } = partition;
    if (!this.states.delete(tp)) return;
    partition.fetchState = null;
    this.changed.push(tp);
    this.emit(partition, -1);
  }

  /** Partitions came: a pause is over (`partitionMapCond.signalAll`). */
  wakeUp(): void {
    if (this.phase === "backing off") this.doWork();
    else if (this.phase === "waiting after an error") this.endErrorWait();
  }

  /** Something is wrong with a partition, or with the code: it waits for LeaderAndIsr, or all wait. */
  giveUp(partition: Partition): void {
    if (this.config.fetcherFailure === "partition") this.remove(partition);
    else this.stop();
  }

  get isStopped(): boolean {
    return this.phase === "stopped";
  }

  /** Does no more work; its partitions stay with it. */
  stop(): void {
    this.phase = "stopped";
    this.timer = this.host.cancelTimer(this.timer);
  }

  /** Stops for good. */
  shutdown(): void {
    for (const { partition } of [...this.states.values()]) this.remove(partition);
    this.stop();
    if (this.link.state !== "disconnected") this.link.close("fetcher shut down");
  }

  onTimer(): void {
    this.timer = NO_EVENT;
    if (this.phase === "backing off") this.doWork();
    else if (this.phase === "waiting after an error") this.endErrorWait();
  }

  onLinkConnected(): void {
    if (this.phase === "resetting") this.goOn();
    else if (this.phase === "truncating") this.truncatingPhase.send(this.link);
    else this.sendUnsent();
  }

  onLinkResponse(_link: Link, request: InFlightRequest, response: Message): void {
    if (request.kind === OFFSETS_FOR_LEADER_EPOCH) {
      this.truncatingPhase.onResponse(response.body as OffsetsForLeaderEpochResponse);
      this.maybeFetch();
      return;
    }
    if (request.kind === LIST_OFFSETS) {
      this.resets.onResponse(response.body as ListOffsetsResponse);
    } else {
      this.fetched = response.body as FetchResponse;
      if (this.mustWork(this.fetched, response.sizeBytes)) return;
      this.takeFetched();
    }
    this.goOn();
  }

  /** It appended what it fetched, as far as time goes; or the disk is ready for the rest. */
  onAppendTimer(): void {
    if (this.worker?.onTimer() !== true || this.phase !== "appending") return;
    this.takeFetched();
    this.goOn();
  }

  onLinkDisconnected(): void {
    // Nobody waits for an answer: the next request opens another connection.
    if (this.phase === "backing off" || this.phase === "stopped") return;
    if (this.phase === "appending") return;
    this.unsent = null;
    if (this.phase === "truncating") {
      this.truncatingPhase.onError();
      this.maybeFetch();
      return;
    }
    if (this.phase === "resetting") {
      this.resets.onError();
      this.goOn();
      return;
    }
    this.session.handleError();
    this.delayedByError = [...this.states.values()];
    if (this.config.fetchErrorPause === "once") {
      this.endErrorWait();
      return;
    }
    this.phase = "waiting after an error";
    this.startTimer();
  }

  /** A partition's next request differs from its last. */
  markChanged(state: PartitionFetchState): void {
    this.changed.push(state.partition.tp);
  }

  /** A partition is not fetched for replica.fetch.backoff.ms, unless it is waiting already. */
  delay(state: PartitionFetchState): void {
    if (this.holds(state) && this.delays.add(state)) this.markChanged(state);
  }

  /** Whether that state is still the current one of its partition. */
  holds(state: PartitionFetchState): boolean {
    return this.states.get(state.partition.tp) === state;
  }

  /** Whether appending takes time; a timer tells when it is over. */
  private mustWork(response: FetchResponse, sizeBytes: number): boolean {
    const { costs } = this.config;
    if (costs === null || this.worker === null || this.isStopped) return false;
    this.phase = "appending";
    return !this.worker.start(costs.follow(response, sizeBytes));
  }

  private takeFetched(): void {
    const { fetched } = this;
    this.fetched = null;
    assert(fetched !== null, "something was fetched");
    if (!this.session.handleResponse(fetched)) return;
    const append = (): void => this.processor.process(fetched, this.resets);
    const { costs } = this.config;
    if (costs === null) append();
    else costs.whileAppending(fetched, append);
  }

  private goOn(): void {
    if (this.phase === "stopped") return;
    if (this.resets.isEmpty) {
      this.doWork();
      return;
    }
    this.phase = "resetting";
    if (this.link.state === "connected") this.resets.send(this.link);
    else this.link.connect();
  }

  /** The partitions that were there when the error happened now wait for a back-off. */
  private endErrorWait(): void {
    this.timer = this.host.cancelTimer(this.timer);
    for (const { partition } of this.delayedByError) {
      const state = this.states.get(partition.tp);
      if (state !== undefined) this.delay(state);
    }
    this.delayedByError = [];
    this.doWork();
  }

  /** `maybeTruncate`, then `maybeFetch`. */
  private doWork(): void {
    this.timer = this.host.cancelTimer(this.timer);
    this.endDelays();
    if (!this.truncatingPhase.begin()) {
      this.maybeFetch();
      return;
    }
    this.phase = "truncating";
    if (this.link.state === "connected") this.truncatingPhase.send(this.link);
    else this.link.connect();
  }

  private maybeFetch(): void {
    this.endDelays();
    const request = this.buildFetch();
    if (request === null) {
      this.phase = "backing off";
      this.startTimer();
      return;
    }
    this.phase = "fetching";
    this.unsent = request;
    if (this.link.state === "connected") this.sendUnsent();
    else this.link.connect();
  }

  private endDelays(): void {
    for (const state of this.delays.end()) if (this.holds(state)) this.markChanged(state);
  }

  /** The next request; null when there is nothing to fetch and nothing to forget. */
  private buildFetch(): FetchRequest | null {
    const { session, config } = this;
    const candidates: FetchPartition[] = [];
    const leaving: number[] = [];
    if (session.isFull) {
      for (const state of this.states.values()) {
        if (state.isReadyForFetch) candidates.push(this.fetchPartition(state));
      }
    } else {
      for (let i = 0; i < this.changed.length; i++) {
        const tp = this.changed[i] as number;
        const state = this.states.get(tp);
        if (state?.isReadyForFetch) candidates.push(this.fetchPartition(state));
        else leaving.push(tp);
      }
    }
    if (this.changed.length > 0) this.changed = [];
    const data = session.isFull
      ? session.buildFull(candidates)
      : session.buildIncremental(candidates, leaving);
    if (session.size === 0 && data.forgotten.length === 0) return null;
    return {
      replicaId: config.brokerId,
      maxWaitMs: config.maxWaitMs,
      minBytes: config.minBytes,
      maxBytes: config.maxBytes,
      sessionId: data.sessionId,
      isolationLevel: READ_UNCOMMITTED,
      sessionEpoch: data.sessionEpoch,
      partitions: data.partitions,
      forgotten: data.forgotten,
    };
  }

  private fetchPartition(state: PartitionFetchState): FetchPartition {
    const { truncation, partitionMaxBytes } = this.config;
    return {
      tp: state.partition.tp,
      fetchOffset: state.fetchOffset,
      logStartOffset: state.partition.log?.logStartOffset ?? 0,
      currentLeaderEpoch: truncation.checksLeaderEpoch ? state.currentLeaderEpoch : -1,
      lastFetchedEpoch: truncation.truncatesOnFetch ? state.lastFetchedEpoch : -1,
      maxBytes: partitionMaxBytes,
    };
  }

  private sendUnsent(): void {
    const request = this.unsent;
    if (request === null) return;
    this.unsent = null;
    const entries = request.partitions.length + request.forgotten.length;
    const sizeBytes = MESSAGE_OVERHEAD_BYTES + entries * PARTITION_OVERHEAD_BYTES;
    this.link.send(FETCH, request, sizeBytes, this.config.socketTimeoutUs, null);
  }

  private startTimer(): void {
    this.timer = this.host.setTimer(this.config.backoffUs, TIMER_FETCHER, this.index);
  }

  private emit(partition: Partition, source: number): void {
    const { facts } = this.host.simulation;
    facts.add(FACT_FETCHER, partition.text, this.config.brokerId, source);
  }
}
