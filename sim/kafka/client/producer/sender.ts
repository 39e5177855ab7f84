import type { Host } from "../../../kernel/host.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { KafkaNames } from "../../context.ts";
import { type ErrorCode, Errors, isInvalidMetadata, isRetriable } from "../../errors.ts";
import { FACT_CLIENT_ERROR, FACT_PRODUCE_ATTEMPT } from "../../facts.ts";
import {
  MESSAGE_OVERHEAD_BYTES,
  PARTITION_OVERHEAD_BYTES,
  PRODUCE,
  type ProducePartition,
  type ProduceRequest,
  type ProduceResponse,
} from "../../messages.ts";
import { ExponentialBackoff } from "../exponential-backoff.ts";
import type { Metadata } from "../metadata.ts";
import type { NetworkClient } from "../network-client.ts";
import { type DeliveryReports, isCertainlyNotWritten, NO_OFFSET } from "./delivery.ts";
import type { ProducerBatch } from "./producer-batch.ts";
import type { ProducerSettings } from "./producer-config.ts";
import type { RecordAccumulator } from "./record-accumulator.ts";
import { type TransactionManager, UNKNOWN_LOG_START_OFFSET } from "./transaction-manager.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** Batches that one request takes to a node. */
interface DrainedRequest {
  readonly node: number;
  readonly batches: readonly ProducerBatch[];
}

/** Moves batches from the accumulator to the brokers and handles what comes back (`Sender`). */
export class Sender {
  /** When a batch will be ready; Infinity for none. After `run`. */
  nextReadyAtUs: Micros = NEVER;
  /** When a node with ready batches may be connected to again; Infinity for none. After `run`. */
  nextConnectAtUs: Micros = NEVER;
  /** Nothing is sent, and nothing expires: the producer waits for its id, or has failed. */
  private held = false;
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly settings: ProducerSettings;
  private readonly metadata: Metadata;
  private readonly client: NetworkClient;
  private readonly accumulator: RecordAccumulator;
  private readonly transactions: TransactionManager | null;
  private readonly reports: DeliveryReports;
  private readonly backoff: ExponentialBackoff;

  constructor(
    host: Host,
    names: KafkaNames,
    settings: ProducerSettings,
    metadata: Metadata,
    client: NetworkClient,
    accumulator: RecordAccumulator,
    transactions: TransactionManager | null,
    reports: DeliveryReports,
  ) {
    this.host = host;
    this.names = names;
    this.settings = settings;
    this.metadata = metadata;
    this.client = client;
    this.accumulator = accumulator;
    this.transactions = transactions;
    this.reports = reports;
    const stream = host.simulation.choices.stream(`client/${host.name}/retry`);
    this.backoff = new ExponentialBackoff(settings.retryBackoff, stream);
  }

  /** Sends what can be sent now. Answers whether another round may do more. */
  run(): boolean {
    this.held = false;
    this.client.maybeUpdateMetadata();
    return this.sendProducerData() || this.client.maybeUpdateMetadata();
  }

  /** Nothing is sent in this round. */
  hold(): void {
    this.held = true;
    this.nextReadyAtUs = NEVER;
    this.nextConnectAtUs = NEVER;
  }

  /** Fails everything that is not completed. */
  abortBatches(error: ErrorCode): void {
    for (const batch of this.accumulator.incompleteBatches()) this.fail(batch, error);
  }

  handleResponse(batches: readonly ProducerBatch[], response: ProduceResponse): void {
    const { partitions } = response;
    for (let i = 0; i < partitions.length; i++) {
      const { tp, error, baseOffset, logStartOffset } = partitions[i] as (typeof partitions)[0];
      const expected = batches[i];
      const batch = expected?.tp === tp ? expected : batches.find((other) => other.tp === tp);
      if (batch !== undefined) this.completeBatch(batch, error, baseOffset, logStartOffset);
    }
  }

