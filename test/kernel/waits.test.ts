import { describe, expect, test } from "vitest";
import { ms } from "../../sim/kernel/time.ts";
import { echoPair, REQUEST, runUntil } from "./support.ts";

/** What waits, beside the moment in which it went on. */
function waitsOf({ network }: ReturnType<typeof echoPair>["sim"]) {
  return network.waits.map(({ event: _, ...wait }) => wait);
}

describe("messages that faults keep waiting are counted", () => {
  test("behind a cut, until it heals", () => {
    const { sim, ask } = echoPair();
    const began = sim.now;
    sim.network.hold(1, 0);
    ask("a");
    runUntil(sim, began + ms(1000));
    ask("b");
    const asked = sim.now;
    runUntil(sim, began + ms(3000));
    expect(waitsOf(sim)).toEqual([]);
    sim.network.release(1, 0);
    const waitedUs = sim.now - began + (sim.now - asked);
    expect(waitsOf(sim)).toEqual([{ behind: "cut", from: 1, to: 0, messages: 2, waitedUs }]);
  });

  test("of a held kind, and what is behind it on the same connection", () => {
    const { sim, ask } = echoPair();
    sim.network.hold(0, 1, REQUEST + 1);
    ask("a");
    ask("b");
    runUntil(sim, ms(1000));
    sim.network.release(0, 1, REQUEST + 1);
    expect(waitsOf(sim)).toMatchObject([{ behind: "hold", from: 0, to: 1, messages: 2 }]);
  });

  test("when they are dropped with their connection", () => {
    const { sim, ask } = echoPair();
    sim.network.hold(1, 0);
    ask("a");
    runUntil(sim, ms(1000));
    sim.network.reset(0, 1);
    expect(waitsOf(sim)).toMatchObject([{ behind: "cut", messages: 1 }]);
  });

  test("at a paused process, until it goes on", () => {
    const { sim, server, ask } = echoPair();
    sim.pause(server, false);
    ask("a");
    ask("b");
    runUntil(sim, ms(1000));
    expect(waitsOf(sim)).toEqual([]);
    sim.resume(server);
    expect(waitsOf(sim)).toMatchObject([{ behind: "pause", to: server.index, messages: 2 }]);
  });

  test("and nothing is, where nothing waits", () => {
    const { sim, ask } = echoPair();
    sim.network.hold(1, 0);
    sim.network.release(1, 0);
    ask("a");
    runUntil(sim, ms(1000));
    expect(waitsOf(sim)).toEqual([]);
  });
});
