import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import {
  FETCH,
  LIST_OFFSETS,
  METADATA,
  OFFSETS_FOR_LEADER_EPOCH,
  type OffsetsForLeaderEpochRequest,
} from "../../../../sim/kafka/messages.ts";
import type { SeenRequest } from "../support.ts";
import { ConsumerWorld } from "./support.ts";

const EARLIEST = { "auto.offset.reset": "earliest" };
const ONE = ["orders-0"];

/** Serves as usual, but answers a fetch of nothing only after a while, as a broker does. */
function parked(world: ConsumerWorld): void {
  const serve = world.script.answer;
  world.script.answer = (request) => {
    const reply = serve(request);
    const body = typeof reply === "string" ? null : (reply.body as { partitions?: unknown[] });
    return request.kind === FETCH && body?.partitions?.length === 0 ? "silence" : reply;
  };
}

/** A consumer of orders-0 whose log holds records 1 to 3. */
function started(config: Record<string, string | number | boolean>, brokers = 1): ConsumerWorld {
  const world = new ConsumerWorld(config, ONE, brokers);
  parked(world);
  world.append(0, 0, [1, 2]);
  world.append(0, 0, [3]);
  return world.start();
}

/** A consumer of three batches, the second of which rotted on the leader. */
function withDamage(config: Record<string, string | number | boolean>): ConsumerWorld {
  const world = new ConsumerWorld({ ...EARLIEST, ...config }, ONE);
  for (const id of [1, 2, 3]) world.append(0, 0, [id]);
  const log = world.logs.get(world.tp("orders", 0)) ?? [];
  const [, second] = log;
  if (second !== undefined) log[1] = second.with({ isValid: false });
  return world.start();
}

describe("a damaged batch among those that were fetched", () => {
  const errors = (world: ConsumerWorld) => world.factsOf("client.error").map(({ error }) => error);

  test("is refused when everything before it was returned", () => {
    const world = withDamage({});
    world.run(1000);
    expect(world.read()).toEqual([1]);
    expect(errors(world)).toEqual([Errors.CORRUPT_MESSAGE]);
  });

  test("makes the whole fetch fail in old clients", () => {
    const world = withDamage({ corruptBatch: "failsFetch" });
    world.run(1000);
    expect(world.read()).toEqual([]);
    expect(errors(world)).toEqual([Errors.CORRUPT_MESSAGE]);
  });

  test("is read where nobody checks", () => {
    const world = withDamage({ "check.crcs": false });
    world.run(1000);
    expect(world.read()).toEqual([1, 2, 3]);
    expect(errors(world)).toEqual([]);
  });
});

describe("reading", () => {
  test("begins at the earliest record and reads in order", () => {
    const world = started(EARLIEST);
    expect(world.read()).toEqual([1, 2, 3]);
    expect(world.positions()).toEqual([0, 3]);
    expect(world.factsOf("record.read").map(({ offset }) => offset)).toEqual([0, 1, 2]);
  });

  test("begins at the end when the policy is latest", () => {
    const world = started({});
    expect(world.read()).toEqual([]);
    expect(world.positions()).toEqual([3]);
  });

  test("without a policy there is nowhere to begin", () => {
    const world = started({ "auto.offset.reset": "none" });
    world.run(5000);
    expect(world.requests).toEqual([]);
    expect(world.factsOf("client.error")).toEqual([
      { client: world.client.index, error: Errors.OFFSET_OUT_OF_RANGE, tp: "orders-0" },
    ]);
  });

  test("a poll returns no more than max.poll.records and keeps the rest", () => {
    const world = started({ ...EARLIEST, "max.poll.records": 2 });
    expect(world.read()).toEqual([1, 2, 3]);
    expect(world.positions()).toEqual([0, 2, 3]);
    const reads = world.facts.filter(({ name }) => name === "record.read");
    expect(new Set(reads.map(({ atMs }) => atMs)).size).toBe(1);
  });

  test("records of a fetched batch before the position are skipped", () => {
    const world = new ConsumerWorld(EARLIEST, ONE);
    world.append(0, 0, [1, 2, 3]);
    world.logStartOffset = 1;
    world.start();
    expect(world.positions()).toEqual([1, 3]);
    expect(world.read()).toEqual([2, 3]);
  });

  test("fetches every partition from its leader", () => {
    const world = new ConsumerWorld(EARLIEST, ["orders-0", "orders-1", "orders-2"], 2);
    world.script.topics = { orders: [1, 2, 1].map((leader) => ({ leader, epoch: 0 })) };
    for (const partition of [0, 1, 2]) world.append(partition, 0, [partition + 1]);
    world.start();
    expect(new Set(world.read())).toEqual(new Set([1, 2, 3]));
    const named = world.requestsOf(FETCH).map(({ broker }) => broker);
    expect(new Set(named)).toEqual(new Set([1, 2]));
  });
});