  /**
   * The connection ended before the answer: the request may have been executed.
   * @param timedOut because a request was not answered in time
   */
  handleDisconnect(batches: readonly ProducerBatch[], timedOut: boolean): void {
    const told = timedOut && this.settings.tellsTimeouts;
    const error = told ? Errors.REQUEST_TIMED_OUT : Errors.NETWORK_EXCEPTION;
    for (const batch of batches)
      this.completeBatch(batch, error, NO_OFFSET, UNKNOWN_LOG_START_OFFSET);
  }

  /** When the next batch is given up; Infinity for never. */
  nextExpiryAtUs(): Micros {
    return this.held ? NEVER : this.accumulator.nextExpiryAtUs();
  }

  /**
   * Sends one request to every node that is ready. What expires in the same round is drained first: it
   * does not wait in the queue any more, and goes out even where its delivery is given up (KIP-91).
   * Answers whether anything was sent or given up.
   */
  private sendProducerData(): boolean {
    const nowUs = this.host.monotonicUs();
    const check = this.accumulator.ready(nowUs);
    this.nextReadyAtUs = check.nextReadyAtUs;
    this.nextConnectAtUs = NEVER;
    if (check.unknownLeaders) this.metadata.requestUpdate();
    const requests: DrainedRequest[] = [];
    for (let i = 0; i < check.nodes.length; i++) {
      const node = check.nodes[i] as number;
      const canDrain = this.client.ready(node);
      this.accumulator.updateNodeLatency(node, nowUs, canDrain);
      if (!canDrain) {
        this.nextConnectAtUs = Math.min(this.nextConnectAtUs, this.client.retryAtUs(node));
        continue;
      }
      const batches = this.accumulator.drain(node, nowUs);
      if (batches.length === 0) continue;
      for (let b = 0; b < batches.length; b++) this.drained(batches[b] as ProducerBatch, node);
      requests.push({ node, batches });
    }
    const expired = this.expireBatches(nowUs);
    for (const { node, batches } of requests) this.sendProduceRequest(node, batches);
    return expired || requests.length > 0;
  }

  /** Batches that have waited too long fail; answers whether there were any. */
  private expireBatches(nowUs: Micros): boolean {
    for (let any = false; ; any = true) {
      const batch = this.accumulator.expired(nowUs);
      if (batch === null) return any;
      this.metError(batch, Errors.REQUEST_TIMED_OUT);
      this.transactions?.handleFailedBatch(batch, Errors.REQUEST_TIMED_OUT, false);
      if (this.transactions !== null && batch.inRetry)
        this.transactions.markSequenceUnresolved(batch);
      this.fail(batch, Errors.REQUEST_TIMED_OUT);
    }
  }

  private drained(batch: ProducerBatch, node: number): void {
    batch.inFlight = true;
    if (this.settings.guaranteeMessageOrder) this.accumulator.mute(batch.tp);
    this.attempted(batch, node);
  }

  private sendProduceRequest(node: number, batches: readonly ProducerBatch[]): void {
    const { acks, requestTimeoutMs, requestTimeoutUs } = this.settings;
    const partitions: ProducePartition[] = [];
    let size = MESSAGE_OVERHEAD_BYTES;
    for (let i = 0; i < batches.length; i++) {
      const batch = batches[i] as ProducerBatch;
      partitions.push({ tp: batch.tp, batch: batch.recordBatch() });
      size += PARTITION_OVERHEAD_BYTES + batch.sizeBytes;
    }
    const request: ProduceRequest = { acks, timeoutMs: requestTimeoutMs, partitions };
    if (acks !== 0) {
      this.client.send(node, PRODUCE, request, size, requestTimeoutUs, batches);
      return;
    }
    this.client.sendOneWay(node, PRODUCE, request, size);
    for (const batch of batches)
      this.completeBatch(batch, Errors.NONE, NO_OFFSET, UNKNOWN_LOG_START_OFFSET);
  }

