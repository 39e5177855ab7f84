import type { Micros } from "../../../kernel/time.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import type { RecordData } from "../../record/record-batch.ts";
import type { KafkaConsumerOwner, OffsetAndEpoch } from "../consumer/consumer-owner.ts";
import type { ConsumerRecords } from "../consumer/consumer-records.ts";
import type { ApplicationSettings } from "./application-settings.ts";
import type { ConsumerLibrary } from "./consumer-library.ts";
import type { Forwarder } from "./forwarder.ts";
import { Progress } from "./progress.ts";
import type { ProcessingListener } from "./record-processing.ts";
import { type ApplicationRequest, carryOut } from "./request.ts";
import type { PolledBatch, WorkItem, WorkThread } from "./work-thread.ts";

/** Where the thread is: with the application, in the library, or nowhere any more. */
type Place = "application" | "poll" | "commit" | "callback" | "close" | "ended";

/**
 * The thread of an application that has the `KafkaConsumer`: it polls, works on the records or hands them
 * to a worker, commits, and polls again. A worker does the work while this thread polls on; what the
 * worker wants of the consumer (commit, seek) this thread does for it, for a `KafkaConsumer` is not for
 * several threads.
 */
export class PollingThread implements KafkaConsumerOwner, ProcessingListener {
  private readonly settings: ApplicationSettings | null;
  private readonly hasWorker: boolean;
  private readonly consumer: ConsumerLibrary;
  private readonly work: WorkThread;
  private readonly forwarder: Forwarder | null;
  private readonly onEnded: () => void;
  private readonly progress = new Progress();
  private place: Place = "application";
  /** The thread runs: what happens meanwhile it will see. */
  private running = false;
  private readonly requests: ApplicationRequest[] = [];
  /** What the application wants to commit, by partition. */
  private readonly wanted = new Map<number, OffsetAndEpoch>();
  /** It wants to commit its positions. */
  private wantsPositions = false;
  /** Records that are to be worked on when the commit before it is done. */
  private staged: readonly WorkItem[] = [];
  /** It has not committed the records of the last poll, nor decided that it will not. */
  private batchOpen = false;
  /** It waits for copies of the last poll's records. */
  private flushed = false;
  /** Offsets of records that are to be polled again, by partition. */
  private readonly seeks = new Map<number, number>();
  /** How long `close` may take, once it was asked for. */
  private closeTimeoutUs: Micros | null = null;
  /** Where it was when the library called it back. */
  private calledBackFrom: Place = "poll";

  /**
   * @param settings null: it does nothing with its records
   * @param onEnded the consumer is closed
   */
  constructor(
    settings: ApplicationSettings | null,
    makeConsumer: (owner: KafkaConsumerOwner) => ConsumerLibrary,
    work: WorkThread,
    forwarder: Forwarder | null,
    onEnded: () => void,
  ) {
    this.settings = settings;
    this.hasWorker = settings?.thread === "worker";
    this.consumer = makeConsumer(this);
    this.work = work;
    this.forwarder = forwarder;
    this.onEnded = onEnded;
  }

  /** Whether it has closed the consumer, or died of an error of `poll`. */
  get ended(): boolean {
    return this.place === "ended";
  }

  subscribe(topics: readonly string[]): void {
    this.consumer.subscribe(topics);
    this.run();
  }

  /** @param partitions ids of `TopicPartitions` */
  assign(partitions: readonly number[]): void {
    this.consumer.assign(partitions);
    this.run();
  }

  /** To be done when the thread has control; see `ConsumerApplication`. */
  request(request: ApplicationRequest): void {
    if (this.ended) return;
    this.requests.push(request);
    this.run();
  }

  /** A timer of the library. */
  onTimer(handler: number): void {
    this.consumer.onTimer(handler);
  }

  /** Goes on until it waits for something: both threads, where there are two. */
  run(): void {
    if (this.running) return;
    this.running = true;
    do {
      this.runWorker();
      if (this.place === "poll" && this.hasErrand) {
        this.consumer.wakeup();
        this.place = "application";
      }
    } while (this.advance());
    this.running = false;
  }

  onRecords(records: ConsumerRecords): void {
    this.place = "application";
    if (this.settings !== null) this.takeUp(this.workOf(records), this.settings);
    this.run();
  }

  onPollFailed(): void {
    this.place = "ended";
    this.consumer.abandon();
  }

  onCommitSync(_offsets: readonly OffsetAndEpoch[], error: ErrorCode): void {
    if (this.place === "callback") {
      this.place = this.calledBackFrom;
      this.consumer.callbackDone();
      return;
    }
    this.place = "application";
    // At most once: what could not be committed may be another's by now, and is not worked on.
    if (error === Errors.NONE) this.work.add(this.staged);
    this.staged = [];
    this.run();
  }

  onCommitAsync(): void {}

  onClosed(): void {
    this.place = "ended";
    this.onEnded();
  }

  onPartitionsAssigned(): boolean {
    return true;
  }

  onPartitionsRevoked(partitions: readonly number[]): boolean {
    if (this.settings?.onRevoked !== "commit") return true;
    // Who commits before it works has committed all that it polled.
    const isCommitted = this.settings.commit === "beforeProcessing";
    const offsets = isCommitted ? [] : this.progress.of(partitions);
    this.stopWorkOn(partitions);
    if (offsets.length === 0) return true;
    this.calledBackFrom = this.place;
    this.place = "callback";
    this.consumer.commitSync(offsets);
    return false;
  }

  onPartitionsLost(partitions: readonly number[]): boolean {
    if (this.settings?.onRevoked === "commit") this.stopWorkOn(partitions);
    return true;
  }

