import { describe, expect, test } from "vitest";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { METADATA, PRODUCE, type ProduceRequest } from "../../../../sim/kafka/messages.ts";
import { ACKED, FAILED, ProducerWorld, UNACKNOWLEDGED, UNKNOWN } from "./support.ts";

describe("batching", () => {
  test("records that come within linger.ms share a batch, sent when the first has waited", () => {
    const world = new ProducerWorld({ "linger.ms": 20 }).start();
    world.send("warm-up");
    world.run(100);
    const sentAtMs = world.nowMs;
    world.send("a");
    world.run(15);
    world.send("b");
    world.run(10);
    expect(world.produced().slice(1)).toEqual([["a", "b"]]);
    const [, request] = world.requestsOf(PRODUCE);
    expect(request?.atMs).toBeGreaterThanOrEqual(sentAtMs + 20);
    expect(request?.atMs).toBeLessThan(sentAtMs + 22);
  });

  test("a full batch does not wait for linger.ms", () => {
    const world = new ProducerWorld({ "linger.ms": 10_000, "batch.size": 200 }).start();
    const values = ["a", "b", "c"].map((letter) => letter.repeat(60));
    for (const value of values) world.send(value);
    world.run(10);
    expect(world.produced()).toEqual([values.slice(0, 2)]);
  });

  test("a record larger than batch.size has a batch of its own", () => {
    const world = new ProducerWorld({ "batch.size": 100, "linger.ms": 5 }).start();
    const large = "x".repeat(500);
    const next = "y".repeat(30);
    for (const value of ["a", large, next]) world.send(value);
    world.run(50);
    expect(world.produced()).toEqual([["a"], [large], [next]]);
    expect(world.statuses()).toEqual({ a: ACKED, [large]: ACKED, [next]: ACKED });
  });

  test("a batch has the size of the v2 format", () => {
    const world = new ProducerWorld({}).start();
    world.act(() => world.producer.send("orders", 0, "key", "value"));
    world.run(10);
    const sent = world.requestsOf(PRODUCE).map(({ body }) => (body as ProduceRequest).partitions);
    expect(sent.flat().map(({ batch }) => batch.sizeBytes)).toEqual([76]);
  });

  test("values of a workload that come at once go in one batch, in order", () => {
    const world = new ProducerWorld({}).start();
    const values = ["r0", "r1", "r2"];
    world.act(() =>
      world.producer.produce({ topic: "orders", partition: 0, key: null, values, everyMs: 0 }),
    );
    world.run(20);
    expect(world.produced()).toEqual([values]);
    expect(world.factsOf("record.batched").map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  test("an endless load keeps its rate and spreads over its partitions", () => {
    const world = new ProducerWorld({ "linger.ms": 5 });
    world.script.topics = { orders: [0, 1, 2].map(() => ({ leader: 1, epoch: 0 })) };
    world.start();
    world.act(() => {
      const load = { topic: "orders", partitions: 3, recordsPerSecond: 300, valueBytes: 10 };
      world.producer.produce(load);
    });
    world.run(2010);
    for (const partition of [0, 1, 2]) {
      expect(world.log(partition).length).toBeGreaterThanOrEqual(199);
      expect(world.log(partition).length).toBeLessThanOrEqual(201);
    }
  });
});

describe("what becomes of a record", () => {
  test("an answer acknowledges it with its offset", () => {
    const world = new ProducerWorld({}).start();
    world.send("a");
    world.run(10);
    world.send("b");
    world.run(10);
    expect(world.statuses()).toEqual({ a: ACKED, b: ACKED });
    expect(world.factsOf("record.status").map(({ offset }) => offset)).toEqual([0, 1]);
  });

  test("with acks=0 it is done when it is sent, whatever the broker does", () => {
    const world = new ProducerWorld({ acks: "0" });
    world.script.answer = () => "close";
    world.start();
    world.send("warm-up");
    world.run(10);
    world.send("a");
    expect(world.statuses()).toMatchObject({ "warm-up": UNACKNOWLEDGED });
    world.run(200);
    expect(world.statuses().a).toBe(UNACKNOWLEDGED);
    expect(world.factsOf("record.status").map(({ offset }) => offset)).toEqual([-1, -1]);
  });

  test("refused for good before any append, it certainly is not written", () => {
    const world = new ProducerWorld({ retries: 0, acks: "all" });
    world.script.answer = (request) => world.refuse(request, Errors.NOT_ENOUGH_REPLICAS);
    world.start();
    world.send("a");
    world.run(50);
    expect(world.statuses()).toEqual({ a: FAILED });
  });

  test.each([
    ["1", FAILED],
    ["all", UNKNOWN],
  ])("NOT_LEADER_OR_FOLLOWER with acks=%s leaves status %i", (acks, status) => {
    const world = new ProducerWorld({ retries: 0, acks });
    world.script.answer = (request) => world.refuse(request, Errors.NOT_LEADER_OR_FOLLOWER);
    world.start();
    world.send("a");
    world.run(50);
    expect(world.statuses()).toEqual({ a: status });
  });

  test.each([Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND, Errors.REQUEST_TIMED_OUT])(
    "error %i says that it may have been written",
    (error) => {
      const world = new ProducerWorld({ retries: 0, acks: "all" });
      world.script.answer = (request) => world.refuse(request, error);
      world.start();
      world.send("a");
      world.run(50);
      expect(world.statuses()).toEqual({ a: UNKNOWN });
      expect(world.factsOf("client.error").map((fact) => fact.error)).toContain(error);
    },
  );

  test("a doubtful attempt is not forgotten when a later one is refused", () => {
    const world = new ProducerWorld({ retries: 1, acks: "all" });
    let attempts = 0;
    world.script.answer = (request) =>
      ++attempts === 1 ? "close" : world.refuse(request, Errors.NOT_ENOUGH_REPLICAS);
    world.start();
    world.send("a");
    world.run(2000);
    expect(attempts).toBe(2);
    expect(world.statuses()).toEqual({ a: UNKNOWN });
  });

  test("never sent within delivery.timeout.ms, it certainly is not written", () => {
    const world = new ProducerWorld({ "delivery.timeout.ms": 2000, "request.timeout.ms": 1000 });
    world.start();
    world.send("warm-up");
    world.run(10);
    world.act(() => world.sim.kill(world.broker(1)));
    world.run(10);
    const sentAtMs = world.nowMs;
    world.send("a");
    world.run(5000);
    expect(world.statuses().a).toBe(FAILED);
    const told = world.facts.filter(({ name }) => name === "record.status").at(-1);
    expect(told?.atMs).toBeCloseTo(sentAtMs + 2000, 0);
  });

  test("unanswered until delivery.timeout.ms, nobody knows", () => {
    const config = { "delivery.timeout.ms": 2500, "request.timeout.ms": 1000 };
    const world = new ProducerWorld(config);
    world.script.answer = () => "silence";
    world.start();
    world.send("a");
    world.run(5000);
    expect(world.statuses()).toEqual({ a: UNKNOWN });
  });

  test("a topic that stays unknown for max.block.ms fails its records, one after another", () => {
    const world = new ProducerWorld({ "max.block.ms": 1000 });
    world.script.topics = {};
    world.start();
    world.send("a", null);
    world.send("b");
    world.run(1500);
    expect(world.statuses()).toEqual({ a: FAILED });
    world.run(1000);
    expect(world.statuses()).toEqual({ a: FAILED, b: FAILED });
    expect(world.factsOf("record.status").map(({ tp }) => tp)).toEqual([null, "orders-0"]);
  });

  test("a record beyond max.request.size fails at once", () => {
    const world = new ProducerWorld({ "max.request.size": 1000 }).start();
    world.send("small");
    world.run(10);
    const large = "x".repeat(2000);
    world.send(large);
    expect(world.statuses()[large]).toBe(FAILED);
  });
});

describe("buffer.memory", () => {
  const config = { "buffer.memory": 400, "batch.size": 200, "max.block.ms": 3000 };

  test("a send without memory makes every batch ready and goes on when one is done", () => {
    const world = new ProducerWorld({ ...config, "linger.ms": 60_000 }).start();
    const values = ["a", "b", "c", "d"].map((letter) => letter.repeat(100));
    for (const value of values) world.send(value);
    world.run(100);
    // Nobody waits for memory any more, so the last record lingers.
    expect(world.log()).toEqual(values.slice(0, 3));
    expect(world.factsOf("record.sent")).toHaveLength(4);
  });

  test("after max.block.ms it gives up", () => {
    const world = new ProducerWorld({ ...config, "max.in.flight.requests.per.connection": 2 });
    world.script.answer = () => "silence";
    world.start();
    for (const letter of ["a", "b", "c"]) world.send(letter.repeat(100));
    world.run(2900);
    expect(world.statuses()).toEqual({});
    world.run(200);
    expect(world.statuses()).toEqual({ ["c".repeat(100)]: FAILED });
  });
});

describe("retries", () => {
  test("a retriable error is retried after retry.backoff.ms", () => {
    const world = new ProducerWorld({ "retry.backoff.ms": 300 });
    let attempts = 0;
    world.script.answer = (request) =>
      ++attempts === 1 ? world.refuse(request, Errors.NOT_ENOUGH_REPLICAS) : world.serve(request);
    world.start();
    world.send("a");
    world.run(1000);
    const [first, second] = world.requestsOf(PRODUCE);
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(300);
    expect(world.statuses()).toEqual({ a: ACKED });
    expect(world.factsOf("produce.attempt").map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  test("a fatal error is not retried", () => {
    const world = new ProducerWorld({});
    world.script.answer = (request) => world.refuse(request, Errors.RECORD_LIST_TOO_LARGE);
    world.start();
    world.send("a");
    world.run(1000);
    expect(world.requestsOf(PRODUCE)).toHaveLength(1);
    expect(world.statuses()).toEqual({ a: FAILED });
  });

  test("after NOT_LEADER_OR_FOLLOWER the new leader is looked up and gets the batch", () => {
    const world = new ProducerWorld({}, 2);
    world.script.answer = (request) =>
      request.broker === 1
        ? world.refuse(request, Errors.NOT_LEADER_OR_FOLLOWER)
        : world.serve(request);
    world.start();
    world.send("a");
    world.run(2);
    world.script.topics = { orders: [{ leader: 2, epoch: 1 }] };
    world.run(500);
    expect(world.requestsOf(PRODUCE).map(({ broker }) => broker)).toEqual([1, 2]);
    expect(world.factsOf("client.leader").map(({ leader }) => leader)).toEqual([1, 2]);
    expect(world.statuses()).toEqual({ a: ACKED });
  });

  test("a batch that is too large is split, which without compression changes nothing", () => {
    const config = { "delivery.timeout.ms": 1010, "request.timeout.ms": 1000, "linger.ms": 10 };
    const world = new ProducerWorld(config);
    world.script.answer = (request) => world.refuse(request, Errors.MESSAGE_TOO_LARGE);
    world.start();
    for (const value of ["a", "b"]) world.send(value);
    world.run(1000);
    expect(world.statuses()).toEqual({});
    const batches = new Set(world.factsOf("produce.attempt").map(({ batch }) => batch));
    expect(batches.size).toBeGreaterThan(100);
    world.run(100);
    expect(world.statuses()).toEqual({ a: UNKNOWN, b: UNKNOWN });
  });

  test("a single record that is too large fails at once", () => {
    const world = new ProducerWorld({});
    world.script.answer = (request) => world.refuse(request, Errors.MESSAGE_TOO_LARGE);
    world.start();
    world.send("a");
    world.run(50);
    expect(world.statuses()).toEqual({ a: FAILED });
  });
});

describe("connections", () => {
  test("a request that times out ends the connection and everything on it", () => {
    const config = { "request.timeout.ms": 1000, retries: 0 };
    const world = new ProducerWorld(config);
    world.script.answer = () => "silence";
    world.start();
    world.send("a");
    world.run(600);
    world.send("b");
    world.run(300);
    expect(world.statuses()).toEqual({});
    world.run(150);
    expect(world.statuses()).toEqual({ a: UNKNOWN, b: UNKNOWN });
    const errors = world.factsOf("client.error").map(({ error }) => error);
    expect(errors).toEqual([Errors.NETWORK_EXCEPTION, Errors.NETWORK_EXCEPTION]);
  });

  test("no more than max.in.flight.requests.per.connection wait for an answer", () => {
    const world = new ProducerWorld({ "max.in.flight.requests.per.connection": 3 });
    world.script.answer = () => "silence";
    world.start();
    world.send("warm-up");
    world.run(20);
    for (const value of ["a", "b", "c", "d", "e"]) {
      world.send(value);
      world.run(5);
    }
    expect(world.produced()).toEqual([["warm-up"], ["a"], ["b"]]);
  });

  test("attempts to connect to a dead cluster come ever more rarely, up to the bound", () => {
    const world = new ProducerWorld({}).start();
    world.send("warm-up");
    world.run(10);
    world.act(() => world.sim.kill(world.broker(1)));
    world.send("a");
    const before = world.sim.network;
    const attempts: number[] = [];
    const connect = before.connect.bind(before);
    before.connect = (...args) => {
      attempts.push(world.nowMs);
      return connect(...args);
    };
    world.run(20_000);
    expect(attempts.length).toBeGreaterThan(10);
    const gaps = attempts.slice(1).map((at, i) => at - (attempts[i] as number));
    expect(Math.min(...gaps.slice(0, 2))).toBeGreaterThanOrEqual(40);
    for (const gap of gaps.slice(8)) {
      expect(gap).toBeGreaterThanOrEqual(800);
      expect(gap).toBeLessThan(1210);
    }
  });

  test.each<[Era, readonly number[], number]>([
    ["2.6", [127_000, 127_000, 127_000], 0],
    ["2.8", [10_000, 20_000, 30_000, 30_000, 30_000], 0.2],
    ["3.9", [10_000, 20_000, 30_000, 30_000, 30_000], 0.2],
  ])("%s: the time to connect grows while a broker is out of reach", (era, expected, jitter) => {
    const world = new ProducerWorld({}, 1, "1", era);
    world.run(1);
    world.act(() => world.sim.network.hold(world.client.index, world.broker(1).index));
    const { network } = world.sim;
    const connect = network.connect.bind(network);
    const attempts: number[] = [];
    network.connect = (...args) => {
      attempts.push(world.nowMs);
      return connect(...args);
    };
    world.sim.boot(world.client);
    world.run(1);
    world.send("a");
    world.run(500_000);
    const gaps = attempts.slice(1).map((at, i) => at - (attempts[i] as number));
    // Between two attempts there is a reconnect back-off too.
    expected.forEach((timeoutMs, i) => {
      expect(gaps[i]).toBeGreaterThanOrEqual(timeoutMs * (1 - jitter));
      expect(gaps[i]).toBeLessThan(timeoutMs * (1 + jitter) + 1250);
    });
  });

  test("after a restart of the broker the batch gets through", () => {
    const world = new ProducerWorld({}).start();
    world.send("a");
    world.run(10);
    world.act(() => world.sim.kill(world.broker(1)));
    world.send("b");
    world.run(3000);
    world.sim.boot(world.broker(1));
    world.run(3000);
    expect(world.log()).toEqual(["a", "b"]);
  });

  test("metadata is refreshed after metadata.max.age.ms", () => {
    const world = new ProducerWorld({ "metadata.max.age.ms": 1000 }).start();
    world.send("a");
    world.run(100);
    const before = world.requestsOf(METADATA).length;
    world.run(3000);
    expect(world.requestsOf(METADATA).length - before).toBe(3);
  });

  test("metadata with an older leader epoch is ignored", () => {
    const world = new ProducerWorld({ "metadata.max.age.ms": 1000 }, 2);
    world.script.topics = { orders: [{ leader: 2, epoch: 5 }] };
    world.start();
    world.send("a");
    world.run(100);
    world.script.topics = { orders: [{ leader: 1, epoch: 4 }] };
    world.run(2000);
    world.send("b");
    world.run(100);
    expect(world.requestsOf(PRODUCE).map(({ broker }) => broker)).toEqual([2, 2]);
  });

  test("a clean shutdown sends what lingers first", () => {
    const world = new ProducerWorld({ "linger.ms": 60_000 }).start();
    world.send("a");
    world.run(100);
    expect(world.log()).toEqual([]);
    world.act(() => world.client.running().shutdown());
    world.run(100);
    expect(world.log()).toEqual(["a"]);
    expect(world.client.up).toBe(false);
  });
});
