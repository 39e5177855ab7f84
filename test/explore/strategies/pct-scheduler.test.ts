import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PctScheduler } from "../../../sim/explore/strategies/pct-scheduler.ts";
import { offerOf } from "./support.ts";

const HOSTS = [0, 1, 2, 3, 4];
const seeds = fc.nat().map(String);

function scheduler(seed: string, depth: number, events = 1000): PctScheduler {
  return new PctScheduler(seed, { windowUs: 1000, depth, events });
}

/** Which host runs when all are offered, event after event. */
function winners(pct: PctScheduler, events: number): number[] {
  return Array.from({ length: events }, (_, event) => pct.choose(offerOf(event, HOSTS)));
}

describe("priority-based scheduling", () => {
  test("of depth 1 keeps the priorities of hosts for the whole run", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(new Set(winners(scheduler(seed, 1), 1000)).size).toBe(1);
      }),
    );
  });

  test("orders hosts totally: who runs before another always does", () => {
    fc.assert(
      fc.property(seeds, fc.nat(4), fc.nat(4), (seed, x, y) => {
        fc.pre(x !== y);
        const pct = scheduler(seed, 1);
        const order: number[] = [];
        for (let left = HOSTS; left.length > 0; left = left.filter((h) => !order.includes(h))) {
          order.push(left[pct.choose(offerOf(1, left))] as number);
        }
        const first = order.indexOf(x) < order.indexOf(y) ? 0 : 1;
        expect(pct.choose(offerOf(2, [x, y]))).toBe(first);
      }),
    );
  });

  test("of depth d changes which host goes first at most d - 1 times", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 6 }), (seed, depth) => {
        const order = winners(scheduler(seed, depth), 1000);
        const changes = order.filter((host, i) => i > 0 && host !== order[i - 1]).length;
        expect(changes).toBeLessThanOrEqual(depth - 1);
      }),
    );
  });

  test("puts the host that would have run below all others", () => {
    const pct = scheduler("7", 2, 1);
    // The one change is due before the first event.
    const first = pct.choose(offerOf(0, HOSTS));
    const plain = scheduler("7", 1, 1);
    const favourite = plain.choose(offerOf(0, HOSTS));
    expect(first).not.toBe(favourite);
    for (const other of HOSTS.filter((host) => host !== favourite)) {
      expect(pct.choose(offerOf(1, [favourite, other]))).toBe(1);
    }
  });

  test("runs the events of one host in the order of time", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(scheduler(seed, 3).choose(offerOf(500, [2, 2, 2]))).toBe(0);
      }),
    );
  });

  test("depends on the seed and on nothing else", () => {
    expect(winners(scheduler("5", 5), 1000)).toEqual(winners(scheduler("5", 5), 1000));
    const first = Array.from({ length: 20 }, (_, seed) => winners(scheduler(`${seed}`, 1), 1)[0]);
    expect(new Set(first).size).toBeGreaterThan(1);
  });
});
