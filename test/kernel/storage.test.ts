import { describe, expect, test } from "vitest";
import { PAGE_BYTES } from "../../sim/kernel/page-cache.ts";
import { Simulation } from "../../sim/kernel/simulation.ts";
import { type PageCacheProperties, Storage } from "../../sim/kernel/storage.ts";
import { seconds } from "../../sim/kernel/time.ts";
import { NoProcess } from "./support.ts";

const DEVICE = { readBytesPerUs: 1, writeBytesPerUs: 1, seekUs: 100, syncUs: 1000 };
const CACHE: PageCacheProperties = {
  capacityBytes: 1000 * PAGE_BYTES,
  dirtyBackgroundBytes: 10 * PAGE_BYTES,
  dirtyBytes: 20 * PAGE_BYTES,
  dirtyExpireUs: seconds(30),
  writeBackIntervalUs: seconds(5),
  readAheadBytes: 8 * PAGE_BYTES,
};
const WAITER = { kind: 200, index: 0 };

function world(changes: Partial<PageCacheProperties> = {}) {
  const sim = new Simulation({ seed: "1", messageName: String });
  const process = new NoProcess();
  const host = sim.addHost("broker-1", "broker", () => process);
  sim.boot(host);
  sim.step();
  const storage = new Storage(host, { device: DEVICE, pageCache: { ...CACHE, ...changes } });
  host.storage = storage;
  const run = (untilUs?: number): void => {
    while (sim.step(untilUs));
  };
  return { sim, host, process, storage, run };
}

const pages = (count: number, from = 0) => ({
  file: "f",
  from: from * PAGE_BYTES,
  bytes: count * PAGE_BYTES,
});

describe("a disk behind a page cache", () => {
  test("what was written is read without the disk", () => {
    const { storage } = world();
    storage.wrote(pages(4), false);
    expect(storage.read(pages(4), 4 * PAGE_BYTES, WAITER)).toBe(true);
  });

  test("what is cold is read once, with what follows it", () => {
    const { sim, process, storage, run } = world();
    expect(storage.read(pages(1), 100 * PAGE_BYTES, WAITER)).toBe(false);
    run();
    expect(process.timers).toEqual([[200, 0]]);
    expect(sim.now).toBe(100 + CACHE.readAheadBytes);
    expect(storage.read(pages(8), 100 * PAGE_BYTES, WAITER)).toBe(true);
    expect(storage.read(pages(1, 8), 100 * PAGE_BYTES, WAITER)).toBe(false);
  });

  test("read-ahead doubled halves the reads of a file", () => {
    const reads = (readAheadBytes: number): number => {
      const { storage, run } = world({ readAheadBytes });
      let count = 0;
      for (let i = 0; i < 64; i++) {
        if (storage.read(pages(1, i), 64 * PAGE_BYTES, WAITER)) continue;
        count++;
        run();
      }
      return count;
    };
    expect(reads(8 * PAGE_BYTES)).toBe(8);
    expect(reads(16 * PAGE_BYTES)).toBe(4);
  });

  test.each([1, 2])("the background limit times %i leaves so much unwritten", (times) => {
    const { storage, run } = world({
      dirtyBackgroundBytes: times * CACHE.dirtyBackgroundBytes,
      dirtyBytes: 1000 * PAGE_BYTES,
    });
    for (let i = 0; i < 100; i++) {
      storage.wrote(pages(1, i), false);
      run(seconds(1));
    }
    expect(storage.cache.dirtyBytes).toBeLessThanOrEqual(times * CACHE.dirtyBackgroundBytes);
    expect(storage.cache.dirtyBytes).toBeGreaterThan(0);
  });

  test.each([1, 2])("who writes waits beyond the dirty limit times %i", (times) => {
    const { process, storage, run } = world({ dirtyBytes: times * CACHE.dirtyBytes });
    storage.setSlowdown(1_000_000);
    let admitted = 0;
    while (storage.admits(WAITER)) storage.wrote(pages(1, 2 * admitted++), false);
    // One page is on its way to the disk.
    expect(admitted).toBe((times * CACHE.dirtyBytes) / PAGE_BYTES + 2);
    expect(process.timers).toEqual([]);
    storage.setSlowdown(1);
    run(seconds(1));
    expect(process.timers).toEqual([[200, 0]]);
  });

  test.each([1, 2])(
    "what is dirty for the expiry times %i is written at the next look",
    (times) => {
      const { sim, storage, run } = world({ dirtyExpireUs: seconds(30 * times) });
      storage.wrote(pages(1), false);
      run(seconds(30 * times) - 1);
      expect(storage.cache.dirtyBytes).toBe(PAGE_BYTES);
      run(seconds(30 * times) + seconds(5));
      expect(storage.cache.dirtyBytes).toBe(0);
      expect(sim.now).toBeGreaterThanOrEqual(seconds(30 * times));
    },
  );

  test("the interval doubled halves the looks", () => {
    const looks = (writeBackIntervalUs: number): number => {
      const { sim, storage, run } = world({ writeBackIntervalUs });
      storage.wrote(pages(1), false);
      const before = sim.events;
      run(seconds(29));
      return sim.events - before;
    };
    expect(looks(seconds(5))).toBe(5);
    expect(looks(seconds(10))).toBe(2);
  });

  test("a sync writes what is dirty of the file and what comes now", () => {
    const { sim, process, storage, run } = world();
    storage.wrote(pages(3), false);
    storage.sync(pages(1, 3), WAITER);
    run(seconds(1));
    expect(process.timers).toEqual([[200, 0]]);
    expect(sim.now).toBe(100 + 4 * PAGE_BYTES + 1000);
    expect(storage.cache.dirtyBytes).toBe(0);
  });

  test("a power loss empties the cache, a kill does not", () => {
    const { sim, host, storage } = world();
    storage.wrote(pages(3), false);
    sim.kill(host);
    expect(storage.cache.cachedBytes).toBe(3 * PAGE_BYTES);
    sim.boot(host);
    sim.step();
    sim.losePower(host, "none");
    expect(storage.cache.cachedBytes).toBe(0);
  });

  test("who died is told nothing", () => {
    const { sim, host, process, storage, run } = world();
    storage.read(pages(1), PAGE_BYTES, WAITER);
    sim.kill(host);
    run();
    expect(process.timers).toEqual([]);
    expect(storage.device.queueLength).toBe(0);
  });

  test("a file that is removed leaves the cache", () => {
    const { host, storage } = world();
    host.disk.file("f");
    storage.wrote(pages(3), false);
    host.disk.removeFile("f");
    expect(storage.cache.cachedBytes).toBe(0);
  });
});
