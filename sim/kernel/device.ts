import { assert } from "./assert.ts";
import { type EventHandle, NO_EVENT } from "./event-queue.ts";
import type { Host } from "./host.ts";
import { HANDLER_DEVICE } from "./kinds.ts";
import type { Micros } from "./time.ts";

/** What a storage device is able to do. */
export interface DeviceProperties {
  /** Bytes per microsecond (1 is 1 MB/s) of a transfer that is under way. */
  readonly readBytesPerUs: number;
  readonly writeBytesPerUs: number;
  /** Before a transfer that does not go on where the last one ended: the head moves, the platter turns. */
  readonly seekUs: Micros;
  /** To make durable what was written: the device empties its own cache. */
  readonly syncUs: Micros;
}

/** Who waits for an operation: an owner's kind and its number, plain data. -1: nobody. */
export interface DeviceWaiter {
  readonly kind: number;
  readonly index: number;
}

/** One transfer. */
export interface DeviceOperation {
  readonly type: "read" | "write" | "sync";
  readonly file: string;
  /** Position in the file, in bytes. */
  readonly from: number;
  readonly bytes: number;
  readonly waiter: DeviceWaiter | null;
}

/** What is written once more, because it was not full, is under the head still. */
const SECTOR_BYTES = 4096;

/** What a device stands still with. */
export const STALLED = Number.POSITIVE_INFINITY;

/**
 * A storage device: one head, one queue. It does one operation at a time, in the order of their
 * arrival; those that nobody waits for come after those that somebody waits for. It can be slowed down,
 * or stand still, in the middle of one.
 */
export class Device {
  readonly properties: DeviceProperties;
  private readonly host: Host;
  private urgent: DeviceOperation[] = [];
  private idle: DeviceOperation[] = [];
  private current: DeviceOperation | null = null;
  /** What is left of the current operation at full speed, at `lookedAt`. */
  private leftUs: Micros = 0;
  private lookedAt: Micros = 0;
  private timer: EventHandle = NO_EVENT;
  private factor = 1;
  private headFile = "";
  private headAt = 0;

  constructor(host: Host, properties: DeviceProperties) {
    assert(properties.readBytesPerUs > 0 && properties.writeBytesPerUs > 0, "a device moves bytes");
    this.host = host;
    this.properties = properties;
  }

  /** How many times slower than its properties it is; {@link STALLED}: it stands still. */
  get slowdown(): number {
    return this.factor;
  }

  /** Operations that wait or are being done. */
  get queueLength(): number {
    return this.urgent.length + this.idle.length + (this.current === null ? 0 : 1);
  }

  submit(operation: DeviceOperation): void {
    if (operation.waiter === null) this.idle.push(operation);
    else this.urgent.push(operation);
    this.beginNext();
  }

  /** Changes its speed from now on, also that of the operation under way. */
  setSlowdown(factor: number): void {
    assert(factor > 0, "a device takes some time");
    this.settle();
    this.factor = factor;
    this.arm();
  }

  /** The operation under way is done. The device goes on with the next. */
  onTimer(): DeviceOperation {
    this.timer = NO_EVENT;
    const done = this.current;
    assert(done !== null, "a device's timer belongs to an operation");
    this.current = null;
    return done;
  }

  /** The process ended: nobody waits any more, and what was queued is forgotten. */
  reset(): void {
    this.timer = this.host.cancelTimer(this.timer);
    this.urgent = [];
    this.idle = [];
    this.current = null;
  }

  /** Begins the next operation, if it is free. */
  beginNext(): void {
    if (this.current !== null) return;
    const next = this.urgent.shift() ?? this.idle.shift();
    if (next === undefined) return;
    this.current = next;
    this.leftUs = this.serviceUs(next);
    this.headFile = next.file;
    this.headAt = next.from + next.bytes;
    this.lookedAt = this.host.simulation.now;
    this.arm();
  }

  private serviceUs({ type, file, from, bytes }: DeviceOperation): Micros {
    const { seekUs, syncUs, readBytesPerUs, writeBytesPerUs } = this.properties;
    const behind = this.headAt - from;
    const goesOn = file === this.headFile && behind >= 0 && behind <= SECTOR_BYTES;
    const moves = bytes > 0 && !goesOn;
    const rate = type === "read" ? readBytesPerUs : writeBytesPerUs;
    return (moves ? seekUs : 0) + Math.ceil(bytes / rate) + (type === "sync" ? syncUs : 0);
  }

  private settle(): void {
    const { now } = this.host.simulation;
    if (this.current !== null && this.factor !== STALLED) {
      this.leftUs = Math.max(0, this.leftUs - (now - this.lookedAt) / this.factor);
    }
    this.lookedAt = now;
  }

  private arm(): void {
    this.timer = this.host.cancelTimer(this.timer);
    if (this.current === null || this.factor === STALLED) return;
    this.timer = this.host.setTimer(Math.ceil(this.leftUs * this.factor), HANDLER_DEVICE);
  }
}
