import type { Host } from "../../../kernel/host.ts";
import type { KafkaNames } from "../../context.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { TIMER_APPLICATION } from "../../timers.ts";
import type { Callbacks } from "../producer/delivery.ts";
import type { KafkaProducer, ProducerOwner } from "../producer/kafka-producer.ts";
import type { WorkItem } from "./work-thread.ts";

/** The `b` of the timers of a producer that shares its process with a consumer. */
export const PRODUCER_TIMERS = 1;

/** The `a` of its timer. */
export const TIMER_RECORDS_FORWARDED = 1;

/** The application's only thread that sends, see `SendPath.send`. */
const SENDING_THREAD = 0;
const NOT_RESENT = 0;
const NEVER = Number.POSITIVE_INFINITY;

/** Errors that another try cannot cure: those of the record, and those of the producer. */
const FATAL: readonly ErrorCode[] = [
  Errors.MESSAGE_TOO_LARGE,
  Errors.RECORD_LIST_TOO_LARGE,
  Errors.INVALID_TOPIC_EXCEPTION,
  Errors.INVALID_REQUIRED_ACKS,
  Errors.INVALID_RECORD,
  Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT,
  Errors.OUT_OF_ORDER_SEQUENCE_NUMBER,
  Errors.INVALID_PRODUCER_EPOCH,
  Errors.PRODUCER_FENCED,
];

/** Whether it is of no use to send again after that error of a producer. */
export function isFatal(error: ErrorCode): boolean {
  return FATAL.includes(error);
}

/** A record of which the application was told what became of its copy. */
export interface Forwarded {
  readonly item: WorkItem;
  readonly error: ErrorCode;
}

/**
 * Sends records on to another topic, keys and values as they are. What becomes of a copy the producer's
 * network thread tells in a callback, and the application learns it when it next has control.
 */
export class Forwarder implements Callbacks, ProducerOwner {
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly topic: string;
  private readonly producer: KafkaProducer;
  private readonly onClosed: () => void;
  /** By the ids of their copies. */
  private readonly sent = new Map<number, WorkItem>();
  private told: Forwarded[] = [];

  /**
   * @param makeProducer whose timers have PRODUCER_TIMERS for their `b`
   * @param onClosed told when the producer is closed
   */
  constructor(
    host: Host,
    names: KafkaNames,
    topic: string,
    makeProducer: (owner: ProducerOwner) => KafkaProducer,
    onClosed: () => void,
  ) {
    this.host = host;
    this.names = names;
    this.topic = topic;
    this.onClosed = onClosed;
    this.producer = makeProducer(this);
    this.producer.reports.callbacks = this;
  }

  /** How many copies the application does not know to be written or failed. */
  get pending(): number {
    return this.sent.size + this.told.length;
  }

  start(): void {
    this.producer.onWakeup();
  }

  send(item: WorkItem): void {
    const { key, value } = item.record;
    const id = this.names.nextRecordId();
    this.sent.set(id, item);
    const { path } = this.producer;
    if (path.send(SENDING_THREAD, id, this.topic, null, key, value, NOT_RESENT))
      this.producer.onWakeup();
  }

  /** What was sent goes at once, whatever `linger.ms` says. */
  flush(): void {
    this.producer.flush();
  }

  onCompletion(record: number, error: ErrorCode): void {
    const item = this.sent.get(record);
    if (item === undefined) return;
    this.sent.delete(record);
    this.told.push({ item, error });
    if (this.told.length === 1) this.host.setTimer(0, TIMER_APPLICATION, TIMER_RECORDS_FORWARDED);
  }

  /** What was told since it was last asked. */
  take(): readonly Forwarded[] {
    const { told } = this;
    this.told = [];
    return told;
  }

  /** A timer of the producer. */
  onTimer(): void {
    this.producer.onTimer();
  }

  close(): void {
    this.producer.close(NEVER);
  }

  onProducerClosed(): void {
    this.onClosed();
  }
}
