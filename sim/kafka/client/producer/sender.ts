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
import type { Metadata } from "../metadata.ts";
import type { NetworkClient } from "../network-client.ts";
import { type DeliveryReports, isCertainlyNotWritten, NO_OFFSET } from "./delivery.ts";
import type { ProducerBatch } from "./producer-batch.ts";
import type { ProducerSettings } from "./producer-config.ts";
import type { RecordAccumulator } from "./record-accumulator.ts";
import type { TransactionManager } from "./transaction-manager.ts";

const NEVER = Number.POSITIVE_INFINITY;
const UNKNOWN_LOG_START_OFFSET = -1;

/** Moves batches from the accumulator to the brokers and handles what comes back (`Sender`). */
export class Sender {
  /** When a batch will be ready; Infinity for none. After `run`. */
  nextReadyAtUs: Micros = NEVER;
  /** When a node with ready batches may be connected to again; Infinity for none. After `run`. */
  nextConnectAtUs: Micros = NEVER;
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly settings: ProducerSettings;
  private readonly metadata: Metadata;
  private readonly client: NetworkClient;
  private readonly accumulator: RecordAccumulator;
  private readonly transactions: TransactionManager | null;
  private readonly reports: DeliveryReports;
  /** max.in.flight=1: one batch of a partition at a time. */
  private readonly guaranteeMessageOrder: boolean;

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
    this.guaranteeMessageOrder = settings.maxInFlight === 1;
  }

  /** Sends what can be sent now. */
  run(): void {
    this.client.maybeUpdateMetadata();
    do {
      while (this.sendProducerData()) this.client.maybeUpdateMetadata();
    } while (this.client.maybeUpdateMetadata());
  }

  /** Nothing is sent in this round. */
  hold(): void {
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

  /** The connection ended before the answer: the request may have been executed. */
  handleDisconnect(batches: readonly ProducerBatch[]): void {
    for (const batch of batches)
      this.completeBatch(batch, Errors.NETWORK_EXCEPTION, NO_OFFSET, UNKNOWN_LOG_START_OFFSET);
  }

  /** Batches older than `delivery.timeout.ms` fail, queued or in flight (KIP-91). */
  expireBatches(): void {
    const nowUs = this.host.monotonicUs();
    for (;;) {
      const batch = this.accumulator.expired(nowUs);
      if (batch === null) return;
      this.metError(batch, Errors.REQUEST_TIMED_OUT);
      this.transactions?.handleFailedBatch(batch, Errors.REQUEST_TIMED_OUT, false);
      if (this.transactions !== null && batch.inRetry)
        this.transactions.markSequenceUnresolved(batch);
      this.fail(batch, Errors.REQUEST_TIMED_OUT);
    }
  }

  /** Sends one request to every node that is ready; answers whether anything was sent. */
  private sendProducerData(): boolean {
    const nowUs = this.host.monotonicUs();
    const check = this.accumulator.ready(nowUs);
    this.nextReadyAtUs = check.nextReadyAtUs;
    this.nextConnectAtUs = NEVER;
    if (check.unknownLeaders) this.metadata.requestUpdate();
    let sent = false;
    for (let i = 0; i < check.nodes.length; i++) {
      const node = check.nodes[i] as number;
      if (!this.client.ready(node)) {
        this.nextConnectAtUs = Math.min(this.nextConnectAtUs, this.client.retryAtUs(node));
        continue;
      }
      const batches = this.accumulator.drain(node, nowUs);
      if (batches.length === 0) continue;
      this.sendProduceRequest(node, batches);
      sent = true;
    }
    return sent;
  }

  private sendProduceRequest(node: number, batches: readonly ProducerBatch[]): void {
    const { acks, requestTimeoutMs, requestTimeoutUs } = this.settings;
    const partitions: ProducePartition[] = [];
    let size = MESSAGE_OVERHEAD_BYTES;
    for (let i = 0; i < batches.length; i++) {
      const batch = batches[i] as ProducerBatch;
      partitions.push({ tp: batch.tp, batch: batch.recordBatch() });
      size += PARTITION_OVERHEAD_BYTES + batch.sizeBytes;
      batch.inFlight = true;
      if (this.guaranteeMessageOrder) this.accumulator.mute(batch.tp);
      this.attempted(batch, node);
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
      if (error === Errors.MESSAGE_TOO_LARGE && batch.records.length > 1 && !batch.done)
        this.split(batch);
      else if (this.canRetry(batch, error, logStartOffset))
        this.accumulator.reenqueue(batch, this.host.monotonicUs());
      else if (error === Errors.DUPLICATE_SEQUENCE_NUMBER) this.succeed(batch, baseOffset);
      else {
        const adjust = batch.attempts < this.settings.retries;
        this.transactions?.handleFailedBatch(batch, error, adjust);
        this.fail(batch, error);
      }
      if (isInvalidMetadata(error)) this.metadata.requestUpdate();
    }
    if (this.guaranteeMessageOrder) this.accumulator.unmute(batch.tp);
  }

  private canRetry(batch: ProducerBatch, error: ErrorCode, logStartOffset: number): boolean {
    const waitedUs = this.host.monotonicUs() - batch.createdUs;
    if (batch.done || waitedUs >= this.settings.deliveryTimeoutUs) return false;
    if (batch.attempts >= this.settings.retries) return false;
    if (this.transactions === null) return isRetriable(error);
    return this.transactions.canRetry(batch, error, logStartOffset);
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
