import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import {
  FIND_COORDINATOR,
  JOIN_GROUP,
  LEAVE_GROUP,
  OFFSET_COMMIT,
} from "../../../../sim/kafka/messages.ts";
import { ms } from "../../../../sim/kernel/time.ts";
import { GroupWorld } from "./group-world.ts";

const MANUAL = { "enable.auto.commit": false, "auto.offset.reset": "earliest" };
const AUTO = { "auto.offset.reset": "earliest", "auto.commit.interval.ms": 1000 };

/** A member that got records 1 to 3 of orders-0 and has not polled since. */
function away(
  config: Record<string, string | number | boolean> = MANUAL,
  era?: "0.9" | "2.1" | "2.4",
) {
  const world = new GroupWorld(config, "subscribe", era);
  world.append(0, 0, [1, 2, 3]);
  world.pollsOn = false;
  world.start();
  world.run(100);
  expect(world.told).toEqual(["records 1 2 3"]);
  return world;
}

describe("commitSync", () => {
  test("commits the positions of what was returned, as a member of its generation", () => {
    const world = away();
    world.act(() => world.consumer.commitSync(null));
    world.run(20);
    expect(world.told).toEqual(["records 1 2 3", "sync orders-0@3 0"]);
    const [request] = world.requestsOf(OFFSET_COMMIT);
    expect(request?.body).toMatchObject({
      groupId: "g",
      memberId: "m",
      generationId: 1,
      version: 2,
    });
    expect(world.factsOf("commit")).toEqual([
      { client: world.client.index, group: "g", tp: "orders-0", offset: 3, error: 0 },
    ]);
  });

  test("commits what it is given, with the leader epochs that it is given", () => {
    const world = away();
    const tp = world.tp("orders", 0);
    world.act(() => world.consumer.commitSync([{ tp, offset: 2, leaderEpoch: 0 }]));
    world.run(20);
    expect(world.committed.get(tp)).toEqual({ offset: 2, leaderEpoch: 0 });
    expect(world.told.at(-1)).toBe("sync orders-0@2 0");
  });

  test("is sent again after an error that passes, retry.backoff.ms later", () => {
    const world = away();
    world.commitErrors = [Errors.COORDINATOR_LOAD_IN_PROGRESS];
    world.act(() => world.consumer.commitSync(null));
    world.run(300);
    expect(world.told.at(-1)).toBe("sync orders-0@3 0");
    const [first, second] = world.requestsOf(OFFSET_COMMIT);
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(100);
    expect(world.factsOf("commit").map(({ error }) => error)).toEqual([0]);
  });

  test("looks for the coordinator again when it has moved", () => {
    const world = away();
    const before = world.requestsOf(FIND_COORDINATOR).length;
    world.commitErrors = [Errors.NOT_COORDINATOR];
    world.act(() => world.consumer.commitSync(null));
    world.run(500);
    expect(world.requestsOf(FIND_COORDINATOR).length).toBeGreaterThan(before);
    expect(world.requestsOf(FIND_COORDINATOR).length).toBeLessThan(before + 3);
    expect(world.told.at(-1)).toBe("sync orders-0@3 0");
  });

  test("gives up after default.api.timeout.ms", () => {
    const world = away({ ...MANUAL, "default.api.timeout.ms": 1000 });
    world.silent = OFFSET_COMMIT;
    world.act(() => world.consumer.commitSync(null));
    world.run(900);
    expect(world.told).toHaveLength(1);
    world.run(200);
    expect(world.told.at(-1)).toBe(`sync orders-0@3 ${Errors.REQUEST_TIMED_OUT}`);
  });

  test.each([Errors.OFFSET_METADATA_TOO_LARGE, Errors.INVALID_COMMIT_OFFSET_SIZE])(
    "tells error %i at once",
    (error) => {
      const world = away();
      world.commitErrors = [error];
      world.act(() => world.consumer.commitSync(null));
      world.run(50);
      expect(world.told.at(-1)).toBe(`sync orders-0@3 ${error}`);
      expect(world.commits).toHaveLength(1);
    },
  );

  test.each([Errors.UNKNOWN_MEMBER_ID, Errors.ILLEGAL_GENERATION])(
    "after error %i the consumer joins again in its next poll, and gets what is committed",
    (error) => {
      const world = away();
      world.commitErrors = [error];
      world.act(() => world.consumer.commitSync(null));
      world.run(50);
      expect(world.told.at(-1)).toBe(`sync orders-0@3 ${error}`);
      const joins = world.requestsOf(JOIN_GROUP).length;
      world.run(1000);
      expect(world.requestsOf(JOIN_GROUP)).toHaveLength(joins);
      world.act(() => world.consumer.poll());
      world.run(1000);
      expect(world.requestsOf(JOIN_GROUP).length).toBeGreaterThan(joins);
      expect(world.told.slice(2)).toEqual(["lost orders-0", "records 1 2 3"]);
    },
  );

  test("while it is no member nothing is sent", () => {
    const world = away();
    world.commitErrors = [Errors.UNKNOWN_MEMBER_ID];
    world.act(() => world.consumer.commitSync(null));
    world.run(50);
    world.act(() => world.consumer.commitSync(null));
    world.run(50);
    expect(world.told.at(-1)).toBe(`sync orders-0@3 ${Errors.UNKNOWN_MEMBER_ID}`);
    expect(world.commits).toHaveLength(1);
  });

  test("without a position there is nothing to commit", () => {
    const world = new GroupWorld(MANUAL, "subscribe");
    world.silent = JOIN_GROUP;
    world.start();
    world.run(100);
    world.act(() => world.consumer.wakeup());
    world.act(() => world.consumer.commitSync(null));
    expect(world.told).toEqual(["sync  0"]);
  });

  test.each([
    ["0.9", 3],
    ["2.4", 0],
  ] as const)("REBALANCE_IN_PROGRESS in %s", (era, lost) => {
    const world = away(MANUAL, era);
    world.commitErrors = [Errors.REBALANCE_IN_PROGRESS];
    const joins = world.requestsOf(JOIN_GROUP).length;
    world.act(() => world.consumer.commitSync(null));
    world.run(50);
    expect(world.told.at(-1)).toBe(`sync orders-0@3 ${Errors.REBALANCE_IN_PROGRESS}`);
    world.act(() => world.consumer.poll());
    world.run(50);
    const [first] = world.requestsOf(JOIN_GROUP).slice(joins);
    // Older clients give up their member id; newer ones join as who they are.
    if (lost === 0) expect(first?.body).toMatchObject({ memberId: "m" });
    else expect(first).toBeDefined();
  });

  test("does not retry a topic that the coordinator does not know before KAFKA-6829", () => {
    const world = away({ ...MANUAL, commitToUnknownTopic: "fails" });
    world.commitErrors = [Errors.UNKNOWN_TOPIC_OR_PARTITION];
    world.act(() => world.consumer.commitSync(null));
    world.run(500);
    expect(world.told.at(-1)).toBe(`sync orders-0@3 ${Errors.UNKNOWN_TOPIC_OR_PARTITION}`);
  });

  test("with offsets.storage=zookeeper is of version 0", () => {
    const world = away({ ...MANUAL, "offsets.storage": "zookeeper" });
    world.act(() => world.consumer.commitSync(null));
    world.run(20);
    expect(world.requestsOf(OFFSET_COMMIT)[0]?.body).toMatchObject({ version: 0 });
  });

  test("names leader epochs since the era whose consumers know them", () => {
    for (const [era, leaderEpoch] of [
      ["2.1", -1],
      ["2.4", 0],
    ] as const) {
      const world = away(MANUAL, era);
      world.act(() => world.consumer.commitSync(null));
      world.run(20);
      const [request] = world.requestsOf(OFFSET_COMMIT);
      expect(request?.body).toMatchObject({ partitions: [{ offset: 3, leaderEpoch }] });
    }
  });
});

