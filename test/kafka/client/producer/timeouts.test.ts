import { describe, expect, test } from "vitest";
import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { PRODUCE, type ProduceRequest } from "../../../../sim/kafka/messages.ts";
import { ACKED, FAILED, ProducerWorld, UNKNOWN } from "./support.ts";

const NEVER_ANSWERED: ConfigValues = { "request.timeout.ms": 1000, "reconnect.backoff.ms": 50 };

function inEra(era: Era, config: ConfigValues, brokers = 1): ProducerWorld {
  return new ProducerWorld(config, brokers, "1", era);
}

function errors(world: ProducerWorld): number[] {
  return world.factsOf("client.error").map(({ error }) => Number(error));
}

/** The producer knows the topic, and then its partition has no leader for as long as the test lasts. */
function withoutLeader(era: Era, config: ConfigValues): ProducerWorld {
  const world = inEra(era, { "metadata.max.age.ms": 100, ...config }).start();
  world.send("warm-up");
  world.run(600);
  world.script.topics = { orders: [{ leader: -1, epoch: 1 }] };
  world.run(500);
  return world;
}

describe("a request that nobody answers", () => {
  test("is waited for without end before KIP-19", () => {
    const world = inEra("0.8.2", { ...NEVER_ANSWERED, retries: 0 });
    world.script.answer = () => "silence";
    world.start();
    world.send("a");
    world.run(600_000);
    expect(world.statuses()).toEqual({});
  });

  test.each<[Era, string]>([
    ["0.9", "NETWORK_EXCEPTION"],
    ["0.10.2", "NETWORK_EXCEPTION"],
    ["2.8", "NETWORK_EXCEPTION"],
    ["3.9", "REQUEST_TIMED_OUT"],
  ])("%s: ends with the connection after request.timeout.ms, as %s", (era, error) => {
    const config = { ...NEVER_ANSWERED, "enable.idempotence": false, acks: "1", retries: 0 };
    const world = inEra(era, config);
    world.script.answer = () => "silence";
    world.start();
    world.send("a");
    world.run(990);
    expect(world.statuses()).toEqual({});
    world.run(30);
    expect(world.statuses()).toEqual({ a: UNKNOWN });
    expect(errors(world)).toEqual([Errors[error as keyof typeof Errors]]);
  });

  test("of a lost connection is NETWORK_EXCEPTION in every version", () => {
    const config = { ...NEVER_ANSWERED, "enable.idempotence": false, retries: 0 };
    const world = inEra("3.9", config);
    world.script.answer = () => "close";
    world.start();
    world.send("a");
    world.run(100);
    expect(errors(world)).toEqual([Errors.NETWORK_EXCEPTION]);
  });
});

describe("what the leader may wait for its followers", () => {
  test.each<[Era, ConfigValues, number]>([
    ["0.8.2", { "request.timeout.ms": 7000 }, 30_000],
    ["0.8.2", { "timeout.ms": 4000 }, 4000],
    ["0.9", { "request.timeout.ms": 7000 }, 7000],
    ["0.9", { "request.timeout.ms": 7000, "timeout.ms": 4000 }, 4000],
    ["0.11", { "request.timeout.ms": 7000, "timeout.ms": 4000 }, 7000],
  ])("%s with %o is %i ms", (era, config, timeoutMs) => {
    const world = inEra(era, config).start();
    world.send("a");
    world.run(100);
    const requests = world.requestsOf(PRODUCE).map(({ body }) => body as ProduceRequest);
    expect(requests.map((request) => request.timeoutMs)).toEqual([timeoutMs]);
  });
});

