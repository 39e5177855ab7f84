import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FACT_STRIDE } from "../../sim/kernel/facts.ts";
import { FACT_MESSAGE_DROP } from "../../sim/kernel/kernel-facts.ts";
import { ms } from "../../sim/kernel/time.ts";
import { type EchoClient, echoPair, runUntil } from "./support.ts";

describe("connections", () => {
  test("answers come in the order of the requests, whatever the latencies", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { sim, log, ask } = echoPair(String(seed));
        for (let i = 0; i < 10; i++) ask(`m${i}`);
        runUntil(sim, ms(100));
        const answers = log.filter((line) => line.startsWith("answer"));
        expect(answers).toEqual(Array.from({ length: 10 }, (_, i) => `answer m${i} to m${i}`));
      }),
      { numRuns: 30 },
    );
  });

  test("a cut holds what is sent and the heal delivers it in order", () => {
    const { sim, log, ask } = echoPair();
    sim.network.hold(1, 0);
    ask("a");
    ask("b");
    runUntil(sim, ms(5000));
    expect(log).toEqual([]);
    sim.network.release(1, 0);
    runUntil(sim, ms(6000));
    expect(log).toEqual(["server got a", "server got b", "answer a to a", "answer b to b"]);
  });

  test("a one-way cut lets the request through and holds the answer", () => {
    const { sim, log, ask } = echoPair();
    sim.network.hold(0, 1);
    ask("a");
    runUntil(sim, ms(5000));
    expect(log).toEqual(["server got a"]);
  });

  test("a request that is not answered in time ends the connection; it may be executed later all the same", () => {
    const { sim, log, ask } = echoPair();
    sim.network.hold(1, 0);
    ask("a", ms(100));
    ask("b", ms(200));
    runUntil(sim, ms(1000));
    expect(log).toEqual(["disconnected: request timed out; unanswered a,b"]);
    sim.network.release(1, 0);
    runUntil(sim, ms(2000));
    expect(log.slice(1)).toEqual([
      "server got a",
      "server got b",
      "server closed: request timed out",
    ]);
  });

  test("a reset ends both sides and loses what was held", () => {
    const { sim, log, ask } = echoPair();
    sim.network.hold(1, 0);
    ask("a");
    sim.external(2000, -1, () => sim.network.reset(0, 1));
    sim.network.release(1, 0);
    runUntil(sim, ms(1000));
    expect(log).toEqual([
      "disconnected: connection reset; unanswered a",
      "server closed: connection reset",
    ]);
  });

  test("what a cut holds is dropped when neither side has the connection any more", () => {
    const { sim, log, ask, client, server } = echoPair();
    const dropped: number[] = [];
    sim.observers.push({
      onEvent({ facts }) {
        for (let at = 0; at < facts.length; at += FACT_STRIDE) {
          if (facts.data[at] === FACT_MESSAGE_DROP) dropped.push(facts.data[at + 1] as number);
        }
      },
    });
    sim.network.hold(0, 1);
    ask("a");
    runUntil(sim, ms(100));
    sim.external(2000, -1, () => sim.kill(server));
    expect(dropped).toEqual([]);
    sim.external(2000, -1, () => sim.kill(client));
    runUntil(sim, ms(200));
    expect(log).toEqual(["server got a"]);
    expect(dropped.length).toBe(1);
  });

  test("a machine without a listening process refuses", () => {
    const { sim, log, server, client } = echoPair();
    sim.kill(server);
    runUntil(sim, ms(100));
    log.length = 0;
    (client.process as EchoClient).link.connect();
    runUntil(sim, ms(200));
    expect(log).toEqual(["disconnected: refused; unanswered "]);
  });

  test("a slow path delays by its bandwidth", () => {
    const { sim, log, ask } = echoPair();
    sim.network.paths.set(1, 0, { latencyUs: 0, jitterUs: 0, bytesPerUs: 0.001 });
    ask("a");
    runUntil(sim, ms(20 + 99));
    expect(log).toEqual([]);
    runUntil(sim, ms(20 + 101));
    expect(log[0]).toBe("server got a");
  });
});
