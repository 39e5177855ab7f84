import { AssertionError } from "../../../kernel/assert.ts";
import type { Message } from "../../../kernel/connection.ts";
import type { Host } from "../../../kernel/host.ts";
import type { InFlightRequest } from "../../../kernel/link.ts";
import type { Endpoint, Process } from "../../../kernel/process.ts";
import type { ConfigValues } from "../../config/config.ts";
import type { ClusterAddresses, KafkaNames } from "../../context.ts";
import type { Era } from "../../era/eras.ts";
import { Errors } from "../../errors.ts";
import { type InitProducerIdResponse, PRODUCE, type ProduceResponse } from "../../messages.ts";
import { utf8Length } from "../../record/utf8.ts";
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
import { DeliveryReports } from "./delivery.ts";
import type { ProducerBatch } from "./producer-batch.ts";
import { producerSettings } from "./producer-config.ts";
import { ProducerIdRequest } from "./producer-id.ts";
import { RecordAccumulator } from "./record-accumulator.ts";
import { SendPath } from "./send-path.ts";
import { Sender } from "./sender.ts";
import { TransactionManager } from "./transaction-manager.ts";
import { type Workload, Workloads } from "./workload.ts";

/**
 * An application with a `KafkaProducer`. Its network thread runs after every event that concerns it,
 * until there is nothing left to do; then one timer waits for the next deadline.
 */
export class Producer implements Process, NetworkClientOwner {
  private readonly host: Host;
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
    const transactions = settings.idempotence ? new TransactionManager() : null;
    this.transactions = transactions;
    this.producerId =
      transactions === null
        ? null
        : new ProducerIdRequest(host, settings, metadata, client, transactions);
    const accumulator = new RecordAccumulator(host, names, settings, metadata, transactions);
    this.accumulator = accumulator;
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
    this.path = new SendPath(host, names, settings, metadata, accumulator, reports);
    this.workloads = new Workloads(host, this.path);
    this.timer = new WakeTimer(host);
  }

  start(): void {
    this.onWakeup();
  }

  /**
   * Hands one record over (`KafkaProducer.send`), as a step from outside.
   * @param partition null lets the partitioner choose
   */
  send(topic: string, partition: number | null, key: string | null, value: string): void {
    const keyBytes = key === null ? -1 : utf8Length(key);
    if (this.path.send(topic, partition, key, value, keyBytes, utf8Length(value))) this.onWakeup();
  }

  /** Starts a workload, as a step from outside. */
  produce(workload: Workload): void {
    this.workloads.start(workload);
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

  onResponse(_nodeId: number, request: InFlightRequest, response: Message): void {
    if (request.kind === PRODUCE)
      this.sender.handleResponse(
        request.context as ProducerBatch[],
        response.body as ProduceResponse,
      );
    else this.producerId?.handleResponse(response.body as InitProducerIdResponse);
  }

  onDisconnected(_nodeId: number, unanswered: readonly InFlightRequest[]): void {
    for (const request of unanswered) {
      if (request.kind === PRODUCE)
        this.sender.handleDisconnect(request.context as ProducerBatch[]);
      else this.producerId?.handleDisconnect();
    }
  }

  /** One round of the network thread (`Sender.runOnce`), repeated while records move. */
  onWakeup(): void {
    this.path.resume();
    this.runOnce();
    while (this.path.resume()) this.runOnce();
    if (this.closing && !this.accumulator.hasIncomplete && this.client.inFlightCount === 0)
      this.exit();
    else this.arm();
  }

  private runOnce(): void {
    this.sender.expireBatches();
    if (this.hasProducerId()) this.sender.run();
    else this.sender.hold();
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
    if (this.producerId !== null)
      timer.propose(this.producerId.retryDeadlineUs(), TIMER_PRODUCER_SENDER);
    timer.propose(this.accumulator.nextExpiryAtUs(), TIMER_PRODUCER_EXPIRY);
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