  onThrough(item: WorkItem): void {
    item.batch.remaining--;
    this.progress.through(item);
    if (this.settings?.commit === "afterEachRecord") this.wantToCommitProgress();
    else this.batchMoved(item.batch);
  }

  onRepeat(item: WorkItem, atLeastUs: Micros): void {
    this.work.repeat(item, atLeastUs);
  }

  onSeekBack(item: WorkItem): void {
    const { tp, offset } = item;
    if (!this.progress.isOutstanding(item)) return;
    this.progress.forgetOutstanding(tp);
    for (const dropped of this.work.drop(tp)) dropped.batch.remaining--;
    item.batch.remaining--;
    this.seeks.set(tp, offset);
    this.batchMoved(item.batch);
  }

  private runWorker(): void {
    while (this.hasWorker && !this.work.busy && this.work.hasNext) this.work.next();
  }

  /** One thing after another; false when there is nothing to do but wait. */
  private advance(): boolean {
    if (this.place !== "application" || (!this.hasWorker && this.work.busy)) return false;
    return (
      this.seekBack() ||
      this.serveRequest() ||
      this.commitWanted() ||
      this.workOnNext() ||
      this.endBatch() ||
      this.closeOrPoll()
    );
  }

  /** Whether there is something for which it must leave `poll`. */
  private get hasErrand(): boolean {
    const wants = this.wantsPositions || this.wanted.size > 0;
    return wants || this.seeks.size > 0 || this.requests.length > 0;
  }

  private seekBack(): boolean {
    if (this.seeks.size === 0) return false;
    for (const [tp, offset] of this.seeks) {
      if (this.consumer.isAssigned(tp)) this.consumer.seek(tp, offset);
    }
    this.seeks.clear();
    return true;
  }

  private serveRequest(): boolean {
    const request = this.requests.shift();
    if (request === undefined) return false;
    if (request.kind === "commit") this.commit(request.offsets, request.mode);
    else if (request.kind === "close") this.closeTimeoutUs ??= request.timeoutUs;
    else carryOut(this.consumer, request);
    return true;
  }

  private commit(offsets: readonly OffsetAndEpoch[] | null, mode: "sync" | "async"): void {
    if (mode === "async") {
      this.consumer.commitAsync(offsets);
      return;
    }
    this.place = "commit";
    this.consumer.commitSync(offsets);
  }

  private commitWanted(): boolean {
    if (!this.wantsPositions && this.wanted.size === 0) return false;
    const mode = this.settings?.commitMode ?? "sync";
    const offsets = this.wantsPositions ? null : [...this.wanted.values()];
    this.wantsPositions = false;
    this.wanted.clear();
    if (mode === "async") {
      this.work.add(this.staged);
      this.staged = [];
    }
    this.commit(offsets, mode);
    return true;
  }

  /** The records of a poll are its own work, unless a worker has it. */
  private workOnNext(): boolean {
    if (this.hasWorker || !this.work.hasNext) return false;
    if (this.settings?.commit === "afterEachRecord" && this.copiesPending) return false;
    this.work.next();
    return true;
  }

  /** It is through with the records of a poll when their copies, if it makes any, are written too. */
  private endBatch(): boolean {
    if (this.hasWorker || !this.batchOpen || this.copiesPending) return false;
    this.batchOpen = false;
    this.flushed = false;
    if (this.settings?.commit === "afterProcessing") this.wantsPositions = true;
    return true;
  }

  private closeOrPoll(): boolean {
    if (!this.hasWorker && this.copiesPending) {
      this.flushOnce();
      return false;
    }
    if (this.closeTimeoutUs === null) {
      this.place = "poll";
      this.consumer.poll();
      return true;
    }
    // The worker, too, ends what it has.
    if (this.work.busy || this.work.hasNext || this.copiesPending) return false;
    this.place = "close";
    this.consumer.close(this.closeTimeoutUs);
    return true;
  }

  private flushOnce(): void {
    if (this.flushed) return;
    this.flushed = true;
    this.forwarder?.flush();
  }

  private get copiesPending(): boolean {
    return this.forwarder !== null && this.forwarder.pending > 0;
  }

  private workOf(records: ConsumerRecords): readonly WorkItem[] {
    const batch: PolledBatch = { remaining: records.count };
    const generation = this.consumer.generation.generationId;
    return records.records.slice(0, records.count).map((record: RecordData, i): WorkItem => {
      const tp = records.tps[i] as number;
      const offset = records.offsets[i] as number;
      const leaderEpoch = records.leaderEpochs[i] as number;
      return { tp, offset, leaderEpoch, record, generation, batch };
    });
  }

  private takeUp(items: readonly WorkItem[], { commit }: ApplicationSettings): void {
    for (const item of items) this.progress.begin(item);
    if (commit === "beforeProcessing") {
      this.staged = items;
      this.wantsPositions = true;
    } else this.work.add(items);
    this.batchOpen = true;
  }

  private wantToCommitProgress(): void {
    for (const offset of this.progress.take()) this.wanted.set(offset.tp, offset);
  }

  /** A worker commits when it is through with all records of a poll. */
  private batchMoved(batch: PolledBatch): void {
    const commits = this.hasWorker && this.settings?.commit === "afterProcessing";
    if (commits && batch.remaining === 0) this.wantToCommitProgress();
  }

  private stopWorkOn(partitions: readonly number[]): void {
    for (const tp of partitions) {
      for (const dropped of this.work.drop(tp)) dropped.batch.remaining--;
      this.progress.forget(tp);
      this.wanted.delete(tp);
      this.seeks.delete(tp);
    }
    this.runWorker();
  }
}
