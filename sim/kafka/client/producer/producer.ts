import { AssertionError } from "../../../kernel/assert.ts";
import type { Message } from "../../../kernel/connection.ts";
import type { Host } from "../../../kernel/host.ts";
import type { InFlightRequest } from "../../../kernel/link.ts";
import type { Endpoint, Process } from "../../../kernel/process.ts";
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
  TIMER_PRODUCER_WORKLOAD,
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
import { type Workload, Workloads } from "./workload.ts";

/**
 * An application with a `KafkaProducer`. Its network thread runs after every event that concerns it,
 * until there is nothing left to do; then one timer waits for the next deadline.
 */
export class Producer implements Process, NetworkClientOwner {
  private readonly host: Host;
  private readonly settings: ProducerSettings;
  private readonly metadata: Metadata;
  private readonly client: NetworkClient;
  private readonly accumulator: RecordAccumulator;
  private readonly transactions: TransactionManager | null;
  private readonly producerId: ProducerIdRequest | null;
  private readonly sender: Sender;
  private readonly path: SendPath;
  private readonly workloads: Workloads;
  private readonly timer: WakeTimer;
  private closing = false;
  /** When what is not sent by then is given up. */
  private closeDeadlineUs = Number.POSITIVE_INFINITY;

  /**
   * @param config producer settings that are not the defaults; see `checkProducerConfig`
   * @param era the version of the client
   */
  constructor(
    host: Host,
    names: KafkaNames,
    addresses: ClusterAddresses,
    config: ConfigValues,
    era: Era,
  ) {
    this.host = host;
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
    this.workloads = new Workloads(host, names, this.path, reports);
    this.timer = new WakeTimer(host);
  }

  start(): void {
    this.onWakeup();
  }

  /**
   * Hands one record over (`KafkaProducer.send`), as a step from outside.
   * @param partition null lets the partitioner choose
   */
  send(topic: string, partition: number | null, key: string | null, value: string | null): void {
    if (this.workloads.send(topic, partition, key, value)) this.onWakeup();
  }

  /** Starts a workload, as a step from outside. */
  produce(workload: Workload): void {
    this.workloads.start(workload);
    this.onWakeup();
  }

  /**
   * `KafkaProducer.flush`, as a step from outside: all that is buffered is sent at once. A version
   * without it can only wait.
   */
  flush(): void {
    if (!this.settings.flush) return;
    this.path.flush();
    this.onWakeup();
  }

  onTimer(handler: number, a: number): void {
    if (handler === TIMER_PRODUCER_WORKLOAD) {
      if (this.workloads.tick(a)) this.onWakeup();
      return;
    }
    this.timer.fired();
    this.onWakeup();
  }

  onAccept(): Endpoint {
    throw new AssertionError("nobody connects to a producer");
  }

  /** `KafkaProducer.close`: sends what is buffered, then exits. */
  shutdown(): void {
    this.closing = true;
    this.workloads.stop();
    this.path.abort(Errors.UNKNOWN_SERVER_ERROR);
    this.accumulator.closing = true;
    this.onWakeup();
  }

  /**
   * `KafkaProducer.close` with a time in which what is buffered may be sent, as a step from outside.
   * A version without it waits as long as it takes (KIP-15).
   */
  close(timeoutUs: Micros): void {
    if (this.settings.closeTimeout) this.closeDeadlineUs = this.host.monotonicUs() + timeoutUs;
    this.shutdown();
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
      this.exit();
    } else if (this.closing && !this.accumulator.hasIncomplete && this.client.inFlightCount === 0)
      this.exit();
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

  private exit(): void {
    this.timer.cancel();
    this.client.close();
    this.host.simulation.exit(this.host);
  }
}
