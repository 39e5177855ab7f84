import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { PRODUCE, type ProduceRequest } from "../../../../sim/kafka/messages.ts";
import { ACKED, FAILED, ProducerWorld, UNKNOWN } from "./support.ts";

const LONG = "x".repeat(300);

/** A producer that knows its topic and has nothing to do. */
function ready(config: Record<string, string | number | boolean>): ProducerWorld {
  const world = new ProducerWorld(config).start();
  world.send("warm-up");
  world.run(200);
  return world;
}

/** What was told after the warm-up. */
function told(world: ProducerWorld): Record<string, number> {
  const { "warm-up": _, ...statuses } = world.statuses();
  return statuses;
}

/** Leaves every produce request without an answer. */
function silent(world: ProducerWorld): ProducerWorld {
  const { answer } = world.script;
  world.script.answer = (request) => (request.kind === PRODUCE ? "silence" : answer(request));
  return world;
}

function oneBatchOfMemory(more: Record<string, string | number | boolean> = {}) {
  return ready({ "batch.size": 400, "buffer.memory": 400, ...more });
}

describe("memory", () => {
  test("send waits for it, and other threads wait behind", () => {
    const world = oneBatchOfMemory();
    world.send("first");
    world.run(1);
    for (const value of ["second", "third"])
      world.act(() =>
        world.producer.produce({
          topic: "orders",
          partition: 0,
          key: null,
          values: [value],
          everyMs: 0,
        }),
      );
    world.run(1000);
    expect(world.produced().slice(1)).toEqual([["first"], ["second"], ["third"]]);
    expect(told(world)).toEqual({ first: ACKED, second: ACKED, third: ACKED });
  });

  test("a record that waits for it in vain fails after max.block.ms, before earlier ones", () => {
    const world = silent(oneBatchOfMemory({ "max.block.ms": 2000 }));
    world.send("first");
    world.send("second");
    world.run(1999);
    expect(told(world)).toEqual({});
    world.run(10);
    expect(told(world)).toEqual({ second: FAILED });
  });

  test("0.8.2 waits without end, or not at all (block.on.buffer.full)", () => {
    const old = { sendBlocking: "separately", "max.block.ms": 1 };
    const blocking = silent(oneBatchOfMemory({ ...old, "block.on.buffer.full": true }));
    blocking.send("first");
    blocking.send("second");
    blocking.run(90_000);
    expect(told(blocking)).toEqual({});
    const failing = silent(oneBatchOfMemory({ ...old, "block.on.buffer.full": false }));
    failing.send("first");
    failing.send("second");
    failing.run(1);
    expect(told(failing)).toEqual({ second: FAILED });
  });

  test("0.9 still listens to the older settings", () => {
    const old = { sendBlocking: "deprecatedSettings", "metadata.fetch.timeout.ms": 500 };
    const world = silent(oneBatchOfMemory(old));
    world.send("first");
    world.send("second");
    world.run(600);
    expect(told(world)).toEqual({ second: FAILED });
  });

  test("a batch that could never have it is refused", () => {
    const world = new ProducerWorld({ "batch.size": 500, "buffer.memory": 400 }).start();
    world.send("a");
    world.run(200);
    expect(world.statuses()).toEqual({ a: FAILED });
  });
});

test("a record above max.request.size fails at once, by its largest possible size", () => {
  const world = new ProducerWorld({ "max.request.size": 300, "linger.ms": 100 }).start();
  world.send("small");
  world.send(LONG);
  world.run(10);
  expect(world.statuses()).toEqual({ [LONG]: FAILED });
  const [error] = world.factsOf("client.error");
  expect(error?.error).toBe(Errors.MESSAGE_TOO_LARGE);
});

describe("a partition that the metadata do not have", () => {
  test.each([
    ["refused", [0]],
    ["askedOnce", [200]],
    ["awaited", [1000]],
  ] as const)("is %s", (unknownPartition, [afterMs]) => {
    const world = ready({ unknownPartition, "max.block.ms": 1000 });
    world.send("a", 7);
    world.run(1);
    if (afterMs > 0) expect(told(world)).toEqual({});
    world.run(afterMs);
    expect(told(world)).toEqual({ a: FAILED });
  });

  test("is used when it comes in time", () => {
    const world = ready({});
    world.send("a", 1);
    const leader = { leader: 1, epoch: 0 };
    world.script.topics = { orders: [leader, leader] };
    world.run(1000);
    expect(world.log(1)).toEqual(["a"]);
  });
});

describe("flush", () => {
  test("sends what lingers at once, and only until that is done", () => {
    const world = new ProducerWorld({ "linger.ms": 10_000 }).start();
    world.send("a");
    world.run(100);
    expect(world.produced()).toEqual([]);
    world.act(() => world.producer.flush());
    world.run(100);
    expect(world.produced()).toEqual([["a"]]);
    world.send("b");
    world.run(1000);
    expect(world.produced()).toEqual([["a"]]);
  });

  test("comes after what the application is still handing over", () => {
    const world = new ProducerWorld({ "linger.ms": 10_000 });
    world.run(1);
    world.sim.boot(world.client);
    world.run(1);
    world.send("a");
    world.act(() => world.producer.flush());
    world.run(500);
    expect(world.produced()).toEqual([["a"]]);
  });

  test("is not known to 0.8.2", () => {
    const world = new ProducerWorld({ "linger.ms": 10_000, flush: false }).start();
    world.send("a");
    world.act(() => world.producer.flush());
    world.run(100);
    expect(world.produced()).toEqual([]);
  });
});

