import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PAGE_BYTES, PageCache } from "../../sim/kernel/page-cache.ts";

const page = (file: string, index: number, pages = 1) => ({
  file,
  from: index * PAGE_BYTES,
  bytes: pages * PAGE_BYTES,
});

describe("the page cache", () => {
  test("knows what is missing, in whole pages up to the end of the file", () => {
    const cache = new PageCache(10 * PAGE_BYTES);
    cache.fill(page("f", 0, 2));
    expect(cache.missing(page("f", 0, 2), 5 * PAGE_BYTES)).toBeNull();
    expect(cache.missing(page("f", 1, 9), 3 * PAGE_BYTES + 10)).toEqual({
      file: "f",
      from: 2 * PAGE_BYTES,
      bytes: PAGE_BYTES + 10,
    });
  });

  test("drops what was used longest ago; dirty pages stay until they are written", () => {
    const cache = new PageCache(3 * PAGE_BYTES);
    cache.write(page("dirty", 0), 0);
    cache.fill(page("f", 0));
    cache.fill(page("f", 1));
    cache.touch(page("f", 0));
    cache.fill(page("f", 2));
    expect(cache.touch(page("f", 1))).toBe(false);
    expect(cache.touch(page("f", 0))).toBe(true);
    expect(cache.touch(page("dirty", 0))).toBe(true);
    expect(cache.takeDirty(PAGE_BYTES, 0)).toEqual(page("dirty", 0));
    cache.fill(page("f", 3, 3));
    expect(cache.touch(page("dirty", 0))).toBe(false);
  });

  test("its size doubled keeps twice as many pages", () => {
    const kept = (pages: number): number => {
      const cache = new PageCache(pages * PAGE_BYTES);
      cache.fill(page("f", 0, 100));
      return cache.cachedBytes / PAGE_BYTES;
    };
    expect(kept(20)).toBe(20);
    expect(kept(40)).toBe(40);
  });

  test("gives dirty neighbours as one run, at most so many bytes, the oldest first", () => {
    const cache = new PageCache(100 * PAGE_BYTES);
    cache.write(page("late", 0), 7);
    cache.write(page("f", 4, 3), 5);
    cache.write(page("f", 9), 6);
    expect(cache.takeDirty(PAGE_BYTES, 4)).toBeNull();
    expect(cache.takeDirty(2 * PAGE_BYTES, 5)).toEqual(page("f", 4, 2));
    expect(cache.takeDirtyOf("f")).toEqual([page("f", 6), page("f", 9)]);
    expect(cache.dirtyBytes).toBe(PAGE_BYTES);
    expect(cache.oldestDirtyUs()).toBe(7);
  });

  test("forgets a file that is gone, and follows one that is renamed", () => {
    const cache = new PageCache(100 * PAGE_BYTES);
    cache.write(page("f", 0, 2), 0);
    cache.write(page("g", 0), 0);
    cache.rename("f", "g");
    expect(cache.touch(page("g", 1))).toBe(true);
    expect(cache.dirtyBytes).toBe(2 * PAGE_BYTES);
    cache.forget("g");
    expect(cache.dirtyBytes).toBe(0);
    expect(cache.cachedBytes).toBe(0);
  });

  test("never holds more than fits, but for what is dirty", () => {
    const step = fc.record({
      what: fc.constantFrom("fill", "write", "take", "forget"),
      file: fc.constantFrom("f", "g", "h"),
      index: fc.nat(30),
      pages: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const cache = new PageCache(10 * PAGE_BYTES);
        const dirty = new Set<string>();
        steps.forEach(({ what, file, index, pages }, now) => {
          const range = page(file, index, pages);
          if (what === "fill") cache.fill(range);
          else if (what === "write") {
            cache.write(range, now);
            for (let i = index; i < index + pages; i++) dirty.add(`${file}/${i}`);
          } else if (what === "forget") {
            cache.forget(file);
            for (const key of [...dirty]) if (key.startsWith(`${file}/`)) dirty.delete(key);
          } else {
            const run = cache.takeDirty(pages * PAGE_BYTES, now);
            const first = (run?.from ?? 0) / PAGE_BYTES;
            for (let i = 0; i < (run?.bytes ?? 0) / PAGE_BYTES; i++) {
              expect(dirty.delete(`${run?.file}/${first + i}`)).toBe(true);
            }
          }
          expect(cache.dirtyBytes).toBe(dirty.size * PAGE_BYTES);
          const most = Math.max(10 * PAGE_BYTES, cache.dirtyBytes);
          expect(cache.cachedBytes).toBeLessThanOrEqual(most);
          for (const key of dirty) {
            const [name = "", number = ""] = key.split("/");
            expect(cache.missing(page(name, Number(number)), 1e9)).toBeNull();
          }
        });
      }),
    );
  });
});
