import {
  Device,
  type DeviceOperation,
  type DeviceProperties,
  type DeviceWaiter,
  STALLED,
} from "./device.ts";
import type { Host } from "./host.ts";
import { FACT_DISK_SPEED } from "./kernel-facts.ts";
import { HANDLER_WRITE_BACK } from "./kinds.ts";
import { type FileRange, PageCache } from "./page-cache.ts";
import type { Micros } from "./time.ts";

/** The memory of a machine that holds pages of its files, and the rules by which they reach the disk. */
export interface PageCacheProperties {
  /** Bytes of memory for it. */
  readonly capacityBytes: number;
  /** From so many dirty bytes on the system writes them (`vm.dirty_background_bytes`). */
  readonly dirtyBackgroundBytes: number;
  /** Whoever writes while more bytes are dirty waits until they are fewer (`vm.dirty_bytes`). */
  readonly dirtyBytes: number;
  /** What is dirty for so long is written in any case (`vm.dirty_expire_centisecs`). */
  readonly dirtyExpireUs: Micros;
  /** How often the system looks for such pages (`vm.dirty_writeback_centisecs`). */
  readonly writeBackIntervalUs: Micros;
  /** A read from the disk takes at least so many bytes (`read_ahead_kb`). */
  readonly readAheadBytes: number;
}

/** A disk and the memory in front of it. */
export interface StorageProperties {
  readonly device: DeviceProperties;
  readonly pageCache: PageCacheProperties;
}

/** Most bytes that the system writes back in one operation. */
const WRITE_BACK_BYTES = 1_048_576;

/**
 * The time that reading, writing and syncing files takes on a machine: a disk behind a page cache. It
 * knows files by name and bytes by position; what is in them is the business of `Disk`.
 *
 * An operation that has to wait tells its owner at the end, through `onTimer` of the host's process
 * with the waiter's kind and number.
 */
export class Storage {
  readonly properties: StorageProperties;
  readonly device: Device;
  readonly cache: PageCache;
  private readonly host: Host;
  /** Whoever wrote too much, in order. */
  private throttled: DeviceWaiter[] = [];
  private writesBack = false;
  private ticks = false;

  constructor(host: Host, properties: StorageProperties) {
    this.host = host;
    this.properties = properties;
    this.device = new Device(host, properties.device);
    this.cache = new PageCache(properties.pageCache.capacityBytes);
    host.disk.cache = this.cache;
  }

  /**
   * Reads a range of a file that has `fileBytes`. True when it was in memory; otherwise the waiter is
   * told when it is.
   */
  read(range: FileRange, fileBytes: number, waiter: DeviceWaiter): boolean {
    if (this.cache.touch(range)) return true;
    const { readAheadBytes } = this.properties.pageCache;
    const ahead = { ...range, bytes: Math.max(range.bytes, readAheadBytes) };
    const missing = this.cache.missing(ahead, fileBytes);
    if (missing === null) return true;
    this.device.submit({ type: "read", ...missing, waiter });
    return false;
  }

  /**
   * Asks for room for something that is to be written. True when there is; otherwise too much is dirty,
   * and the waiter is told when it is less (`balance_dirty_pages`).
   */
  admits(waiter: DeviceWaiter): boolean {
    if (this.cache.dirtyBytes <= this.properties.pageCache.dirtyBytes) return true;
    this.throttled.push(waiter);
    return false;
  }

  /**
   * A range was written, in memory.
   * @param isSynced whether it has reached the disk, too
   */
  wrote(range: FileRange, isSynced: boolean): void {
    if (isSynced) this.cache.fill(range);
    else this.cache.write(range, this.host.simulation.now);
    this.writeBack();
  }

  /** fsync of a file to which that range is written now. The waiter is told when all of it is durable. */
  sync(range: FileRange, waiter: DeviceWaiter): void {
    for (const run of this.cache.takeDirtyOf(range.file)) {
      this.device.submit({ type: "write", ...run, waiter: NOBODY });
    }
    this.device.submit({ type: "sync", ...range, waiter });
  }

  /** Makes the disk so many times slower than it is; {@link STALLED}: it stands still; 1: no slower. */
  setSlowdown(factor: number): void {
    this.device.setSlowdown(factor);
    const { simulation, index } = this.host;
    simulation.facts.add(FACT_DISK_SPEED, index, factor === STALLED ? 0 : factor);
  }

  onTimer(handler: number): void {
    if (handler === HANDLER_WRITE_BACK) {
      this.ticks = false;
      this.writeBack();
    } else this.finish(this.device.onTimer());
  }

  /** What waited for the disk waits no more. */
  processEnded(): void {
    this.device.reset();
    this.throttled = [];
    this.writesBack = false;
    this.ticks = false;
  }

  /** Memory is empty, too. */
  losePower(): void {
    this.cache.clear();
  }

  private finish(operation: DeviceOperation): void {
    const { type, waiter } = operation;
    if (type === "read") this.cache.fill(operation);
    this.device.beginNext();
    if (waiter === null) {
      this.writesBack = false;
      this.writeBack();
      this.release();
    } else this.tell(waiter);
  }

  /** Whoever waited for less to be dirty goes on. */
  private release(): void {
    if (this.cache.dirtyBytes > this.properties.pageCache.dirtyBytes) return;
    const waiting = this.throttled;
    this.throttled = [];
    for (const waiter of waiting) this.tell(waiter);
  }

  private tell({ kind, index }: DeviceWaiter): void {
    if (kind >= 0) this.host.process?.onTimer(kind, index, 0);
  }

  /** Begins to write dirty pages if there are too many, or some are too old; one run at a time. */
  private writeBack(): void {
    if (this.writesBack) return;
    const { dirtyBackgroundBytes, dirtyExpireUs } = this.properties.pageCache;
    const isTooMuch = this.cache.dirtyBytes > dirtyBackgroundBytes;
    const before = isTooMuch ? Number.POSITIVE_INFINITY : this.host.simulation.now - dirtyExpireUs;
    const run = this.cache.takeDirty(WRITE_BACK_BYTES, before);
    if (run === null) this.startTicking();
    else {
      this.writesBack = true;
      this.device.submit({ type: "write", ...run, waiter: null });
    }
  }

  private startTicking(): void {
    if (this.ticks || this.cache.dirtyBytes === 0) return;
    this.ticks = true;
    this.host.setTimer(this.properties.pageCache.writeBackIntervalUs, HANDLER_WRITE_BACK);
  }
}

/** Before the last part of an fsync: in its queue, but nobody is told. */
const NOBODY: DeviceWaiter = { kind: -1, index: -1 };
