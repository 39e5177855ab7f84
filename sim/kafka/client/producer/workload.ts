import type { Host } from "../../../kernel/host.ts";
import { US_PER_MS, US_PER_SECOND } from "../../../kernel/time.ts";
import type { KafkaNames } from "../../context.ts";
import { TIMER_PRODUCER_WORKLOAD } from "../../timers.ts";
import type { DeliveryReports } from "./delivery.ts";
import { Resender } from "./resender.ts";
import type { SendPath } from "./send-path.ts";

/** Records with given values, one after another. */
export interface RecordsWorkload {
  readonly topic: string;
  /** null: the partitioner chooses. */
  readonly partition: number | null;
  /** The key of every record. */
  readonly key: string | null;
  /** Keys of the records in turn, instead of `key`. */
  readonly keys?: readonly string[];
  /** null is a tombstone. */
  readonly values: readonly (string | null)[];
  /** 0 sends all at once. */
  readonly everyMs: number;
  /** What fails is sent again, as a new record (see `Resender`). */
  readonly resendsOnError?: boolean;
}

/** An endless load. */
export interface LoadWorkload {
  readonly topic: string;
  /** Spreads it evenly over partitions 0 to `partitions` - 1; null leaves it to the partitioner. */
  readonly partitions: number | null;
  /** Keys of the records in turn; absent: none has a key. */
  readonly keys?: readonly string[];
  readonly recordsPerSecond: number;
  readonly valueBytes: number;
}

export type Workload = RecordsWorkload | LoadWorkload;

/** How far a workload is. */
interface Progress {
  readonly workload: Workload;
  /** The value of every record of a load. */
  readonly filler: string;
  readonly startedUs: number;
  sent: number;
}

/** Less often than this a load is not served, however high its rate. */
const LOAD_TICK_US = US_PER_MS;

/** The thread of what is sent from outside; each workload has one of its own. */
const OUTSIDE = 0;

const NOT_RESENT = 0;

/** The application of a producer: plain data and timers. */
export class Workloads {
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly path: SendPath;
  private readonly reports: DeliveryReports;
  private readonly running: Progress[] = [];
  private readonly resender: Resender;
  private stopped = false;

  constructor(host: Host, names: KafkaNames, path: SendPath, reports: DeliveryReports) {
    this.host = host;
    this.names = names;
    this.path = path;
    this.reports = reports;
    this.resender = new Resender(host, names, path);
  }

  /** Hands one record over, from outside. Answers whether the sender has something to do. */
  send(topic: string, partition: number | null, key: string | null, value: string | null): boolean {
    const id = this.names.nextRecordId();
    return this.path.send(OUTSIDE, id, topic, partition, key, value, NOT_RESENT);
  }

  /** Starts a workload; its first records are handed over at once. */
  start(workload: Workload): void {
    if ("values" in workload && workload.resendsOnError === true)
      this.reports.callbacks = this.resender;
    const filler = "valueBytes" in workload ? "x".repeat(workload.valueBytes) : "";
    const startedUs = this.host.monotonicUs();
    this.running.push({ workload, filler, startedUs, sent: 0 });
    this.tick(this.running.length - 1);
  }

  /** Its timer fired; -1 is that of the resender. Answers whether the sender has something to do. */
  tick(index: number): boolean {
    if (this.stopped) return false;
    const progress = this.running[index];
    if (progress === undefined) return this.resender.resend();
    const { workload } = progress;
    return "values" in workload
      ? this.sendRecords(index, progress, workload)
      : this.sendLoad(index, progress, workload);
  }

  stop(): void {
    this.stopped = true;
  }

  private sendRecords(index: number, progress: Progress, workload: RecordsWorkload): boolean {
    const { topic, partition, values, everyMs, resendsOnError } = workload;
    const end = everyMs === 0 ? values.length : Math.min(progress.sent + 1, values.length);
    let wake = false;
    for (; progress.sent < end; progress.sent++) {
      const value = values[progress.sent] as string | null;
      const key = keyOf(workload.keys, progress.sent) ?? workload.key;
      const id = this.names.nextRecordId();
      if (resendsOnError === true)
        this.resender.watch({ thread: index + 1, id, topic, partition, key, value });
      if (this.path.send(index + 1, id, topic, partition, key, value, NOT_RESENT)) wake = true;
    }
    if (end < values.length)
      this.host.setTimer(Math.round(everyMs * US_PER_MS), TIMER_PRODUCER_WORKLOAD, index);
    return wake;
  }

  /** What falls due while `send` blocks is left out: a blocked application makes no records. */
  private sendLoad(index: number, progress: Progress, workload: LoadWorkload): boolean {
    const { topic, partitions, recordsPerSecond } = workload;
    const elapsedUs = this.host.monotonicUs() - progress.startedUs;
    const due = Math.floor((elapsedUs * recordsPerSecond) / US_PER_SECOND) + 1;
    let wake = false;
    for (; progress.sent < due; progress.sent++) {
      if (this.path.isBlocked(index + 1)) continue;
      const partition = partitions === null ? null : progress.sent % partitions;
      const key = keyOf(workload.keys, progress.sent);
      const id = this.names.nextRecordId();
      if (this.path.send(index + 1, id, topic, partition, key, progress.filler, NOT_RESENT))
        wake = true;
    }
    const nextUs = Math.ceil((progress.sent * US_PER_SECOND) / recordsPerSecond) - elapsedUs;
    this.host.setTimer(Math.max(LOAD_TICK_US, nextUs), TIMER_PRODUCER_WORKLOAD, index);
    return wake;
  }
}

/** Keys in turn; null when there are none. */
function keyOf(keys: readonly string[] | undefined, index: number): string | null {
  if (keys === undefined || keys.length === 0) return null;
  return keys[index % keys.length] as string;
}
