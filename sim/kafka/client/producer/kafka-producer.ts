import type { Message } from "../../../kernel/connection.ts";
import type { Host } from "../../../kernel/host.ts";
import type { InFlightRequest } from "../../../kernel/link.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { ConfigValues } from "../../config/config.ts";
import type { ClusterAddresses, KafkaNames } from "../../context.ts";
import type { Era } from "../../era/eras.ts";
import { Errors } from "../../errors.ts";
import { type InitProducerIdResponse, PRODUCE, type ProduceResponse } from "../../messages.ts";
import {
  TIMER_CLIENT_METADATA,
  TIMER_CLIENT_RECONNECT,
  TIMER_PRODUCER_EXPIRY,
  TIMER_PRODUCER_SENDER,
} from "../../timers.ts";
import { Metadata } from "../metadata.ts";
import { NetworkClient, type NetworkClientOwner } from "../network-client.ts";
import { WakeTimer } from "../wake-timer.ts";
import { BufferPool } from "./buffer-pool.ts";
import { DeliveryReports } from "./delivery.ts";
import { transactionManagerOf } from "./idempotence.ts";
import { BuiltInPartitioners } from "./partitioners/built-in-partitioners.ts";
import { partitionerOf } from "./partitioners/partitioner-of.ts";
import type { ProducerBatch } from "./producer-batch.ts";
import { type ProducerSettings, producerSettings } from "./producer-config.ts";
import { ProducerIdRequest } from "./producer-id.ts";
import { RecordAccumulator } from "./record-accumulator.ts";
import { SendPath } from "./send-path.ts";
import { Sender } from "./sender.ts";
import type { TransactionManager } from "./transaction-manager.ts";

/** The application that owns a producer. */
export interface ProducerOwner {
  /** `close` is through; nothing of the producer runs any more. */
  onProducerClosed(): void;
}

/**
 * The library (`KafkaProducer`). Its network thread runs after every event that concerns it, until there
 * is nothing left to do; then one timer waits for the next deadline.
 */
export class KafkaProducer implements NetworkClientOwner {
  /** Where the application's records come in. Whoever sends calls `onWakeup` when it says so. */
  readonly path: SendPath;
  /** Whom to ask what became of them. */
  readonly reports: DeliveryReports;
  private readonly host: Host;
  private readonly settings: ProducerSettings;
  private readonly metadata: Metadata;
  private readonly client: NetworkClient;
  private readonly accumulator: RecordAccumulator;
  private readonly transactions: TransactionManager | null;
  private readonly producerId: ProducerIdRequest | null;
  private readonly sender: Sender;
  private readonly owner: ProducerOwner;
  private readonly timer: WakeTimer;
  private closing = false;
  /** When what is not sent by then is given up. */
  private closeDeadlineUs = Number.POSITIVE_INFINITY;

  /**
   * @param config producer settings that are not the defaults; see `checkProducerConfig`
   * @param era the version of the client
   * @param timerTag the `b` of its timers, by which a process with several clients tells them apart
   */
  constructor(
    host: Host,
    names: KafkaNames,
    addresses: ClusterAddresses,
    config: ConfigValues,
    era: Era,
    owner: ProducerOwner,
    timerTag = 0,
  ) {
    this.host = host;
    this.owner = owner;
    const settings = producerSettings(config, era);
    this.metadata = new Metadata(host, names, addresses, settings, []);
    this.client = new NetworkClient(host, addresses, settings, this.metadata, this);
    const { client, metadata } = this;
    const transactions = transactionManagerOf(settings);
    this.transactions = transactions;
    this.producerId =
      transactions === null
        ? null
        : new ProducerIdRequest(host, settings, metadata, client, transactions);
    const stream = host.simulation.choices.stream(`client/${host.name}/partition`);
    const partitioner = partitionerOf(settings, stream, metadata);
    const builtIn =
      partitioner === null ? new BuiltInPartitioners(stream, metadata, settings) : null;
    const pool = new BufferPool(settings.bufferMemory);
    const accumulator = new RecordAccumulator(
      host,
      names,
      settings,
      metadata,
      transactions,
      pool,
      builtIn,
    );
    this.accumulator = accumulator;
    this.settings = settings;
    const reports = new DeliveryReports(host, names);
    this.reports = reports;
    this.sender = new Sender(
      host,
      names,
      settings,
      metadata,
      client,
      accumulator,
      transactions,
      reports,
    );
    this.path = new SendPath(
      host,
      names,
      settings,
      metadata,
      accumulator,
      pool,
      partitioner,
      builtIn,
      reports,
    );
    this.timer = new WakeTimer(host, timerTag);
  }