describe("a batch that waits in the queue", () => {
  test("waits without end before KIP-19", () => {
    const world = withoutLeader("0.8.2", {});
    world.send("a");
    world.run(600_000);
    expect(world.statuses()).toEqual({ "warm-up": ACKED });
  });

  test.each<[Era]>([["0.9"], ["0.10.2"], ["1.1"], ["2.0"]])(
    "%s: is given up request.timeout.ms after linger.ms is over",
    (era) => {
      const world = withoutLeader(era, { "request.timeout.ms": 3000, "linger.ms": 500 });
      world.send("a");
      world.run(3490);
      expect(world.statuses()).not.toHaveProperty("a");
      world.run(30);
      expect(world.statuses()).toMatchObject({ a: FAILED });
    },
  );

  test.each<[Era]>([["2.1"], ["2.8"]])(
    "%s: is given up delivery.timeout.ms after its creation",
    (era) => {
      const config = { "request.timeout.ms": 1000, "linger.ms": 500, "delivery.timeout.ms": 4000 };
      const world = withoutLeader(era, config);
      world.send("a");
      world.run(3990);
      expect(world.statuses()).not.toHaveProperty("a");
      world.run(30);
      expect(world.statuses()).toMatchObject({ a: FAILED });
    },
  );

  test("in retry is given up request.timeout.ms after its back-off is over, since KAFKA-3388", () => {
    const config = {
      "request.timeout.ms": 3000,
      "retry.backoff.ms": 2000,
      "metadata.max.age.ms": 100_000,
      retries: 10,
    };
    const expiryMs = (era: Era) => {
      const world = inEra(era, config);
      world.start();
      world.send("warm-up");
      world.run(5000);
      world.script.answer = (request) => world.refuse(request, Errors.NOT_LEADER_OR_FOLLOWER);
      world.script.topics = { orders: [{ leader: -1, epoch: 1 }] };
      const sentAtMs = world.nowMs;
      world.send("a");
      world.run(20_000);
      expect(world.statuses()).toHaveProperty("a");
      const told = world.facts.filter(({ name }) => name === "record.status");
      return (told.at(-1)?.atMs ?? 0) - sentAtMs;
    };
    const [old, since] = [expiryMs("0.9"), expiryMs("0.10.2")];
    expect(old).toBeGreaterThan(3000);
    expect(old).toBeLessThan(3100);
    expect(since - old).toBeCloseTo(2000, 0);
  });

  test.each<[Era, readonly string[]]>([
    ["0.9", ["b"]],
    ["0.10.2", []],
  ])("%s: behind one that is retried, with max.in.flight=1: given up are %o", (era, givenUp) => {
    const config = {
      ...NEVER_ANSWERED,
      "max.in.flight.requests.per.connection": 1,
      retries: 1000,
    };
    const world = inEra(era, config);
    world.script.answer = () => "silence";
    world.start();
    world.send("a");
    world.run(10);
    world.send("b");
    world.run(5000);
    expect(Object.keys(world.statuses())).toEqual(givenUp);
  });
});

describe("a batch in flight", () => {
  test.each<[Era, boolean]>([
    ["2.0", false],
    ["2.1", true],
    ["2.8", true],
  ])("%s: is given up by delivery.timeout.ms: %s", (era, givenUp) => {
    const config = {
      "request.timeout.ms": 1000,
      "delivery.timeout.ms": 2500,
      "reconnect.backoff.ms": 50,
      retries: 1000,
    };
    const world = inEra(era, config);
    world.script.answer = () => "silence";
    world.start();
    world.send("a");
    world.run(2600);
    expect(world.statuses()).toEqual(givenUp ? { a: UNKNOWN } : {});
  });

  test("that was given up is written all the same, and told once", () => {
    const world = inEra("2.8", { "request.timeout.ms": 3000, "delivery.timeout.ms": 3000 });
    world.script.answer = (request) => {
      if (request.kind === PRODUCE) world.serve(request);
      return "silence";
    };
    world.start();
    world.send("a");
    world.run(10_000);
    expect(world.statuses()).toEqual({ a: UNKNOWN });
    expect(world.log()).toEqual(["a"]);
  });
});

describe("a batch that could go when it was given up, after a pause of the producer", () => {
  function afterPause(era: Era): ProducerWorld {
    const config = { "linger.ms": 500, "request.timeout.ms": 1000, acks: "all" };
    const delivery = { "delivery.timeout.ms": 1500, "enable.idempotence": true };
    const world = inEra(era, era === "2.0" ? config : { ...config, ...delivery }).start();
    world.send("warm-up");
    world.run(600);
    world.send("a");
    world.act(() => world.sim.pause(world.client, false));
    world.run(5000);
    world.act(() => world.sim.resume(world.client));
    world.run(1000);
    return world;
  }

  test("goes, and is not given up, before KIP-91", () => {
    const world = afterPause("2.0");
    expect(world.statuses()).toMatchObject({ a: ACKED });
    expect(world.log()).toEqual(["warm-up", "a"]);
  });

  test.each<[Era]>([["2.1"], ["2.8"], ["3.9"]])("%s: goes although it is given up", (era) => {
    const world = afterPause(era);
    expect(world.statuses()).toMatchObject({ a: UNKNOWN });
    expect(world.log()).toEqual(["warm-up", "a"]);
    world.send("b");
    world.run(1000);
    expect(world.statuses()).toMatchObject({ b: ACKED });
    expect(world.log()).toEqual(["warm-up", "a", "b"]);
  });
});
