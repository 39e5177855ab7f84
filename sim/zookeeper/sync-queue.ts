import { assert, present } from "../kernel/assert.ts";
import type { Host } from "../kernel/host.ts";
import { TIMER_LOG_SYNC } from "./messages.ts";

/** Who is told when the disk is ready. */
export interface SyncQueueOwner<T> {
  /** Whether an item has to wait for the disk, or only for those before it. */
  isWrite(item: T): boolean;
  proceed(item: T): void;
}

/**
 * Requests that wait for a slow disk, in order (SyncRequestProcessor). One fsync serves all that waited
 * when it began; what comes meanwhile, reads and pings too, waits for the next.
 */
export class SyncQueue<T> {
  readonly #host: Host;
  readonly #owner: SyncQueueOwner<T>;
  readonly #items: T[] = [];
  /** How many of them the fsync under way serves; 0 when there is none. */
  #syncing = 0;

  constructor(host: Host, owner: SyncQueueOwner<T>) {
    this.#host = host;
    this.#owner = owner;
  }

  /** True while nothing has to wait: the disk is fast, and nobody waits. */
  get isIdle(): boolean {
    return this.#items.length === 0 && this.#host.disk.syncUs === 0;
  }

  submit(item: T): void {
    this.#items.push(item);
    if (this.#syncing === 0) this.#next();
  }

  /** The fsync is done. */
  onTimer(): void {
    const served = this.#items.slice(0, this.#syncing);
    assert(served.length > 0, "an fsync serves somebody");
    for (const item of served) {
      this.#items.shift();
      this.#owner.proceed(item);
    }
    this.#syncing = 0;
    this.#next();
  }

  #next(): void {
    while (this.#items.length > 0) {
      const first = present(this.#items[0], "somebody waits");
      if (this.#owner.isWrite(first)) {
        this.#syncing = this.#items.length;
        this.#host.setTimer(this.#host.disk.syncUs, TIMER_LOG_SYNC);
        return;
      }
      this.#items.shift();
      this.#owner.proceed(first);
    }
  }
}