  /** `flush`: all that is buffered is sent at once. A version without it can only wait. */
  flush(): void {
    if (!this.settings.flush) return;
    this.path.flush();
    this.onWakeup();
  }

  /** Its timer fired. */
  onTimer(): void {
    this.timer.fired();
    this.onWakeup();
  }

  /**
   * `close`: sends what is buffered.
   * @param timeoutUs when what is not sent is given up; Infinity: never. A version without a timeout waits
   *   as long as it takes (KIP-15).
   */
  close(timeoutUs: Micros): void {
    if (this.settings.closeTimeout) this.closeDeadlineUs = this.host.monotonicUs() + timeoutUs;
    this.closing = true;
    this.path.abort(Errors.UNKNOWN_SERVER_ERROR);
    this.accumulator.closing = true;
    this.onWakeup();
  }

  /** The process ends: nothing more is sent. */
  abandon(): void {
    this.timer.cancel();
    this.client.close();
  }

  onResponse(_nodeId: number, request: InFlightRequest, response: Message): void {
    if (request.kind === PRODUCE)
      this.sender.handleResponse(
        request.context as ProducerBatch[],
        response.body as ProduceResponse,
      );
    else this.producerId?.handleResponse(response.body as InitProducerIdResponse);
  }

  onDisconnected(_nodeId: number, unanswered: readonly InFlightRequest[], timedOut: boolean): void {
    for (const request of unanswered) {
      if (request.kind === PRODUCE)
        this.sender.handleDisconnect(request.context as ProducerBatch[], timedOut);
      else this.producerId?.handleDisconnect();
    }
  }

  /** One round of the network thread (`Sender.runOnce`), repeated while records move. */
  onWakeup(): void {
    this.path.resume();
    this.runOnce();
    while (this.path.resume()) this.runOnce();
    if (this.host.monotonicUs() >= this.closeDeadlineUs) {
      // The rest is aborted, answers that are still to come are not waited for.
      this.sender.abortBatches(Errors.UNKNOWN_SERVER_ERROR);
      this.closed();
    } else if (this.closing && !this.accumulator.hasIncomplete && this.client.inFlightCount === 0)
      this.closed();
    else this.arm();
  }

  /** Before it has its id, an idempotent producer lets nothing expire either. */
  private runOnce(): void {
    do {
      if (!this.hasProducerId()) {
        this.sender.hold();
        return;
      }
    } while (this.sender.run());
  }

  /** Keeps the idempotent producer's id and epoch in order; answers whether sending is allowed. */
  private hasProducerId(): boolean {
    const { transactions, producerId } = this;
    if (transactions === null || producerId === null) return true;
    transactions.maybeResolveSequences();
    if (transactions.fatalError !== Errors.NONE) {
      this.sender.abortBatches(transactions.fatalError);
      this.client.maybeUpdateMetadata();
      return false;
    }
    transactions.maybeBumpEpoch();
    do {
      this.client.maybeUpdateMetadata();
      if (producerId.poll()) return true;
    } while (this.client.maybeUpdateMetadata());
    return false;
  }

  private arm(): void {
    const { timer, sender } = this;
    timer.begin();
    timer.propose(sender.nextReadyAtUs, TIMER_PRODUCER_SENDER);
    timer.propose(this.path.blockedUntilUs(), TIMER_PRODUCER_SENDER);
    timer.propose(this.closeDeadlineUs, TIMER_PRODUCER_SENDER);
    if (this.producerId !== null)
      timer.propose(this.producerId.retryDeadlineUs(), TIMER_PRODUCER_SENDER);
    timer.propose(sender.nextExpiryAtUs(), TIMER_PRODUCER_EXPIRY);
    timer.propose(sender.nextConnectAtUs, TIMER_CLIENT_RECONNECT);
    timer.propose(this.client.metadataDeadlineUs(), TIMER_CLIENT_METADATA);
    timer.commit();
  }

  private closed(): void {
    this.abandon();
    this.owner.onProducerClosed();
  }
}
