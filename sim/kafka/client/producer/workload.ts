import type { Host } from "../../../kernel/host.ts";
import { US_PER_MS, US_PER_SECOND } from "../../../kernel/time.ts";
import { utf8Length } from "../../record/utf8.ts";
import { TIMER_PRODUCER_WORKLOAD } from "../../timers.ts";
import type { SendPath } from "./send-path.ts";

/** Records with given values, one after another. */
export interface RecordsWorkload {
  readonly topic: string;
  /** null: the partitioner chooses. */
  readonly partition: number | null;
  readonly key: string | null;
  readonly values: readonly string[];
  /** 0 sends all at once. */
  readonly everyMs: number;
}

/** An endless load without keys. */
export interface LoadWorkload {
  readonly topic: string;
  /** Spreads it evenly over partitions 0 to `partitions` - 1; null leaves it to the partitioner. */
  readonly partitions: number | null;
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

/** The application of a producer: plain data and a timer. */
export class Workloads {
  private readonly host: Host;
  private readonly path: SendPath;
  private readonly running: Progress[] = [];
  private stopped = false;

  constructor(host: Host, path: SendPath) {
    this.host = host;
    this.path = path;
  }

  /** Starts a workload; its first records are handed over at once. */
  start(workload: Workload): void {
    const filler = "valueBytes" in workload ? "x".repeat(workload.valueBytes) : "";
    const startedUs = this.host.monotonicUs();
    this.running.push({ workload, filler, startedUs, sent: 0 });
    this.tick(this.running.length - 1);
  }

  /** Its timer fired. Answers whether the sender has something to do. */
  tick(index: number): boolean {
    const progress = this.running[index];
    if (progress === undefined || this.stopped) return false;
    const { workload } = progress;
    return "values" in workload
      ? this.sendRecords(index, progress, workload)
      : this.sendLoad(index, progress, workload);
  }

  stop(): void {
    this.stopped = true;
  }

  private sendRecords(index: number, progress: Progress, workload: RecordsWorkload): boolean {
    const { topic, partition, key, values, everyMs } = workload;
    const end = everyMs === 0 ? values.length : Math.min(progress.sent + 1, values.length);
    const keyBytes = key === null ? -1 : utf8Length(key);
    let wake = false;
    for (; progress.sent < end; progress.sent++) {
      const value = values[progress.sent] as string;
      if (this.path.send(topic, partition, key, value, keyBytes, utf8Length(value))) wake = true;
    }
    if (end < values.length)
      this.host.setTimer(Math.round(everyMs * US_PER_MS), TIMER_PRODUCER_WORKLOAD, index);
    return wake;
  }

  /** What falls due while `send` blocks is left out: a blocked application makes no records. */
  private sendLoad(index: number, progress: Progress, workload: LoadWorkload): boolean {
    const { topic, partitions, recordsPerSecond, valueBytes } = workload;
    const elapsedUs = this.host.monotonicUs() - progress.startedUs;
    const due = Math.floor((elapsedUs * recordsPerSecond) / US_PER_SECOND) + 1;
    let wake = false;
    for (; progress.sent < due; progress.sent++) {
      if (this.path.isBlocked) continue;
      const partition = partitions === null ? null : progress.sent % partitions;
      if (this.path.send(topic, partition, null, progress.filler, -1, valueBytes)) wake = true;
    }
    const nextUs = Math.ceil((progress.sent * US_PER_SECOND) / recordsPerSecond) - elapsedUs;
    this.host.setTimer(Math.max(LOAD_TICK_US, nextUs), TIMER_PRODUCER_WORKLOAD, index);
    return wake;
  }
}
