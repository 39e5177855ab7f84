import { describe, expect, test } from "vitest";
import type { ChoiceOverride } from "../../sim/kernel/choices.ts";
import { SCHEDULE_STREAM } from "../../sim/kernel/choices.ts";
import type { Host } from "../../sim/kernel/host.ts";
import type { Process } from "../../sim/kernel/process.ts";
import { Simulation } from "../../sim/kernel/simulation.ts";

/** Sets three timers and notes in which order and when they fire. */
function timersFire(overrides: readonly ChoiceOverride[]): string[] {
  const log: string[] = [];
  const program = (host: Host): Process => ({
    start() {
      for (const a of [1, 2, 3]) host.setTimer(a * 10, 100, a);
    },
    onTimer: (_handler, a) => log.push(`${a}@${host.monotonicUs()}`),
    onAccept: () => {
      throw new Error("nobody connects");
    },
    shutdown() {},
  });
  const sim = new Simulation({ seed: "1", overrides, messageName: String });
  sim.boot(sim.addHost("h", "broker", program));
  while (sim.step());
  return log;
}

describe("the choice of the next event", () => {
  test("is the earliest by default", () => {
    expect(timersFire([])).toEqual(["1@10", "2@20", "3@30"]);
  });

  test("can let a later event run first; the one it overtook runs late, none is lost", () => {
    const second = { stream: SCHEDULE_STREAM, index: 1, value: 1 };
    expect(timersFire([second])).toEqual(["2@20", "1@20", "3@30"]);
  });

  test("falls back to the earliest when fewer events are enabled than asked for", () => {
    const tenth = { stream: SCHEDULE_STREAM, index: 3, value: 7 };
    expect(timersFire([tenth])).toEqual(["1@10", "2@20", "3@30"]);
  });
});