describe("commitAsync", () => {
  test("tells in the next poll what became of it, and is not sent again", () => {
    const world = away();
    world.commitErrors = [Errors.COORDINATOR_LOAD_IN_PROGRESS];
    world.act(() => world.consumer.commitAsync(null));
    world.run(500);
    expect(world.told).toHaveLength(1);
    expect(world.commits).toEqual(["orders-0@3"]);
    world.act(() => world.consumer.poll());
    expect(world.told.at(-1)).toBe(`async orders-0@3 ${Errors.COORDINATOR_LOAD_IN_PROGRESS}`);
    world.run(500);
    expect(world.commits).toHaveLength(1);
  });

  test("callbacks come in the order of the commits, and before the end of a commitSync", () => {
    const world = away();
    const tp = world.tp("orders", 0);
    world.act(() => {
      world.consumer.commitAsync([{ tp, offset: 1, leaderEpoch: -1 }]);
      world.consumer.commitAsync([{ tp, offset: 2, leaderEpoch: -1 }]);
      world.consumer.commitSync([{ tp, offset: 3, leaderEpoch: -1 }]);
    });
    world.run(50);
    expect(world.told.slice(1)).toEqual([
      "async orders-0@1 0",
      "async orders-0@2 0",
      "sync orders-0@3 0",
    ]);
    expect(world.committed.get(tp)?.offset).toBe(3);
  });

  test.each([
    ["waits", "async orders-0@3 0"],
    ["fails", `async orders-0@3 ${Errors.COORDINATOR_NOT_AVAILABLE}`],
  ])("without a coordinator it %s, by era", (asyncCommit, told) => {
    const world = away({ ...MANUAL, asyncCommit });
    world.commitErrors = [Errors.NOT_COORDINATOR];
    world.act(() => world.consumer.commitAsync(null));
    world.run(10);
    world.commitErrors = [];
    world.act(() => world.consumer.commitAsync(null));
    world.run(200);
    world.act(() => world.consumer.poll());
    expect(world.told.slice(1)).toEqual([`async orders-0@3 ${Errors.NOT_COORDINATOR}`, told]);
  });

  test("fails when no coordinator is found", () => {
    const world = new GroupWorld(MANUAL, "assign");
    world.noCoordinator = true;
    world.start();
    world.run(20);
    const tp = world.tp("orders", 0);
    world.act(() => world.consumer.commitAsync([{ tp, offset: 1, leaderEpoch: -1 }]));
    world.run(500);
    expect(world.told).toEqual([`async orders-0@1 ${Errors.COORDINATOR_NOT_AVAILABLE}`]);
  });
});

