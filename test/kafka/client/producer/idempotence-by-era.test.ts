import { describe, expect, test } from "vitest";
import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { INIT_PRODUCER_ID, PRODUCE } from "../../../../sim/kafka/messages.ts";
import type { SeenRequest } from "../support.ts";
import { ACKED, FAILED, ProducerWorld, partitionOf } from "./support.ts";

const IDEMPOTENT: ConfigValues = { "enable.idempotence": true };

/** Producer id, epoch and first sequence of every batch that was sent. */
function identities(world: ProducerWorld): [number, number, number][] {
  return world.requestsOf(PRODUCE).map((request) => {
    const { producerId, producerEpoch, baseSequence } = partitionOf(request).batch;
    return [producerId, producerEpoch, baseSequence];
  });
}

/** A world in which the first produce request after two records is answered with an error. */
function refusedOnce(era: Era, error: number, logStartOffset = 0): ProducerWorld {
  const world = new ProducerWorld(IDEMPOTENT, 1, "1", era);
  let refused = false;
  world.script.answer = (request: SeenRequest) => {
    if (request.kind !== PRODUCE || refused || world.log().length < 2) return world.serve(request);
    refused = true;
    return world.refuse(request, error, logStartOffset);
  };
  world.start();
  for (const value of ["a", "b", "c", "d"]) {
    world.send(value);
    world.run(300);
  }
  return world;
}

