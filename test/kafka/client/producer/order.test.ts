import { describe, expect, test } from "vitest";
import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { INIT_PRODUCER_ID, PRODUCE, type ProduceRequest } from "../../../../sim/kafka/messages.ts";
import type { RecordBatch } from "../../../../sim/kafka/record/record-batch.ts";
import type { SeenRequest } from "../support.ts";
import { ACKED, FAILED, ProducerWorld, partitionOf, UNKNOWN } from "./support.ts";

const IDEMPOTENT: ConfigValues = { "enable.idempotence": true };

function sequences(batches: readonly RecordBatch[]): [number, number][] {
  return batches.map(({ producerEpoch, baseSequence }) => [producerEpoch, baseSequence]);
}

/** Sends one record per batch while the first produce request is refused. */
function sendFive(config: ConfigValues, error: number): ProducerWorld {
  const world = new ProducerWorld(config);
  let requests = 0;
  world.script.answer = (request) => {
    if (request.kind === PRODUCE && ++requests === 2) return world.refuse(request, error);
    return config["enable.idempotence"] === true
      ? world.serveSequences(request)
      : world.serve(request);
  };
  world.start();
  world.send("warm-up");
  world.run(20);
  for (const value of ["a", "b", "c", "d", "e"]) world.send(value);
  world.run(1000);
  return world;
}

describe("order under retries", () => {
  test("with several requests in flight a retry lets later records overtake", () => {
    const world = sendFive({ "retry.backoff.ms": 50 }, Errors.NOT_ENOUGH_REPLICAS);
    expect(world.log()).toEqual(["warm-up", "b", "c", "d", "e", "a"]);
  });

  test("with max.in.flight=1 the order is kept", () => {
    const config = { "max.in.flight.requests.per.connection": 1 };
    const world = sendFive(config, Errors.NOT_ENOUGH_REPLICAS);
    expect(world.log()).toEqual(["warm-up", "a", "b", "c", "d", "e"]);
  });

  test("with idempotence the order is kept, five in flight", () => {
    const world = sendFive(IDEMPOTENT, Errors.NOT_ENOUGH_REPLICAS);
    expect(world.log()).toEqual(["warm-up", "a", "b", "c", "d", "e"]);
    const firstSends = world.requestsOf(PRODUCE).slice(1, 6);
    expect(firstSends.map((r) => partitionOf(r).batch.baseSequence)).toEqual([1, 2, 3, 4, 5]);
    expect(Object.values(world.statuses())).toEqual([1, 1, 1, 1, 1, 1]);
    // No gap was left, so the epoch never changed.
    expect(world.requestsOf(PRODUCE).every((r) => partitionOf(r).batch.producerEpoch === 0)).toBe(
      true,
    );
  });
});

describe("a batch that is not done", () => {
  test("holds its partition back at a new leader when max.in.flight=1", () => {
    const config = { "max.in.flight.requests.per.connection": 1, "metadata.max.age.ms": 200 };
    const world = new ProducerWorld(config, 2);
    world.script.answer = (request) => (request.broker === 1 ? "silence" : world.serve(request));
    world.start();
    world.send("a");
    world.run(50);
    world.script.topics = { orders: [{ leader: 2, epoch: 1 }] };
    world.run(1000);
    world.send("b");
    world.run(1000);
    expect(world.factsOf("client.leader").at(-1)).toMatchObject({ leader: 2 });
    expect(world.log()).toEqual([]);
    world.run(30_000);
    expect(world.log()).toEqual(["a", "b"]);
  });

  test("is sent again alone: what follows it in sequence waits", () => {
    const world = new ProducerWorld(IDEMPOTENT);
    let requests = 0;
    world.script.answer = (request) => {
      if (request.kind === PRODUCE) requests++;
      const isFirstOrItsRetry = requests === 2 || requests === 5;
      return isFirstOrItsRetry
        ? world.refuse(request, Errors.NOT_ENOUGH_REPLICAS)
        : world.serveSequences(request);
    };
    world.start();
    world.send("warm-up");
    world.run(20);
    for (const value of ["a", "b", "c"]) world.send(value);
    world.run(1000);
    const sent = world.requestsOf(PRODUCE).map((r) => partitionOf(r).batch.baseSequence);
    expect(sent).toEqual([0, 1, 2, 3, 1, 1, 2, 3]);
  });
});