describe("a consumer that commits by itself", () => {
  test("commits in a poll, when the interval is over, what earlier polls returned", () => {
    const world = away(AUTO);
    world.run(2000);
    expect(world.commits).toEqual([]);
    world.append(0, 0, [4]);
    world.act(() => world.consumer.poll());
    world.run(20);
    expect(world.commits).toEqual(["orders-0@3"]);
    expect(world.told.at(-1)).toBe("records 4");
  });

  test("commits while the thread waits in poll", () => {
    const world = away(AUTO);
    world.app.pollsOn = true;
    world.act(() => world.consumer.poll());
    world.run(2500);
    expect(world.commits).toEqual(["orders-0@3", "orders-0@3"]);
  });

  test("tries again after retry.backoff.ms when the error may pass", () => {
    const world = away(AUTO);
    world.app.pollsOn = true;
    world.commitErrors = [Errors.COORDINATOR_LOAD_IN_PROGRESS];
    world.act(() => world.consumer.poll());
    world.run(1300);
    expect(world.commits).toHaveLength(2);
    expect(world.factsOf("commit").map(({ error }) => error)).toEqual([14, 0]);
  });

  test("in 0.9 one that failed is followed by the next interval", () => {
    const world = away(AUTO, "0.9");
    world.app.pollsOn = true;
    world.commitErrors = [Errors.COORDINATOR_LOAD_IN_PROGRESS];
    world.act(() => world.consumer.poll());
    world.run(1500);
    expect(world.commits).toHaveLength(1);
  });

  test("commits before it joins again, and then its partitions are revoked", () => {
    const world = away({ ...AUTO, "auto.commit.interval.ms": 60_000 });
    world.app.pollsOn = true;
    world.heartbeatError = Errors.REBALANCE_IN_PROGRESS;
    const order: string[] = [];
    const serve = world.script.answer;
    world.script.answer = (request) => {
      if (request.kind === OFFSET_COMMIT) order.push("commit");
      if (request.kind === JOIN_GROUP) order.push("join");
      return serve(request);
    };
    world.act(() => world.consumer.poll());
    world.run(4000);
    expect(order).toEqual(["commit", "join"]);
    expect(world.told.slice(1)).toEqual(["revoked orders-0"]);
  });

  test("returns nothing while that commit is under way", () => {
    const world = away({ ...AUTO, "auto.commit.interval.ms": 60_000 });
    world.app.pollsOn = true;
    world.heartbeatError = Errors.REBALANCE_IN_PROGRESS;
    const serve = world.script.answer;
    world.script.answer = (request) => {
      // A record comes while the coordinator takes its time.
      if (request.kind === OFFSET_COMMIT) world.append(0, 0, [4]);
      return request.kind === OFFSET_COMMIT ? "silence" : serve(request);
    };
    world.act(() => world.consumer.poll());
    world.run(6000);
    expect(world.commits).toEqual(["orders-0@3"]);
    expect(world.told).toHaveLength(1);
  });

  test("commits at its end, leaves, and is closed", () => {
    const world = away({ ...AUTO, "auto.commit.interval.ms": 60_000 });
    world.act(() => world.consumer.close(ms(30_000)));
    world.run(100);
    expect(world.commits).toEqual(["orders-0@3"]);
    expect(world.requestsOf(LEAVE_GROUP)).toHaveLength(1);
    expect(world.told.slice(1)).toEqual(["revoked orders-0", "closed"]);
  });

  test("closes all the same when the coordinator does not answer in time", () => {
    const world = away({ ...AUTO, "auto.commit.interval.ms": 60_000 });
    world.silent = OFFSET_COMMIT;
    world.act(() => world.consumer.close(ms(2000)));
    world.run(1900);
    expect(world.told).toHaveLength(1);
    world.run(200);
    expect(world.told.at(-1)).toBe("closed");
  });
});