describe("fetch sessions", () => {
  test("after the first fetch only what changed is named", () => {
    const world = new ConsumerWorld(EARLIEST, ["orders-0", "orders-1"]);
    world.script.topics = { orders: [1, 1].map((leader) => ({ leader, epoch: 0 })) };
    world.append(0, 0, [1]);
    parked(world);
    world.start();
    const [first, second, ...rest] = world.fetches();
    expect(first).toMatchObject({ sessionId: 0, sessionEpoch: 0 });
    expect(first?.partitions.map(({ fetchOffset }) => fetchOffset)).toEqual([0, 0]);
    expect(second).toMatchObject({ sessionId: 7, sessionEpoch: 1, forgotten: [] });
    expect(second?.partitions.map(({ tp, fetchOffset }) => [tp, fetchOffset])).toEqual([
      [world.tp("orders", 0), 1],
    ]);
    expect(rest).toEqual([]);
  });

  test("a consumer of before KIP-227 names all partitions and asks for no session", () => {
    const world = started({ ...EARLIEST, consumerFetchSession: false });
    world.append(0, 0, [4]);
    world.run(2000);
    expect(world.read()).toEqual([1, 2, 3, 4]);
    for (const { sessionId, sessionEpoch, partitions } of world.fetches())
      expect([sessionId, sessionEpoch, partitions.length]).toEqual([0, -1, 1]);
  });

  test("a broker that keeps no sessions gets full fetches", () => {
    const world = new ConsumerWorld(EARLIEST, ONE);
    world.sessions = false;
    world.append(0, 0, [1]);
    world.start();
    expect(world.fetches().length).toBeGreaterThan(2);
    for (const { sessionEpoch, partitions } of world.fetches())
      expect([sessionEpoch, partitions.length]).toEqual([0, 1]);
  });

  test("a session that the broker forgot is opened anew and nothing is lost", () => {
    const world = new ConsumerWorld(EARLIEST, ONE);
    world.append(0, 0, [1]);
    world.start();
    world.forgetSessions();
    world.append(0, 0, [2]);
    world.run(50);
    expect(world.read()).toEqual([1, 2]);
    const errors = world.factsOf("client.error").map(({ error }) => error);
    expect(errors).toEqual([Errors.FETCH_SESSION_ID_NOT_FOUND]);
  });

  test("after a lost connection the next fetch is a full one", () => {
    const world = started({ ...EARLIEST, "request.timeout.ms": 1000 });
    const before = world.fetches().length;
    world.append(0, 0, [4]);
    world.run(1500);
    expect(world.fetches()[before]).toMatchObject({ sessionId: 7, sessionEpoch: 0 });
    expect(world.read()).toEqual([1, 2, 3, 4]);
  });
});

describe("a position that is out of range", () => {
  function trimmed(policy: string): ConsumerWorld {
    const world = new ConsumerWorld({ "auto.offset.reset": policy }, ONE);
    world.append(0, 0, [1]);
    if (policy === "latest") world.logs.clear();
    world.start();
    return world;
  }

  test("is reset by the policy", () => {
    const world = trimmed("earliest");
    world.logs.clear();
    world.logStartOffset = 10;
    world.append(0, 0, [11]);
    world.run(50);
    expect(world.positions()).toEqual([0, 1, 10, 11]);
    expect(world.read()).toEqual([1, 11]);
    expect(world.factsOf("client.error").map(({ error }) => error)).toEqual([
      Errors.OFFSET_OUT_OF_RANGE,
    ]);
  });

  test("with latest skips to the end", () => {
    const world = trimmed("latest");
    world.logStartOffset = 10;
    world.append(0, 0, [11]);
    world.run(50);
    expect(world.positions()).toEqual([0, 11]);
    expect(world.read()).toEqual([]);
  });
});