describe("a sequence that is refused although it is the next", () => {
  test.each<Era>(["0.11", "1.1", "2.0", "2.4"])(
    "%s: costs the batch and the producer id",
    (era) => {
      const world = refusedOnce(era, Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
      expect(world.statuses()).toEqual({ a: ACKED, b: ACKED, c: FAILED, d: ACKED });
      expect(identities(world)).toEqual([
        [1, 0, 0],
        [1, 0, 1],
        [1, 0, 2],
        [2, 0, 0],
      ]);
    },
  );

  test.each<Era>(["2.6", "2.8", "3.9"])("%s: costs an epoch", (era) => {
    const world = refusedOnce(era, Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(world.statuses()).toEqual({ a: ACKED, b: ACKED, c: ACKED, d: ACKED });
    expect(identities(world)).toEqual([
      [1, 0, 0],
      [1, 0, 1],
      [1, 0, 2],
      [1, 1, 0],
      [1, 1, 1],
    ]);
  });
});

describe("a new epoch", () => {
  test.each<[Era, readonly (readonly number[])[]]>([
    // The leader refuses sequence 1 in epoch 1: that costs another epoch.
    [
      "2.6",
      [
        [1, 1, 1],
        [1, 2, 0],
      ],
    ],
    ["2.8", [[1, 1, 0]]],
  ])("%s: restarts the sequences of a partition that did not ask for it", (era, expected) => {
    const world = new ProducerWorld(IDEMPOTENT, 1, "1", era);
    world.script.topics = {
      orders: [
        { leader: 1, epoch: 0 },
        { leader: 1, epoch: 0 },
      ],
    };
    let refused = false;
    world.script.answer = (request) => {
      if (request.kind !== PRODUCE || refused || world.log(0).length < 1)
        return world.serveSequences(request);
      if (partitionOf(request).tp !== world.tp("orders", 0)) return world.serveSequences(request);
      refused = true;
      return world.refuse(request, Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    };
    world.start();
    for (const [value, partition] of [
      ["a", 1],
      ["b", 0],
      ["c", 0],
    ] as const) {
      world.send(value, partition);
      world.run(300);
    }
    const before = world.requestsOf(PRODUCE).length;
    world.send("d", 1);
    world.run(1000);
    expect(world.log(1)).toEqual(["a", "d"]);
    expect(identities(world).slice(before)).toEqual(expected);
  });
});

describe("UNKNOWN_PRODUCER_ID", () => {
  test("restarts the sequences when what was written last was deleted (KAFKA-5793)", () => {
    const world = refusedOnce("1.1", Errors.UNKNOWN_PRODUCER_ID, 2);
    expect(world.statuses()).toEqual({ a: ACKED, b: ACKED, c: ACKED, d: ACKED });
    expect(identities(world).slice(2)).toEqual([
      [1, 0, 2],
      [1, 0, 0],
      [1, 0, 1],
    ]);
  });

  test("costs the batch and the producer id when it should be there (1.1 to 2.4)", () => {
    const world = refusedOnce("2.4", Errors.UNKNOWN_PRODUCER_ID, 1);
    expect(world.statuses()).toMatchObject({ c: FAILED, d: ACKED });
    expect(identities(world).at(-1)).toEqual([2, 0, 0]);
  });

  test.each<Era>(["2.6", "2.8", "3.9"])("%s: costs an epoch also without retries left", (era) => {
    const world = new ProducerWorld({ ...IDEMPOTENT, retries: 1 }, 1, "1", era);
    let refusals = 0;
    world.script.answer = (request: SeenRequest) => {
      if (request.kind !== PRODUCE || world.log().length < 1 || refusals === 2)
        return world.serve(request);
      refusals++;
      return world.refuse(request, Errors.UNKNOWN_PRODUCER_ID, 0);
    };
    world.start();
    for (const value of ["a", "b", "c"]) {
      world.send(value);
      world.run(500);
    }
    expect(world.statuses()).toEqual({ a: ACKED, b: FAILED, c: ACKED });
    expect(identities(world)).toEqual([
      [1, 0, 0],
      [1, 0, 1],
      [1, 1, 0],
      [1, 2, 0],
    ]);
  });

  test("is retried while nobody knows where the log begins", () => {
    const world = refusedOnce("2.0", Errors.UNKNOWN_PRODUCER_ID, -1);
    expect(world.statuses()).toMatchObject({ c: ACKED });
    expect(identities(world).slice(2, 4)).toEqual([
      [1, 0, 2],
      [1, 0, 2],
    ]);
  });
});

describe("a batch that is refused for good", () => {
  test.each<[Era, [number, number, number]]>([
    ["0.11", [1, 0, 2]],
    ["2.4", [1, 0, 2]],
    ["2.8", [1, 1, 0]],
  ])("%s: leaves its sequence to the next, or costs an epoch", (era, next) => {
    const world = refusedOnce(era, Errors.INVALID_REQUIRED_ACKS);
    expect(world.statuses()).toMatchObject({ c: FAILED, d: ACKED });
    expect(identities(world).slice(3)).toEqual([next]);
  });

  test("renumbers those behind it in flight (1.1 to 2.4)", () => {
    const world = new ProducerWorld(IDEMPOTENT, 1, "1", "2.0");
    let requests = 0;
    world.script.answer = (request) => {
      if (request.kind === PRODUCE && ++requests === 2)
        return world.refuse(request, Errors.INVALID_REQUIRED_ACKS);
      return world.serveSequences(request);
    };
    world.start();
    world.send("warm-up");
    world.run(20);
    for (const value of ["a", "b", "c"]) world.send(value);
    world.run(2000);
    expect(world.log()).toEqual(["warm-up", "b", "c"]);
    expect(world.statuses()).toMatchObject({ a: FAILED, b: ACKED, c: ACKED });
    expect(world.requestsOf(INIT_PRODUCER_ID)).toHaveLength(1);
  });
});

describe("INVALID_PRODUCER_EPOCH", () => {
  test.each<[Era, number]>([
    ["0.11", FAILED],
    ["2.6", FAILED],
    ["2.8", ACKED],
  ])("%s: is fatal, or costs the batch", (era, next) => {
    const world = refusedOnce(era, Errors.INVALID_PRODUCER_EPOCH);
    expect(world.statuses()).toMatchObject({ c: FAILED, d: next });
  });
});

describe("DUPLICATE_SEQUENCE_NUMBER", () => {
  test.each<[Era, number]>([
    ["0.11", 5],
    ["1.1", 4],
    ["3.9", 4],
  ])("%s: takes %i requests for four records", (era, requests) => {
    const world = refusedOnce(era, Errors.DUPLICATE_SEQUENCE_NUMBER);
    expect(world.statuses()).toMatchObject({ c: ACKED, d: ACKED });
    expect(world.requestsOf(PRODUCE)).toHaveLength(requests);
  });
});

describe("a batch that expires after it was sent", () => {
  test.each<[Era, [number, number, number]]>([
    ["2.1", [2, 0, 0]],
    ["2.4", [2, 0, 0]],
    ["2.6", [1, 1, 0]],
  ])("%s: costs the producer id, or an epoch", (era, next) => {
    const config = {
      "delivery.timeout.ms": 1500,
      "request.timeout.ms": 1000,
      "retry.backoff.ms": 400,
    };
    const world = new ProducerWorld({ ...IDEMPOTENT, ...config }, 1, "1", era);
    world.script.answer = (request) =>
      request.kind === PRODUCE
        ? world.refuse(request, Errors.NOT_ENOUGH_REPLICAS)
        : world.serve(request);
    world.start();
    world.send("a");
    world.run(1700);
    expect(world.statuses()).toEqual({ a: FAILED });
    world.script.answer = (request) => world.serve(request);
    world.send("b");
    world.run(3000);
    expect(world.statuses()).toEqual({ a: FAILED, b: ACKED });
    expect(identities(world).at(-1)).toEqual(next);
  });

  test.each<[Era, [number, number, number]]>([
    ["2.8", [1, 1, 0]],
    ["3.9", [1, 0, 1]],
  ])("%s: a late error costs an epoch, or is no news (KAFKA-14884)", (era, next) => {
    const config = { "delivery.timeout.ms": 1000, "request.timeout.ms": 1000 };
    const world = new ProducerWorld({ ...IDEMPOTENT, ...config, acks: "all" }, 1, "1", era);
    let late: SeenRequest | null = null;
    world.script.answer = (request) => {
      if (request.kind !== PRODUCE || late !== null) return world.serve(request);
      late = request;
      world.serve(request);
      return "silence";
    };
    world.start();
    world.send("a");
    // The client is away while its request and its batch run out of time: the batch goes first.
    world.run(10_000);
    world.send("b");
    world.run(1000);
    expect(world.statuses()).toMatchObject({ b: ACKED });
    expect(identities(world).at(-1)).toEqual(next);
  });
});

describe("the first idempotent producer (0.11)", () => {
  test("has one request in flight", () => {
    const world = new ProducerWorld(IDEMPOTENT, 1, "1", "0.11").start();
    world.script.answer = (request) =>
      request.kind === PRODUCE ? "silence" : world.serve(request);
    for (const value of ["a", "b", "c"]) {
      world.send(value);
      world.run(50);
    }
    expect(world.requestsOf(PRODUCE)).toHaveLength(1);
  });

  test("asks for another id when a batch expires after it was sent", () => {
    const config = { "request.timeout.ms": 500, "retry.backoff.ms": 5000 };
    const world = new ProducerWorld({ ...IDEMPOTENT, ...config }, 1, "1", "0.11");
    world.start();
    world.send("warm-up");
    world.run(6000);
    world.script.answer = (request) =>
      request.kind === PRODUCE
        ? world.refuse(request, Errors.NOT_LEADER_OR_FOLLOWER)
        : world.serve(request);
    world.script.topics = { orders: [{ leader: -1, epoch: 1 }] };
    world.send("a");
    world.run(6000);
    expect(world.statuses()).toHaveProperty("a");
    expect(world.requestsOf(INIT_PRODUCER_ID)).toHaveLength(2);
  });
});

describe("an epoch that is used up", () => {
  test("gives way to another producer id; what is in flight is sent again without one", () => {
    const world = new ProducerWorld(IDEMPOTENT);
    let refused = false;
    world.script.answer = (request) => {
      if (request.kind === INIT_PRODUCER_ID)
        return { body: { error: 0, producerId: ++world.producerIds, producerEpoch: 32_767 } };
      if (refused || world.log().length === 0) return world.serve(request);
      refused = true;
      return world.refuse(request, Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    };
    world.start();
    for (const value of ["a", "b", "c"]) {
      world.send(value);
      world.run(500);
    }
    expect(world.statuses()).toEqual({ a: ACKED, b: ACKED, c: ACKED });
    expect(identities(world).map(([id]) => id)).toEqual([1, 1, -1, 2]);
  });
});

describe("while it waits for its producer id", () => {
  test("nothing expires, and nothing is sent", () => {
    const config = { "delivery.timeout.ms": 1000, "request.timeout.ms": 500 };
    const world = new ProducerWorld({ ...IDEMPOTENT, ...config });
    world.script.answer = (request) =>
      request.kind === INIT_PRODUCER_ID ? "close" : world.serve(request);
    world.start();
    world.send("a");
    world.run(5000);
    expect(world.statuses()).toEqual({});
    expect(world.requestsOf(PRODUCE)).toEqual([]);
  });
});