describe("a rebalance listener that commits", () => {
  test("has its commit before the consumer joins", () => {
    const world = away();
    world.app.pollsOn = true;
    world.app.onRevoke = (consumer) => {
      consumer.commitSync(null);
      return false;
    };
    world.heartbeatError = Errors.REBALANCE_IN_PROGRESS;
    world.act(() => world.consumer.poll());
    world.run(4000);
    expect(world.told.slice(1)).toEqual(["revoked orders-0", "sync orders-0@3 0"]);
    const joins = world.requestsOf(JOIN_GROUP).length;
    world.act(() => world.consumer.callbackDone());
    world.run(100);
    expect(world.requestsOf(JOIN_GROUP).length).toBe(joins + 1);
    expect(world.factsOf("assignment").map(({ partitions }) => partitions)).toEqual([
      '["orders-0"]',
      "[]",
      '["orders-0"]',
    ]);
  });
});

describe("a consumer with a group.id whose partitions are assigned by hand", () => {
  test("begins at its committed offset and commits as nobody's member", () => {
    const world = new GroupWorld(MANUAL, "assign");
    world.append(0, 0, [1, 2, 3]);
    world.committed.set(world.tp("orders", 0), { offset: 1, leaderEpoch: -1 });
    world.pollsOn = false;
    world.start();
    world.run(100);
    expect(world.told).toEqual(["records 2 3"]);
    world.act(() => world.consumer.commitSync(null));
    world.run(20);
    expect(world.told.at(-1)).toBe("sync orders-0@3 0");
    const [request] = world.requestsOf(OFFSET_COMMIT);
    expect(request?.body).toMatchObject({ memberId: "", generationId: -1 });
    expect(world.requestsOf(JOIN_GROUP)).toEqual([]);
    expect(world.factsOf("assignment")).toEqual([]);
  });
});