describe("close", () => {
  test("gives up what cannot be sent in time", () => {
    const world = silent(ready({ "max.in.flight.requests.per.connection": 1 }));
    world.send("sent");
    world.run(10);
    world.send("queued");
    world.act(() => world.producer.close(1_000_000));
    world.run(990);
    expect(told(world)).toEqual({});
    world.run(20);
    expect(told(world)).toEqual({ sent: UNKNOWN, queued: FAILED });
    expect(world.client.up).toBe(false);
  });

  test("waits as long as it takes in 0.8.2", () => {
    const world = silent(ready({ closeTimeout: false }));
    world.send("sent");
    world.act(() => world.producer.close(1_000_000));
    world.run(5000);
    expect(world.client.up).toBe(true);
  });
});

describe("partitions without a key in 3.9", () => {
  test("change after batch.size bytes, at the end of a batch", () => {
    const uniform = { defaultPartitioner: "uniformSticky", "batch.size": 400, "linger.ms": 50 };
    const world = new ProducerWorld(uniform, 3);
    world.script.topics = { orders: [1, 2, 3].map((leader) => ({ leader, epoch: 0 })) };
    world.start();
    for (let i = 0; i < 60; i++) world.send(`${i}`.padStart(60, "0"), null);
    world.run(500);
    const partitions = world.factsOf("record.sent").map(({ tp }) => tp);
    const changes = partitions.flatMap((tp, i) => (i > 0 && tp !== partitions[i - 1] ? [i] : []));
    const turns = changes.slice(1).map((at, i) => at - (changes[i] as number));
    // A batch has room for four records; after eight the partition changes in any case.
    expect(Math.min(...turns)).toBeGreaterThanOrEqual(4);
    expect([0, 1, 2].every((partition) => world.log(partition).length > 0)).toBe(true);
  });

  test("avoid a long queue from the first record on", () => {
    const uniform = { "batch.size": 1, "max.in.flight.requests.per.connection": 1 };
    const first = Array.from({ length: 12 }, (_, seed) => {
      const world = new ProducerWorld(uniform, 1, `${seed}`, "3.9");
      world.script.topics = { orders: [1, 1, 1].map((leader) => ({ leader, epoch: 0 })) };
      world.script.answer = (request) =>
        request.kind === PRODUCE ? "silence" : world.serve(request);
      world.start();
      for (const partition of [1, 2]) world.send("x", partition);
      for (let i = 0; i < 100; i++) world.send("x", 0, "key");
      world.run(100);
      world.send("keyless", null);
      return world.factsOf("record.sent").at(-1)?.tp;
    });
    expect(first).not.toContain("orders-0");
    expect(new Set(first).size).toBe(2);
  });
});

test("RoundRobinPartitioner passes over partitions when every record is a batch (KAFKA-9965)", () => {
  const config = { "partitioner.class": "org.apache.kafka.clients.producer.RoundRobinPartitioner" };
  const world = new ProducerWorld(config, 4);
  world.script.topics = { orders: [1, 2, 3, 4].map((leader) => ({ leader, epoch: 0 })) };
  world.start();
  for (let i = 0; i < 8; i++) {
    world.send(`${i}`, null);
    world.run(50);
  }
  expect([0, 1, 2, 3].map((partition) => world.log(partition).length)).toEqual([0, 4, 0, 4]);
});

describe("an application that sends again what failed", () => {
  test("writes a second record with the same value", () => {
    const world = new ProducerWorld({ retries: 0, acks: "all" }).start();
    let refusals = 1;
    const { answer } = world.script;
    world.script.answer = (request) => {
      if (request.kind !== PRODUCE || refusals-- <= 0) return answer(request);
      world.append((request.body as ProduceRequest).partitions[0]?.tp ?? 0, batchOf(request.body));
      return world.refuse(request, Errors.REQUEST_TIMED_OUT);
    };
    world.act(() =>
      world.producer.produce({
        topic: "orders",
        partition: 0,
        key: null,
        values: ["m"],
        everyMs: 0,
        resendsOnError: true,
      }),
    );
    world.run(1000);
    expect(world.log()).toEqual(["m", "m"]);
    const sent = world.factsOf("record.sent").map(({ record, resendOf }) => [record, resendOf]);
    expect(sent).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  test("gives up what is too large", () => {
    const world = new ProducerWorld({ "max.request.size": 300 }).start();
    world.act(() =>
      world.producer.produce({
        topic: "orders",
        partition: 0,
        key: null,
        values: [LONG],
        everyMs: 0,
        resendsOnError: true,
      }),
    );
    world.run(1000);
    expect(world.factsOf("record.sent")).toHaveLength(1);
  });
});

test("records take their keys in turn, and may be tombstones", () => {
  const world = new ProducerWorld({}).start();
  world.act(() =>
    world.producer.produce({
      topic: "orders",
      partition: 0,
      key: null,
      keys: ["a", "b"],
      values: ["1", "2", null],
      everyMs: 0,
    }),
  );
  world.run(100);
  const records = [...world.logs.values()].flat().flatMap((batch) => batch.records);
  expect(records.map(({ key, value }) => [key, value])).toEqual([
    ["a", "1"],
    ["b", "2"],
    ["a", null],
  ]);
});

function batchOf(body: unknown) {
  const batch = (body as ProduceRequest).partitions[0]?.batch;
  if (batch === undefined) throw new Error("an empty request");
  return batch;
}
