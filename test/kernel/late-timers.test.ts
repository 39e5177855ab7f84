import { expect, test } from "vitest";
import { SCHEDULE_STREAM } from "../../sim/kernel/choices.ts";
import type { Host } from "../../sim/kernel/host.ts";
import { KAFKA_TIMERS } from "../../sim/kernel/kinds.ts";
import type { Endpoint, Process } from "../../sim/kernel/process.ts";
import { Simulation } from "../../sim/kernel/simulation.ts";

const FIRST = KAFKA_TIMERS;
const SECOND = KAFKA_TIMERS + 1;

/** Whichever of its two timers fires first disarms the other. */
class TwoTimers implements Process {
  readonly fired: number[] = [];
  private readonly host: Host;
  private timers: number[] = [];

  constructor(host: Host) {
    this.host = host;
  }

  start(): void {
    this.timers = [this.host.setTimer(1000, FIRST), this.host.setTimer(2000, SECOND)];
  }

  onTimer(handler: number): void {
    this.fired.push(handler);
    for (const timer of this.timers) this.host.cancelTimer(timer);
  }

  onAccept(): Endpoint {
    throw new Error("nobody connects");
  }

  shutdown(): void {}
}

function started(overrides: readonly { index: number; value: number }[]) {
  const sim = new Simulation({
    seed: "1",
    messageName: String,
    overrides: overrides.map((override) => ({ stream: SCHEDULE_STREAM, ...override })),
  });
  const host = sim.addHost("host", "broker", (h) => new TwoTimers(h));
  const other = sim.addHost("other", "broker", (h) => new TwoTimers(h));
  sim.boot(host);
  sim.step();
  return { sim, host, other };
}

test("a timer that came due during a pause can still be disarmed after it", () => {
  const { sim, host, other } = started([]);
  sim.pause(host, false);
  sim.boot(other, 5000);
  sim.step();
  sim.resume(host);
  while (sim.step());
  expect((host.running() as TwoTimers).fired).toHaveLength(1);
});

test("a timer that the schedule passed over can still be disarmed", () => {
  const { sim, host } = started([{ index: 1, value: 1 }]);
  while (sim.step());
  expect((host.running() as TwoTimers).fired).toEqual([SECOND]);
});
