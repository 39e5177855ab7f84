import { describe, expect, test } from "vitest";
import { METADATA } from "../../../sim/kafka/messages.ts";
import { FACT_STRIDE } from "../../../sim/kernel/facts.ts";
import { CONNECTION_OPENING, FACT_CONNECTION } from "../../../sim/kernel/kernel-facts.ts";
import { ProducerWorld } from "./producer/support.ts";

/** Settings of old clients: they connect again sooner than they may ask again. */
const QUICK = { "reconnect.backoff.ms": 10, "reconnect.backoff.max.ms": 10, retries: 1000 };

/** When the producer asks for metadata, ms after it lost its leader; broker 2 leads from then on. */
function asked(disconnectDelaysMetadata: boolean): { world: ProducerWorld; delayMs: number } {
  const world = new ProducerWorld({ ...QUICK, disconnectDelaysMetadata }, 2).start();
  world.send("a");
  world.run(200);
  world.script.topics = { orders: [{ leader: 2, epoch: 1 }] };
  world.send("b");
  const lostAtMs = world.nowMs;
  world.act(() => world.sim.kill(world.broker(1)));
  world.run(2000);
  const first = world.requestsOf(METADATA).find(({ atMs }) => atMs > lostAtMs);
  return { world, delayMs: (first?.atMs ?? Number.NaN) - lostAtMs };
}

describe("a client whose connection to the leader ends", () => {
  test("asks another broker at once, in versions before 2.4", () => {
    expect(asked(false).delayMs).toBeLessThan(50);
  });

  test.each([true, false])("finds the new leader (disconnectDelaysMetadata=%s)", (delays) => {
    const { world } = asked(delays);
    world.run(3000);
    expect(world.log()).toEqual(["a", "b"]);
  });

  test("waits for retry.backoff.ms when it needed metadata already, from 2.4 on", () => {
    expect(attemptsWithoutBrokers(true)).toBeLessThan(attemptsWithoutBrokers(false) / 2);
  });
});

/** How often the producer tries to connect within a second in which nobody is there. */
function attemptsWithoutBrokers(disconnectDelaysMetadata: boolean): number {
  const world = new ProducerWorld({ ...QUICK, disconnectDelaysMetadata }, 2).start();
  for (const id of [1, 2]) world.act(() => world.sim.kill(world.broker(id)));
  let attempts = 0;
  world.sim.observers.push({
    onEvent: ({ facts }) => {
      for (let at = 0; at < facts.length; at += FACT_STRIDE) {
        const [code, , , , state] = facts.data.subarray(at, at + FACT_STRIDE);
        if (code === FACT_CONNECTION && state === CONNECTION_OPENING) attempts++;
      }
    },
  });
  world.run(1000);
  return attempts;
}
