import type { Host } from "../../../kernel/host.ts";
import { US_PER_MS } from "../../../kernel/time.ts";
import type { KafkaNames } from "../../context.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { FACT_RECORD_PROCESSED, PROCESSING_OUTCOMES } from "../../facts.ts";
import type { Effect } from "./application-settings.ts";
import { type Forwarder, isFatal } from "./forwarder.ts";
import type { OutsideSystem } from "./outside-system.ts";
import type { RecordFailures } from "./record-failures.ts";
import type { WorkItem } from "./work-thread.ts";

/** A try that takes no time would be repeated without end in no time. */
const RETRY_AFTER_US = US_PER_MS;

/** What is to be done about a record, told by its processing. */
export interface ProcessingListener {
  /** The application is through with it. */
  onThrough(item: WorkItem): void;
  /** It is to be worked on again at once. */
  onRepeat(item: WorkItem, atLeastUs: number): void;
  /** It is to be polled again, with all that came after it in its partition. */
  onSeekBack(item: WorkItem): void;
}

/**
 * What comes of a record that was worked on: its effect on the outside system, or its copy in another
 * topic, or a failure.
 *
 * A copy that fails is not skipped: the application seeks back to its record and tries again, which may
 * make a copy twice, but leaves none out. After an error that a new try cannot cure (see `isFatal`) it
 * ends, so that nothing is committed past that record.
 */
export class RecordProcessing {
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly owner: string;
  private readonly effect: Effect;
  private readonly outside: OutsideSystem;
  private readonly failures: RecordFailures | null;
  private readonly forwarder: Forwarder | null;
  private readonly listener: ProcessingListener;

  /** @param owner whose tables of the outside system it writes: the group, or a consumer without one */
  constructor(
    host: Host,
    names: KafkaNames,
    owner: string,
    effect: Effect,
    outside: OutsideSystem,
    failures: RecordFailures | null,
    forwarder: Forwarder | null,
    listener: ProcessingListener,
  ) {
    this.host = host;
    this.names = names;
    this.owner = owner;
    this.effect = effect;
    this.outside = outside;
    this.failures = failures;
    this.forwarder = forwarder;
    this.listener = listener;
  }

  /** The time for a record is over. */
  worked(item: WorkItem): void {
    const { failures, forwarder } = this;
    if (failures?.fails(item.record.value) === true) this.failed(item, failures);
    else if (forwarder !== null) forwarder.send(item);
    else this.through(item, this.askForEffect(item));
  }

  /** The application looks what became of the copies it sent. */
  takeForwarded(): void {
    for (const { item, error } of this.forwarder?.take() ?? []) {
      if (error === Errors.NONE) this.through(item, PROCESSING_OUTCOMES.APPLIED);
      else this.notForwarded(item, error);
    }
  }

  private askForEffect({ tp, generation, record }: WorkItem): number {
    return this.outside.apply(this.owner, {
      kind: this.effect,
      tp,
      generation,
      value: record.value,
    });
  }

  private failed(item: WorkItem, failures: RecordFailures): void {
    if (failures.reaction !== "skip") this.tell(item, PROCESSING_OUTCOMES.FAILED);
    switch (failures.reaction) {
      case "retry":
        this.listener.onRepeat(item, RETRY_AFTER_US);
        return;
      case "skip":
        this.through(item, PROCESSING_OUTCOMES.SKIPPED);
        return;
      case "seekBack":
        this.listener.onSeekBack(item);
        return;
      case "exit":
        this.host.simulation.halt(this.host, "halted: its application failed");
    }
  }

  private notForwarded(item: WorkItem, error: ErrorCode): void {
    if (isFatal(error)) this.host.simulation.halt(this.host, "halted: it cannot send records on");
    this.listener.onSeekBack(item);
  }

  private through(item: WorkItem, outcome: number): void {
    this.tell(item, outcome);
    this.listener.onThrough(item);
  }

  private tell(item: WorkItem, outcome: number): void {
    const { tp, offset, record, generation } = item;
    const text = this.names.topicPartitions.text(tp);
    const { facts } = this.host.simulation;
    const { index } = this.host;
    facts.add(FACT_RECORD_PROCESSED, index, text, offset, record.id, generation, outcome);
  }
}