describe("an idempotent producer", () => {
  test("gets its producer id before it sends anything", () => {
    const world = new ProducerWorld(IDEMPOTENT).start();
    world.send("a");
    world.run(100);
    expect(world.requests.map(({ kind }) => kind)).toEqual([
      expect.any(Number),
      INIT_PRODUCER_ID,
      expect.any(Number),
      PRODUCE,
    ]);
    const { batch } = partitionOf(world.requestsOf(PRODUCE)[0] as SeenRequest);
    expect(batch).toMatchObject({ producerId: 1, producerEpoch: 0, baseSequence: 0 });
  });

  test("asks for all acknowledgements when acks is not set", () => {
    const world = new ProducerWorld(IDEMPOTENT).start();
    world.send("a");
    world.run(100);
    const acks = world.requestsOf(PRODUCE).map(({ body }) => (body as ProduceRequest).acks);
    expect(acks).toEqual([-1]);
  });

  test("asks again for a producer id when the answer is lost", () => {
    const world = new ProducerWorld(IDEMPOTENT);
    let asked = 0;
    world.script.answer = (request) =>
      request.kind === INIT_PRODUCER_ID && ++asked === 1 ? "close" : world.serve(request);
    world.start();
    world.send("a");
    world.run(2000);
    expect(asked).toBe(2);
    expect(world.statuses()).toEqual({ a: ACKED });
  });

  test("sends the same batch again after a lost answer, which the broker knows", () => {
    const world = new ProducerWorld({ ...IDEMPOTENT, "request.timeout.ms": 1000 });
    let requests = 0;
    world.script.answer = (request) => {
      const reply = world.serveSequences(request);
      return request.kind === PRODUCE && ++requests === 1 ? "silence" : reply;
    };
    world.start();
    world.send("a");
    world.run(5000);
    expect(requests).toBe(2);
    const [first, second] = world.requestsOf(PRODUCE).map((r) => partitionOf(r).batch);
    expect(second).toBe(first);
    expect(world.log()).toEqual(["a"]);
    expect(world.statuses()).toEqual({ a: ACKED });
  });

  test("takes DUPLICATE_SEQUENCE_NUMBER for success without an offset", () => {
    const world = new ProducerWorld(IDEMPOTENT);
    world.script.answer = (request) =>
      request.kind === PRODUCE
        ? world.refuse(request, Errors.DUPLICATE_SEQUENCE_NUMBER)
        : world.serve(request);
    world.start();
    world.send("a");
    world.run(100);
    expect(world.statuses()).toEqual({ a: ACKED });
    expect(world.factsOf("record.status").map(({ offset }) => offset)).toEqual([-1]);
  });

  test("bumps its epoch by itself when the next sequence in order is refused", () => {
    const world = new ProducerWorld(IDEMPOTENT);
    let refused = false;
    world.script.answer = (request) => {
      if (request.kind === PRODUCE && !refused && world.log().length === 2) {
        refused = true;
        world.logs.clear();
        return world.refuse(request, Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
      }
      return world.serveSequences(request);
    };
    world.start();
    for (const value of ["a", "b", "c"]) {
      world.send(value);
      world.run(50);
    }
    world.run(500);
    const batches = world.requestsOf(PRODUCE).map((r) => partitionOf(r).batch);
    expect(sequences(batches)).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
    ]);
    expect(world.requestsOf(INIT_PRODUCER_ID)).toHaveLength(1);
    expect(world.statuses()).toEqual({ a: ACKED, b: ACKED, c: ACKED });
  });

  test("renumbers what is in flight at an epoch bump, in order", () => {
    const world = new ProducerWorld(IDEMPOTENT);
    let lost = false;
    world.script.answer = (request) => {
      if (request.kind === PRODUCE && !lost && world.log().length === 1) {
        // The log was emptied: every batch in flight finds a gap.
        lost = true;
        world.logs.clear();
      }
      return world.serveSequences(request);
    };
    world.start();
    world.send("warm-up");
    world.run(20);
    for (const value of ["a", "b", "c"]) world.send(value);
    world.run(1000);
    expect(world.log()).toEqual(["a", "b", "c"]);
    expect(sequences(world.logs.get(world.tp("orders", 0)) ?? [])).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
  });

  test("bumps its epoch after UNKNOWN_PRODUCER_ID and gets through", () => {
    const world = new ProducerWorld(IDEMPOTENT);
    let refused = 0;
    world.script.answer = (request) => {
      if (request.kind === PRODUCE && world.log().length === 1 && refused++ === 0)
        return world.refuse(request, Errors.UNKNOWN_PRODUCER_ID, 0);
      return world.serve(request);
    };
    world.start();
    world.send("a");
    world.run(20);
    world.send("b");
    world.run(500);
    const batches = world.requestsOf(PRODUCE).map((r) => partitionOf(r).batch);
    expect(sequences(batches)).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
    ]);
    expect(world.statuses()).toEqual({ a: ACKED, b: ACKED });
  });

  test("gives out no sequence while the fate of an expired batch is unknown, then a new epoch", () => {
    const config = { "delivery.timeout.ms": 1500, "request.timeout.ms": 1000 };
    const world = new ProducerWorld({ ...IDEMPOTENT, ...config });
    world.script.answer = (request) =>
      request.kind === PRODUCE ? "silence" : world.serve(request);
    world.start();
    world.send("a");
    world.run(1600);
    expect(world.statuses()).toEqual({ a: UNKNOWN });
    world.script.answer = (request) => world.serve(request);
    world.send("b");
    world.run(1500);
    const batches = world.requestsOf(PRODUCE).map((r) => partitionOf(r).batch);
    const ofB = batches.filter(({ records }) => records[0]?.value === "b");
    expect(ofB[0]).toMatchObject({ producerEpoch: 1, baseSequence: 0 });
    expect(world.statuses()).toEqual({ a: UNKNOWN, b: ACKED });
  });

  test("fails everything for good when it is fenced", () => {
    const world = new ProducerWorld(IDEMPOTENT);
    world.script.answer = (request) =>
      request.kind === PRODUCE
        ? world.refuse(request, Errors.PRODUCER_FENCED)
        : world.serve(request);
    world.start();
    world.send("a");
    world.run(50);
    world.send("b");
    world.run(50);
    expect(world.statuses()).toEqual({ a: FAILED, b: FAILED });
    expect(world.requestsOf(PRODUCE)).toHaveLength(1);
  });
});
