import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Message } from "../../sim/kernel/connection.ts";
import type { Host } from "../../sim/kernel/host.ts";
import type { Process } from "../../sim/kernel/process.ts";
import type { Offer, Scheduler } from "../../sim/kernel/schedule.ts";
import { Simulation, type SimulationOptions } from "../../sim/kernel/simulation.ts";
import { ms } from "../../sim/kernel/time.ts";

const TIMER = 100;

/** Always chooses the last of what is offered, and keeps what was offered. */
class LastFirst implements Scheduler {
  readonly windowUs: number;
  readonly offers: number[] = [];

  constructor(windowUs: number) {
    this.windowUs = windowUs;
  }

  choose({ count }: Offer): number {
    this.offers.push(count);
    return count - 1;
  }
}

/** Chooses by a list of numbers, over and over. */
function scheduled(numbers: readonly number[], windowUs: number): Scheduler {
  let at = 0;
  return {
    windowUs,
    choose: ({ count }) => (numbers[at++ % numbers.length] as number) % count,
  };
}

type Options = Omit<SimulationOptions, "seed" | "messageName">;

/** A host whose timers fire at these times, µs after it started; notes which fire when. */
function timersFire(timesUs: readonly number[], options: Options): string[] {
  const log: string[] = [];
  const program = (host: Host): Process => ({
    start() {
      for (const [i, at] of timesUs.entries()) host.setTimer(at, TIMER, i);
    },
    onTimer: (_handler, a) => log.push(`${a}@${host.monotonicUs()}`),
    onAccept: () => {
      throw new Error("nobody connects");
    },
    shutdown() {},
  });
  const sim = new Simulation({ ...options, seed: "1", messageName: String });
  sim.boot(sim.addHost("h", "broker", program));
  while (sim.step());
  return log;
}

/** A few hosts that send each other messages, set timers, pause and die; notes everything. */
function chatter(options: Options): { readonly log: string[]; readonly sim: Simulation } {
  const log: string[] = [];
  const sim = new Simulation({ ...options, seed: "1", messageName: String });
  const note = (host: Host, what: string) => log.push(`${sim.row} ${sim.now} ${host.name} ${what}`);
  const program = (host: Host): Process => {
    const endpoint = {
      onConnected: () => note(host, "connected"),
      onMessage: (_: unknown, message: Message) => note(host, `got ${String(message.body)}`),
      onClosed: () => note(host, "closed"),
    };
    let sent = 0;
    const peer = (host.index + 1) % 3;
    const connection = sim.network.connect(host, peer, endpoint);
    return {
      start() {
        host.listening = true;
        host.setTimer(1_000, TIMER);
      },
      onTimer: () => {
        note(host, "timer");
        sim.network.send(connection, 0, 2, sent, 0, 100, `${host.name}/${sent++}`);
        sim.network.send(connection, 0, 2, sent, 0, 100, `${host.name}/${sent++}`);
        if (sent < 20) host.setTimer(700 + 300 * host.index, TIMER);
      },
      onAccept: () => endpoint,
      shutdown() {},
    };
  };
  for (const name of ["a", "b", "c"]) sim.boot(sim.addHost(name, "broker", program));
  const paused = sim.host(1);
  const killed = sim.host(2);
  while (sim.step(ms(5)));
  sim.external(2000, -1, () => sim.pause(paused, false));
  while (sim.step(ms(9)));
  sim.external(2000, -1, () => sim.kill(killed));
  sim.external(2000, -1, () => sim.resume(paused));
  while (sim.step());
  return { log, sim };
}

describe("a scheduler", () => {
  test("chooses among the events that are due within its window of the earliest", () => {
    expect(timersFire([10, 20, 30, 40], { scheduler: new LastFirst(15) })).toEqual([
      "1@20",
      "0@20",
      "3@40",
      "2@40",
    ]);
  });

  test("lets no event wait for longer than its window", () => {
    const times = Array.from({ length: 200 }, (_, i) => i * 3);
    for (const entry of timersFire(times, { scheduler: new LastFirst(100) })) {
      const [timer, firedUs] = entry.split("@").map(Number);
      expect(Number(firedUs) - (timer as number) * 3).toBeLessThanOrEqual(100);
    }
  });

  test("is asked only when there is a choice", () => {
    const scheduler = new LastFirst(5);
    timersFire([10, 20, 30], { scheduler });
    expect(scheduler.offers).toEqual([]);
  });

  test("is offered nothing that is due after what the caller steps to", () => {
    const scheduler = new LastFirst(ms(1));
    const sim = new Simulation({ seed: "1", messageName: String, scheduler });
    const fired: number[] = [];
    const program = (host: Host): Process => ({
      start() {
        for (const at of [10, 20, 30]) host.setTimer(at, TIMER, at);
      },
      onTimer: (_handler, a) => fired.push(a),
      onAccept: () => {
        throw new Error("nobody connects");
      },
      shutdown() {},
    });
    sim.boot(sim.addHost("h", "broker", program));
    while (sim.step(20));
    expect(fired).toEqual([20, 10]);
  });

  test("reckons its window from what can run, not from what waits for a paused process", () => {
    const sim = new Simulation({ seed: "1", messageName: String, scheduler: new LastFirst(12) });
    const fired: number[] = [];
    const program = (host: Host): Process => ({
      start() {
        for (const at of host.index === 0 ? [10] : [15, 20, 24]) host.setTimer(at, TIMER, at);
      },
      onTimer: (_handler, a) => fired.push(a),
      onAccept: () => {
        throw new Error("nobody connects");
      },
      shutdown() {},
    });
    for (const name of ["paused", "busy"]) sim.boot(sim.addHost(name, "broker", program));
    while (sim.step(5));
    sim.external(2000, -1, () => sim.pause(sim.host(0), false));
    while (sim.step());
    expect(fired[0]).toBe(24);
  });

  test("keeps the order of what is sent over one connection in one direction", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(7), { minLength: 1, maxLength: 30 }), (numbers) => {
        const { log } = chatter({ scheduler: scheduled(numbers, ms(3)) });
        for (const sender of ["a", "b", "c"]) {
          const got = log
            .map((line) => new RegExp(`got ${sender}/(\\d+)$`).exec(line)?.[1])
            .filter((text) => text !== undefined)
            .map(Number);
          expect(got).toEqual([...got].sort((x, y) => x - y));
        }
      }),
    );
  });

  test("can be replaced by the overrides of what it chose", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(7), { minLength: 1, maxLength: 30 }),
        fc.nat(3_000),
        (numbers, windowUs) => {
          const first = chatter({ scheduler: scheduled(numbers, windowUs) });
          const again = chatter({ overrides: first.sim.scheduleChoices });
          expect(again.log).toEqual(first.log);
          expect(again.sim.scheduleChoices).toEqual(first.sim.scheduleChoices);
        },
      ),
    );
  });

  test("leaves the choice where an override made it", () => {
    const overrides = [{ stream: "schedule/next", index: 1, value: 0 }];
    const fired = timersFire([10, 20], { overrides, scheduler: new LastFirst(50) });
    expect(fired).toEqual(["0@10", "1@20"]);
  });
});
