import { AssertionError, assert } from "../../../kernel/assert.ts";
import type { Host } from "../../../kernel/host.ts";
import type { Endpoint, Process } from "../../../kernel/process.ts";
import { type Micros, US_PER_SECOND } from "../../../kernel/time.ts";
import type { KafkaNames } from "../../context.ts";
import { TIMER_APPLICATION } from "../../timers.ts";
import type { KafkaConsumerOwner } from "../consumer/consumer-owner.ts";
import type { KafkaProducer, ProducerOwner } from "../producer/kafka-producer.ts";
import type { ApplicationSettings } from "./application-settings.ts";
import type { ConsumerLibrary } from "./consumer-library.ts";
import { Forwarder, PRODUCER_TIMERS, TIMER_RECORDS_FORWARDED } from "./forwarder.ts";
import type { OutsideSystem } from "./outside-system.ts";
import { PollingThread } from "./polling-thread.ts";
import type { RecordFailures } from "./record-failures.ts";
import { RecordProcessing } from "./record-processing.ts";
import { WorkThread } from "./work-thread.ts";

/** `KafkaConsumer.DEFAULT_CLOSE_TIMEOUT_MS`. */
const CLOSE_TIMEOUT_US = 30 * US_PER_SECOND;

/** What a consumer's application is made of. */
export interface ConsumerApplicationParts {
  /** Topics it subscribes to, or partitions (`topic-partition`) that are assigned to it by hand. */
  readonly reads:
    | { readonly subscribe: readonly string[] }
    | { readonly assign: readonly string[] };
  /** Whose tables of the outside system it writes: its group's, or its own. */
  readonly sink: string;
  /** Null: it does nothing with its records, which takes no time. */
  readonly settings: ApplicationSettings | null;
  readonly outside: OutsideSystem;
  /** Null: processing never fails. */
  readonly failures: RecordFailures | null;
  readonly makeConsumer: (owner: KafkaConsumerOwner) => ConsumerLibrary;
  /** Makes the producer by which it forwards; the `b` of its timers is PRODUCER_TIMERS. */
  readonly makeProducer: (owner: ProducerOwner) => KafkaProducer;
}

/**
 * An application around a `KafkaConsumer`, and around a `KafkaProducer` where it sends records on. It
 * polls, works on the records, has effects, commits, and polls again; see `PollingThread`.
 *
 * What a person asks from outside (`commit`, `seek`, …) the polling thread does at once when it is in
 * `poll`, out of which it is called (`KafkaConsumer.wakeup`); else when it next has control: after the
 * record in work, or when `commitSync` has returned. What concerns partitions that it does not own then
 * comes to nothing.
 *
 * A `poll` that throws ends the polling thread without a `close`. A `commitSync` that throws does not: the
 * thread polls again, and learns there what became of its membership.
 */
export class ConsumerApplication implements Process {
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly parts: ConsumerApplicationParts;
  private readonly forwarder: Forwarder | null;
  private readonly work: WorkThread;
  private readonly thread: PollingThread;
  private readonly processing: RecordProcessing | null;

  constructor(host: Host, names: KafkaNames, parts: ConsumerApplicationParts) {
    const { settings, outside, failures, makeConsumer, makeProducer } = parts;
    this.host = host;
    this.names = names;
    this.parts = parts;
    const topic = settings?.forward?.topic;
    this.forwarder =
      topic === undefined
        ? null
        : new Forwarder(host, names, topic, makeProducer, () => this.exit());
    const { forwarder } = this;
    this.work = new WorkThread(host, settings?.processingUs ?? 0, (item) =>
      this.processing?.worked(item),
    );
    this.thread = new PollingThread(settings, makeConsumer, this.work, forwarder, () =>
      this.onConsumerClosed(),
    );
    const { sink } = parts;
    this.processing =
      settings === null
        ? null
        : new RecordProcessing(
            host,
            names,
            sink,
            settings.effect,
            outside,
            failures,
            forwarder,
            this.thread,
          );
  }

  start(): void {
    this.forwarder?.start();
    const { reads } = this.parts;
    if ("subscribe" in reads) this.thread.subscribe(reads.subscribe);
    else this.thread.assign(this.idsOf(reads.assign));
  }

  /**
   * Commits, as a step from outside.
   * @param offsets the next offsets to read, by partition (`topic-partition`); null: its positions
   */
  commit(offsets: Readonly<Record<string, number>> | null, mode: "sync" | "async"): void {
    const given = Object.entries(offsets ?? {}).map(([name, offset]) => {
      return { tp: this.idOf(name), offset, leaderEpoch: -1 };
    });
    this.thread.request({ kind: "commit", offsets: offsets === null ? null : given, mode });
  }

  /** Seeks in a partition that it owns, as a step from outside. */
  seek(partition: string, to: number | "beginning" | "end"): void {
    this.thread.request({ kind: "seek", tp: this.idOf(partition), to });
  }

  /** `KafkaConsumer.pause`, as a step from outside. */
  pausePartitions(partitions: readonly string[]): void {
    this.thread.request({ kind: "pause", partitions: this.idsOf(partitions) });
  }

  /** `KafkaConsumer.resume`, as a step from outside. */
  resumePartitions(partitions: readonly string[]): void {
    this.thread.request({ kind: "resume", partitions: this.idsOf(partitions) });
  }

  /** Subscribes to other topics, as a step from outside; to none: `unsubscribe`. */
  subscribe(topics: readonly string[]): void {
    this.thread.request({ kind: "subscribe", topics });
  }

  /** From the next record on it works so long on each. It must be an application that works. */
  setProcessing(processingUs: Micros): void {
    assert(this.processing !== null, "a consumer without an application works on nothing");
    this.work.processingUs = processingUs;
  }

  /** Whether it works on a record, or has some that it will work on. */
  get isBusy(): boolean {
    return this.work.busy || (this.work.hasNext && !this.thread.ended);
  }

  /**
   * Closes the consumer (`KafkaConsumer.close`) and exits, as a step from outside. First it works off what
   * it has polled; then it commits, if it commits, and leaves its group.
   * @param timeoutUs how long `KafkaConsumer.close` may take
   */
  close(timeoutUs: Micros): void {
    if (this.thread.ended) this.exit();
    else this.thread.request({ kind: "close", timeoutUs });
  }

  /** As `close`, with the time that Kafka allows by default. */
  shutdown(): void {
    this.close(CLOSE_TIMEOUT_US);
  }

  onAccept(): Endpoint {
    throw new AssertionError("nobody connects to a consumer");
  }

  onTimer(handler: number, a: number, b: number): void {
    if (handler === TIMER_APPLICATION) {
      if (a === TIMER_RECORDS_FORWARDED) this.processing?.takeForwarded();
      else this.work.fired();
      this.thread.run();
    } else if (b === PRODUCER_TIMERS) this.forwarder?.onTimer();
    else this.thread.onTimer(handler);
  }

  private onConsumerClosed(): void {
    if (this.forwarder === null) this.exit();
    else this.forwarder.close();
  }

  private exit(): void {
    this.host.simulation.exit(this.host);
  }

  private idOf(partition: string): number {
    const at = partition.lastIndexOf("-");
    const { topicPartitions } = this.names;
    return topicPartitions.id(partition.slice(0, at), Number(partition.slice(at + 1)));
  }

  private idsOf(partitions: readonly string[]): readonly number[] {
    return partitions.map((name) => this.idOf(name));
  }
}
