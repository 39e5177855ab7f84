import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BufferPool,
  isServed,
  type MemoryWaiter,
} from "../../../../sim/kafka/client/producer/buffer-pool.ts";

describe("the buffer pool", () => {
  test("gives what becomes free to the one who has waited longest, piece by piece", () => {
    const pool = new BufferPool(100);
    expect(pool.tryAllocate(90)).toBe(true);
    const large = pool.wait(80);
    const small = pool.wait(20);
    pool.release(30);
    expect(large.gotBytes).toBe(40);
    expect(small.gotBytes).toBe(0);
    pool.release(60);
    expect([isServed(large), isServed(small)]).toEqual([true, true]);
    expect(pool.isExhausted).toBe(false);
  });

  test("lets one who needs little go ahead only until something becomes free", () => {
    const pool = new BufferPool(100);
    pool.tryAllocate(90);
    const large = pool.wait(50);
    expect(pool.tryAllocate(5)).toBe(true);
    expect(large.gotBytes).toBe(5);
    expect(pool.tryAllocate(1)).toBe(false);
  });

  test("passes on what was got by one who stops waiting", () => {
    const pool = new BufferPool(100);
    pool.tryAllocate(100);
    const first = pool.wait(80);
    const second = pool.wait(30);
    pool.release(50);
    pool.abandon(first);
    expect(isServed(second)).toBe(true);
    expect(pool.tryAllocate(20)).toBe(true);
    expect(pool.tryAllocate(1)).toBe(false);
  });

  test("loses no memory and serves in order, whatever is asked for", () => {
    const ask = fc.record({
      kind: fc.constant("ask" as const),
      size: fc.integer({ min: 1, max: 100 }),
    });
    const other = fc.record({
      kind: fc.constantFrom("release" as const, "abandon" as const),
      size: fc.nat(50),
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(ask, other), { maxLength: 60 }), (steps) => {
        const pool = new BufferPool(100);
        const held: number[] = [];
        let waiting: MemoryWaiter[] = [];
        for (const { kind, size } of steps) {
          if (kind === "ask") {
            if (pool.tryAllocate(size)) held.push(size);
            else waiting.push(pool.wait(size));
          } else if (kind === "release") {
            const given = held.splice(size % Math.max(1, held.length), 1)[0];
            if (given !== undefined) pool.release(given);
          } else {
            const gone = waiting.splice(size % Math.max(1, waiting.length), 1)[0];
            if (gone !== undefined) pool.abandon(gone);
          }
          const served = waiting.filter(isServed);
          expect(waiting.slice(0, served.length)).toEqual(served);
          held.push(...served.map(({ sizeBytes }) => sizeBytes));
          waiting = waiting.slice(served.length);
        }
        for (const waiter of waiting) pool.abandon(waiter);
        for (const bytes of held) pool.release(bytes);
        expect(pool.tryAllocate(100)).toBe(true);
        expect(pool.tryAllocate(1)).toBe(false);
      }),
    );
  });
});