  private completeBatch(
    batch: ProducerBatch,
    error: ErrorCode,
    baseOffset: number,
    logStartOffset: number,
  ): void {
    batch.inFlight = false;
    if (error === Errors.NONE) {
      this.succeed(batch, baseOffset);
    } else {
      this.metError(batch, error);
      if (!isCertainlyNotWritten(error, this.settings.acks)) batch.maybeWritten = true;
      if (this.mustSplit(batch, error)) this.split(batch);
      else if (this.canRetry(batch, error, logStartOffset)) this.retry(batch);
      else if (error === Errors.DUPLICATE_SEQUENCE_NUMBER && this.settings.duplicateIsSuccess)
        this.succeed(batch, baseOffset);
      else this.giveUp(batch, error, batch.attempts < this.settings.retries);
      if (this.refreshesMetadata(error)) this.metadata.requestUpdate();
    }
    if (this.settings.guaranteeMessageOrder) this.accumulator.unmute(batch.tp);
  }

  private canRetry(batch: ProducerBatch, error: ErrorCode, logStartOffset: number): boolean {
    const waitedUs = this.host.monotonicUs() - batch.createdUs;
    if (batch.done || waitedUs >= this.settings.deliveryTimeoutUs) return false;
    if (batch.attempts >= this.settings.retries) return false;
    const retriable =
      isRetriable(error) ||
      (error === Errors.DUPLICATE_SEQUENCE_NUMBER && !this.settings.duplicateIsSuccess);
    if (this.transactions === null) return retriable;
    return this.transactions.canRetry(batch, error, logStartOffset, retriable);
  }

  private retry(batch: ProducerBatch): void {
    if (this.transactions?.isForeign(batch) === true)
      this.giveUp(batch, Errors.OUT_OF_ORDER_SEQUENCE_NUMBER, false);
    else {
      const backoffUs = this.backoff.backoffUs(batch.attempts);
      this.accumulator.reenqueue(batch, this.host.monotonicUs(), backoffUs);
    }
  }

  /** @param adjustSequences the batch has retries left: its sequences are taken for free */
  private giveUp(batch: ProducerBatch, error: ErrorCode, adjustSequences: boolean): void {
    if (!batch.done || !this.settings.ignoresLateErrors)
      this.transactions?.handleFailedBatch(batch, error, adjustSequences);
    this.fail(batch, error);
  }

  private mustSplit(batch: ProducerBatch, error: ErrorCode): boolean {
    if (error !== Errors.MESSAGE_TOO_LARGE || !this.settings.splitsTooLarge) return false;
    return batch.magic === 2 && batch.records.length > 1 && !batch.done;
  }

  private refreshesMetadata(error: ErrorCode): boolean {
    if (error === Errors.UNKNOWN_TOPIC_OR_PARTITION)
      return this.settings.unknownTopicRefreshesMetadata;
    return isInvalidMetadata(error);
  }

  private split(batch: ProducerBatch): void {
    this.transactions?.removeInFlightBatch(batch);
    this.accumulator.splitAndReenqueue(batch);
    batch.done = true;
    this.accumulator.release(batch);
  }

  private succeed(batch: ProducerBatch, baseOffset: number): void {
    this.transactions?.handleCompletedBatch(batch, baseOffset);
    if (batch.done) return;
    batch.done = true;
    this.reports.succeeded(batch, baseOffset, this.settings.acks);
    this.accumulator.release(batch);
  }

  private fail(batch: ProducerBatch, error: ErrorCode): void {
    if (batch.done) return;
    batch.done = true;
    this.reports.failed(batch, error);
    this.accumulator.release(batch);
  }

  private attempted(batch: ProducerBatch, node: number): void {
    const { facts } = this.host.simulation;
    const tp = this.names.topicPartitions.text(batch.tp);
    facts.add(FACT_PRODUCE_ATTEMPT, this.host.index, tp, batch.id, batch.attempts + 1, node);
  }

  private metError(batch: ProducerBatch, error: ErrorCode): void {
    const { facts } = this.host.simulation;
    const tp = this.names.topicPartitions.text(batch.tp);
    facts.add(FACT_CLIENT_ERROR, this.host.index, error, tp);
  }
}
