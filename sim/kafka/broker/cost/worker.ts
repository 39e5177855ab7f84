import { assert } from "../../../kernel/assert.ts";
import type { Host } from "../../../kernel/host.ts";
import type { FileRange } from "../../../kernel/page-cache.ts";
import type { Storage } from "../../../kernel/storage.ts";

/** What a thread may have to wait for the disk for. */
export type DiskWork =
  /** Until a range of a file of that length is in memory. */
  | { readonly type: "read"; readonly range: FileRange; readonly fileBytes: number }
  /** Until the system takes what is to be written. */
  | { readonly type: "room" }
  /** Until what is written to a file, last that range, is durable. */
  | { readonly type: "sync"; readonly range: FileRange };

/** What a thread does at one go: it computes, then it uses files, one after the other. */
export interface Job {
  readonly cpuUs: number;
  readonly disk: readonly DiskWork[];
}

/**
 * A thread of a broker: it has one job at a time, and is busy until it is done, be it because it
 * computes or because it waits for the disk.
 */
export class Worker {
  private readonly host: Host;
  private readonly storage: Storage;
  /** Kind of its timers; they carry its index. */
  private readonly timer: number;
  private readonly index: number;
  private job: Job | null = null;
  /** Number of the next piece of disk work. */
  private next = 0;

  constructor(host: Host, storage: Storage, timer: number, index: number) {
    this.host = host;
    this.storage = storage;
    this.timer = timer;
    this.index = index;
  }

  get isBusy(): boolean {
    return this.job !== null;
  }

  /** Begins a job. True when it took no time; otherwise a timer tells. */
  start(job: Job): boolean {
    assert(this.job === null, "a thread does one job at a time");
    this.job = job;
    this.next = 0;
    const cpuUs = Math.ceil(job.cpuUs);
    if (cpuUs === 0) return this.useFiles(job);
    this.host.setTimer(cpuUs, this.timer, this.index);
    return false;
  }

  /** It computed enough, or the disk is ready. True when the job is done. */
  onTimer(): boolean {
    assert(this.job !== null, "a thread's timer belongs to a job");
    return this.useFiles(this.job);
  }

  private useFiles({ disk }: Job): boolean {
    while (this.next < disk.length) {
      if (!this.use(disk[this.next++] as DiskWork)) return false;
    }
    this.job = null;
    return true;
  }

  private use(work: DiskWork): boolean {
    const waiter = { kind: this.timer, index: this.index };
    switch (work.type) {
      case "read":
        return this.storage.read(work.range, work.fileBytes, waiter);
      case "room":
        return this.storage.admits(waiter);
      case "sync":
        this.storage.sync(work.range, waiter);
        return false;
    }
  }
}
