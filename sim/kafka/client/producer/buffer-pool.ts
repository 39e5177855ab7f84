import { assert } from "../../../kernel/assert.ts";

/** Somebody who waits in `allocate`. */
export interface MemoryWaiter {
  readonly sizeBytes: number;
  /** What it got so far. */
  gotBytes: number;
}

/**
 * The memory of a producer's batches (`buffer.memory`, `BufferPool`). Who finds too little waits; what
 * becomes free goes to the one who has waited longest, piece by piece, until it has all it needs, so
 * that a large record is not passed over for ever. Buffers are numbers: pooled or not, they are bytes.
 */
export class BufferPool {
  private availableBytes: number;
  private readonly waiters: MemoryWaiter[] = [];

  constructor(totalBytes: number) {
    this.availableBytes = totalBytes;
  }

  /** Whether anybody waits: all batches are ready to go then. */
  get isExhausted(): boolean {
    return this.waiters.length > 0;
  }

  /**
   * Takes memory if there is enough at once; answers whether there was. Who needs little may find
   * enough while others wait; what is left is theirs then.
   */
  tryAllocate(sizeBytes: number): boolean {
    if (sizeBytes > this.availableBytes) return false;
    this.availableBytes -= sizeBytes;
    this.serve();
    return true;
  }

  /** Goes to the end of the line, for memory that was not there. */
  wait(sizeBytes: number): MemoryWaiter {
    assert(sizeBytes > this.availableBytes, "who waits found too little");
    const waiter: MemoryWaiter = { sizeBytes, gotBytes: 0 };
    this.waiters.push(waiter);
    return waiter;
  }

  /** Memory that is not needed any more. */
  release(sizeBytes: number): void {
    this.availableBytes += sizeBytes;
    this.serve();
  }

  /** Stops waiting, or gives back what was got and not used. */
  abandon(waiter: MemoryWaiter): void {
    const at = this.waiters.indexOf(waiter);
    if (at >= 0) this.waiters.splice(at, 1);
    this.release(waiter.gotBytes);
  }

  private serve(): void {
    while (this.availableBytes > 0) {
      const first = this.waiters[0];
      if (first === undefined) return;
      const pieceBytes = Math.min(first.sizeBytes - first.gotBytes, this.availableBytes);
      first.gotBytes += pieceBytes;
      this.availableBytes -= pieceBytes;
      if (isServed(first)) this.waiters.shift();
    }
  }
}

/** Whether it has all it waited for. */
export function isServed(waiter: MemoryWaiter): boolean {
  return waiter.gotBytes === waiter.sizeBytes;
}