describe("a new leader", () => {
  /** Lets broker 2 take over in epoch 1; broker 1 refuses from now on. */
  function failOver(world: ConsumerWorld): void {
    const { script } = world;
    const serve = script.answer;
    script.topics = { orders: [{ leader: 2, epoch: 1 }] };
    script.answer = (request: SeenRequest) => {
      if (request.broker === 2 || request.kind !== FETCH) return serve(request);
      const tp = world.tp("orders", 0);
      const refused = { tp, error: 6, highWatermark: -1, logStartOffset: -1, batches: [] };
      return { body: { error: 0, sessionId: 7, partitions: [refused] } };
    };
  }

  test("is found through metadata; the position is validated, then reading goes on", () => {
    const world = new ConsumerWorld(EARLIEST, ONE, 2);
    world.append(0, 0, [1, 2]);
    world.start();
    failOver(world);
    world.append(0, 1, [3]);
    world.run(500);
    expect(world.read()).toEqual([1, 2, 3]);
    const asked = world.requestsOf(OFFSETS_FOR_LEADER_EPOCH);
    expect(asked.map(({ broker }) => broker)).toEqual([2]);
    const [validation] = asked.map(({ body }) => (body as OffsetsForLeaderEpochRequest).partitions);
    expect(validation).toEqual([
      { tp: world.tp("orders", 0), currentLeaderEpoch: 1, leaderEpoch: 0 },
    ]);
  });

  test("whose log is shorter takes the position back to where the logs part", () => {
    const world = new ConsumerWorld(EARLIEST, ONE, 2);
    world.append(0, 0, [1]);
    world.append(0, 0, [2, 3]);
    world.start();
    failOver(world);
    world.logs.get(world.tp("orders", 0))?.pop();
    world.append(0, 1, [4, 5, 6]);
    world.run(500);
    expect(world.positions()).toEqual([0, 3, 1, 4]);
    expect(world.read()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("that knows nothing of the old epoch makes the policy choose the position", () => {
    const world = new ConsumerWorld(EARLIEST, ONE, 2);
    world.append(0, 0, [1]);
    world.start();
    failOver(world);
    world.logs.clear();
    world.append(0, 1, [4]);
    world.run(500);
    expect(world.positions()).toEqual([0, 1, 0, 1]);
    expect(world.read()).toEqual([1, 4]);
  });

  test("that cannot be reached is tried again until it answers", () => {
    const world = new ConsumerWorld(EARLIEST, ONE, 2);
    world.append(0, 0, [1]);
    world.start();
    world.act(() => world.sim.kill(world.broker(1)));
    world.run(2000);
    world.append(0, 0, [2]);
    world.sim.boot(world.broker(1));
    world.run(3000);
    expect(world.read()).toEqual([1, 2]);
  });
});

describe("finding a position", () => {
  test("is tried again after an error, with new metadata", () => {
    const world = new ConsumerWorld(EARLIEST, ONE);
    world.append(0, 0, [1]);
    let asked = 0;
    const serve = world.script.answer;
    world.script.answer = (request) => {
      if (request.kind !== LIST_OFFSETS || ++asked > 1) return serve(request);
      const refused = { tp: world.tp("orders", 0), error: 78, offset: -1, leaderEpoch: -1 };
      return { body: { partitions: [refused] } };
    };
    world.start();
    const metadata = world.requestsOf(METADATA).length;
    expect(world.read()).toEqual([]);
    world.run(300);
    expect(world.read()).toEqual([1]);
    expect(world.requestsOf(METADATA).length).toBeGreaterThan(metadata);
  });

  test("waits for a leader", () => {
    const world = new ConsumerWorld(EARLIEST, ONE);
    world.script.topics = { orders: [{ leader: -1, epoch: 0 }] };
    world.append(0, 0, [1]);
    world.start();
    world.run(500);
    expect(world.read()).toEqual([]);
    world.script.topics = { orders: [{ leader: 1, epoch: 1 }] };
    world.run(500);
    expect(world.read()).toEqual([1]);
  });
});
