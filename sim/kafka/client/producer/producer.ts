import { AssertionError } from "../../../kernel/assert.ts";
import type { Host } from "../../../kernel/host.ts";
import type { Endpoint, Process } from "../../../kernel/process.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { ConfigValues } from "../../config/config.ts";
import type { ClusterAddresses, KafkaNames } from "../../context.ts";
import type { Era } from "../../era/eras.ts";
import { TIMER_PRODUCER_WORKLOAD } from "../../timers.ts";
import { KafkaProducer, type ProducerOwner } from "./kafka-producer.ts";
import { type Workload, Workloads } from "./workload.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** An application that sends records by a `KafkaProducer`. */
export class Producer implements Process, ProducerOwner {
  private readonly host: Host;
  private readonly producer: KafkaProducer;
  private readonly workloads: Workloads;

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
    this.producer = new KafkaProducer(host, names, addresses, config, era, this);
    const { path, reports } = this.producer;
    this.workloads = new Workloads(host, names, path, reports);
  }

  start(): void {
    this.producer.onWakeup();
  }

  /**
   * Hands one record over (`KafkaProducer.send`), as a step from outside.
   * @param partition null lets the partitioner choose
   */
  send(topic: string, partition: number | null, key: string | null, value: string | null): void {
    if (this.workloads.send(topic, partition, key, value)) this.producer.onWakeup();
  }

  /** Starts a workload, as a step from outside. */
  produce(workload: Workload): void {
    this.workloads.start(workload);
    this.producer.onWakeup();
  }

  /** `KafkaProducer.flush`, as a step from outside. */
  flush(): void {
    this.producer.flush();
  }

  onTimer(handler: number, a: number): void {
    if (handler !== TIMER_PRODUCER_WORKLOAD) this.producer.onTimer();
    else if (this.workloads.tick(a)) this.producer.onWakeup();
  }

  onAccept(): Endpoint {
    throw new AssertionError("nobody connects to a producer");
  }

  /** Sends what is buffered, then exits. */
  shutdown(): void {
    this.close(NEVER);
  }

  /**
   * `KafkaProducer.close` with a time in which what is buffered may be sent, as a step from outside.
   * Then it exits.
   */
  close(timeoutUs: Micros): void {
    this.workloads.stop();
    this.producer.close(timeoutUs);
  }

  onProducerClosed(): void {
    this.host.simulation.exit(this.host);
  }
}
