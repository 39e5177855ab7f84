import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DelayScheduler } from "../../../sim/explore/strategies/delay-scheduler.ts";
import { offerOf } from "./support.ts";

const seeds = fc.nat().map(String);

function scheduler(seed: string, delays: number, events = 200): DelayScheduler {
  return new DelayScheduler(seed, { windowUs: 1000, delays, events });
}

/** Runs events that come one by one, three of which are always pending; returns the order. */
function order(delay: DelayScheduler, events: number): number[] {
  const pending = [0, 1, 2];
  let next = 3;
  return Array.from({ length: events }, (_, event) => {
    const rank = delay.choose(offerOf(event, [0, 0, 0], pending));
    const [ran] = pending.splice(rank, 1);
    // What is late by that much is beyond the window: nothing else is offered beside it.
    if ((pending[0] as number) < next - 20) pending.splice(1);
    while (pending.length < 3) pending.push(next++);
    return ran as number;
  });
}

describe("delay-bounded scheduling", () => {
  test("puts off at most as many events as it may", () => {
    fc.assert(
      fc.property(seeds, fc.nat(8), (seed, delays) => {
        const delay = scheduler(seed, delays);
        const late = new Set<number>();
        for (let event = 0; event < 400; event++) {
          const sequences = [3 * event, 3 * event + 1, 3 * event + 2];
          const rank = delay.choose(offerOf(event, [0, 0, 0], sequences));
          for (let i = 0; i < rank; i++) late.add(sequences[i] as number);
        }
        expect(late.size).toBeLessThanOrEqual(delays);
        if (delays > 0) expect(late.size).toBeGreaterThan(0);
      }),
    );
  });

  test("of no delays is the order of time", () => {
    const plain = order(scheduler("1", 0), 300);
    expect(plain).toEqual([...plain].sort((x, y) => x - y));
  });

  test("keeps an event back for as long as there are others", () => {
    const delay = scheduler("1", 1, 1);
    expect(delay.choose(offerOf(0, [0, 0], [10, 11]))).toBe(1);
    expect(delay.choose(offerOf(1, [0, 0], [10, 12]))).toBe(1);
    expect(delay.choose(offerOf(2, [0, 0, 0], [10, 13, 14]))).toBe(1);
  });

  test("runs delayed events in the order of time when there are no others", () => {
    const delay = scheduler("1", 2, 1);
    // Both delays are due: the third event runs, then the two.
    expect(delay.choose(offerOf(0, [0, 0, 0], [10, 11, 12]))).toBe(2);
    expect(delay.choose(offerOf(1, [0, 0], [10, 11]))).toBe(0);
  });

  test("depends on the seed and on nothing else", () => {
    expect(order(scheduler("9", 5), 300)).toEqual(order(scheduler("9", 5), 300));
    const orders = Array.from({ length: 10 }, (_, seed) => order(scheduler(`${seed}`, 3), 300));
    expect(new Set(orders.map((one) => one.join())).size).toBeGreaterThan(1);
  });
});
