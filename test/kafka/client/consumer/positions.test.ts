import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import {
  FETCH,
  LIST_OFFSETS,
  OFFSET_FETCH,
  OFFSETS_FOR_LEADER_EPOCH,
} from "../../../../sim/kafka/messages.ts";
import { ms } from "../../../../sim/kernel/time.ts";
import { GroupWorld } from "./group-world.ts";

const MANUAL = { "enable.auto.commit": false };
const EARLIEST = { ...MANUAL, "auto.offset.reset": "earliest" };

/** A subscribed consumer of orders-0 with records 1 to 3, that keeps what its first poll returned. */
function started(
  config: Record<string, string | number | boolean>,
  committed?: number,
): GroupWorld {
  const world = new GroupWorld(config);
  world.append(0, 0, [1, 2, 3]);
  if (committed !== undefined)
    world.committed.set(world.tp("orders", 0), { offset: committed, leaderEpoch: -1 });
  world.pollsOn = false;
  world.start();
  world.run(100);
  return world;
}

describe("where a consumer of a group begins", () => {
  test("at the committed offset, whatever the policy says", () => {
    const world = started({ ...MANUAL, "auto.offset.reset": "none" }, 1);
    expect(world.told).toEqual(["records 2 3"]);
    expect(world.requestsOf(LIST_OFFSETS)).toEqual([]);
  });

  test("where nothing is committed, where the policy says", () => {
    expect(started(EARLIEST).told).toEqual(["records 1 2 3"]);
    const latest = started(MANUAL);
    expect(latest.told).toEqual([]);
    expect(latest.positions()).toEqual([3]);
  });

  test("nowhere without a policy: poll throws", () => {
    const world = started({ ...MANUAL, "auto.offset.reset": "none" });
    expect(world.told).toEqual([`poll failed ${Errors.OFFSET_OUT_OF_RANGE}`]);
  });

  test("where records were deleted up to the committed offset and beyond, by the policy", () => {
    const world = new GroupWorld(EARLIEST);
    world.logStartOffset = 5;
    world.append(0, 0, [1, 2]);
    world.committed.set(world.tp("orders", 0), { offset: 2, leaderEpoch: -1 });
    world.start();
    world.run(100);
    expect(world.told).toEqual(["records 1 2"]);
    expect(world.positions()).toEqual([2, 5, 7]);
  });

  test("a coordinator that loads is asked again after retry.backoff.ms", () => {
    const world = new GroupWorld(EARLIEST);
    world.offsetFetchErrors = [Errors.COORDINATOR_LOAD_IN_PROGRESS];
    world.start();
    world.run(300);
    const [first, second, ...more] = world.requestsOf(OFFSET_FETCH);
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(100);
    expect(more).toEqual([]);
    expect(world.positions()).toEqual([0]);
  });

  test("another error of the coordinator is thrown by poll", () => {
    const world = new GroupWorld(EARLIEST);
    world.offsetFetchErrors = [Errors.INVALID_GROUP_ID];
    world.start();
    world.run(100);
    expect(world.told).toEqual([`poll failed ${Errors.INVALID_GROUP_ID}`]);
  });

  test("an offset of an epoch that is known is checked against the leader", () => {
    const world = new GroupWorld(EARLIEST);
    world.append(0, 0, [1, 2, 3]);
    world.committed.set(world.tp("orders", 0), { offset: 5, leaderEpoch: 0 });
    world.start();
    world.run(100);
    expect(world.requestsOf(OFFSETS_FOR_LEADER_EPOCH)).toHaveLength(1);
    // The log ends at 3: what was read after that is gone.
    expect(world.positions()).toEqual([5, 3]);
  });

  test("before KIP-320 it is not", () => {
    const world = new GroupWorld({ ...EARLIEST, consumerTruncation: "unnoticed" });
    world.append(0, 0, [1, 2, 3]);
    world.committed.set(world.tp("orders", 0), { offset: 2, leaderEpoch: 0 });
    world.start();
    world.run(100);
    expect(world.requestsOf(OFFSETS_FOR_LEADER_EPOCH)).toEqual([]);
    const [fetch] = world.fetches();
    expect(fetch?.partitions[0]?.currentLeaderEpoch).toBe(-1);
    expect(world.told).toEqual(["records 3"]);
  });

  test("with offsets.storage=zookeeper the request is of version 0", () => {
    const world = started({ ...EARLIEST, "offsets.storage": "zookeeper" });
    expect(world.requestsOf(OFFSET_FETCH)[0]?.body).toMatchObject({ version: 0 });
  });

  test("a partition that ZooKeeper does not know has no committed offset", () => {
    const told = (storage: string) => {
      const world = new GroupWorld({ ...EARLIEST, "offsets.storage": storage });
      world.append(0, 0, [1, 2, 3]);
      world.offsetError = Errors.UNKNOWN_TOPIC_OR_PARTITION;
      world.pollsOn = false;
      world.start();
      world.run(100);
      return world.told;
    };
    expect(told("zookeeper")).toEqual(["records 1 2 3"]);
    expect(told("kafka")).not.toContain("records 1 2 3");
  });
});

describe("seek", () => {
  test("goes on at that offset in the next poll", () => {
    const world = started(EARLIEST);
    world.act(() => world.consumer.seek(world.tp("orders", 0), 1));
    world.act(() => world.consumer.poll());
    world.run(20);
    expect(world.told).toEqual(["records 1 2 3", "records 2 3"]);
  });

  test("drops what was fetched for another position", () => {
    const world = started({ ...EARLIEST, "max.poll.records": 1 });
    expect(world.told).toEqual(["records 1"]);
    world.act(() => world.consumer.seek(world.tp("orders", 0), 2));
    world.act(() => world.consumer.poll());
    world.run(20);
    expect(world.told).toEqual(["records 1", "records 3"]);
  });

  test("to the beginning or the end asks the leader at the next poll", () => {
    const world = started(EARLIEST);
    const tp = world.tp("orders", 0);
    const before = world.requestsOf(LIST_OFFSETS).length;
    world.act(() => world.consumer.seekToBeginning(tp));
    world.run(50);
    expect(world.requestsOf(LIST_OFFSETS)).toHaveLength(before);
    world.act(() => world.consumer.poll());
    world.run(50);
    expect(world.told.at(-1)).toBe("records 1 2 3");
    world.act(() => world.consumer.seek(tp, 0));
    world.act(() => world.consumer.seekToEnd(tp));
    world.append(0, 0, [4]);
    world.act(() => world.consumer.poll());
    world.run(50);
    expect(world.told).toHaveLength(2);
    expect(world.positions().at(-1)).toBe(4);
  });
});

describe("pause", () => {
  test("keeps what was fetched until the partition is resumed", () => {
    const world = started({ ...EARLIEST, "max.poll.records": 1 });
    const tp = world.tp("orders", 0);
    world.act(() => world.consumer.pause([tp]));
    world.act(() => world.consumer.poll());
    world.run(200);
    expect(world.told).toEqual(["records 1"]);
    const fetches = world.requestsOf(FETCH).length;
    world.act(() => world.consumer.wakeup());
    world.act(() => world.consumer.resume([tp]));
    world.act(() => world.consumer.poll());
    expect(world.told).toEqual(["records 1", "records 2"]);
    expect(world.requestsOf(FETCH)).toHaveLength(fetches);
  });

  test("before KAFKA-7548 it is fetched again", () => {
    const world = started({ ...EARLIEST, "max.poll.records": 1, pausedPartition: "fetchedAgain" });
    const tp = world.tp("orders", 0);
    world.act(() => world.consumer.pause([tp]));
    world.act(() => world.consumer.poll());
    world.run(200);
    world.act(() => world.consumer.wakeup());
    world.act(() => world.consumer.resume([tp]));
    world.act(() => world.consumer.poll());
    expect(world.told).toEqual(["records 1"]);
    world.run(50);
    expect(world.told).toEqual(["records 1", "records 2"]);
  });

  test("a paused partition is not fetched, the others are", () => {
    const world = new GroupWorld(EARLIEST, "assign", "2.8", 2);
    world.start();
    world.act(() => world.consumer.wakeup());
    world.act(() => world.consumer.pause([world.tp("orders", 0)]));
    world.act(() => world.consumer.poll());
    world.run(600);
    world.append(0, 0, [1]);
    world.append(1, 0, [2]);
    world.run(600);
    expect(world.told).toEqual(["records 2"]);
  });
});

describe("unsubscribe and close", () => {
  test("a consumer that unsubscribes leaves its group and owns nothing", () => {
    const world = started(EARLIEST);
    world.act(() => world.consumer.unsubscribe());
    world.run(20);
    expect(world.told).toEqual(["records 1 2 3", "revoked orders-0"]);
    expect(world.factsOf("assignment").map(({ partitions }) => partitions)).toEqual([
      '["orders-0"]',
      "[]",
    ]);
    expect(world.consumer.isAssigned(world.tp("orders", 0))).toBe(false);
  });

  test("a consumer without a group closes at once", () => {
    const world = new GroupWorld({}, "assign without a group");
    world.start();
    world.act(() => world.consumer.wakeup());
    world.act(() => world.consumer.close(ms(1000)));
    expect(world.told).toEqual(["closed"]);
    const before = world.requests.length;
    world.run(5000);
    expect(world.requests).toHaveLength(before);
  });

  test("a consumer that is given up sends nothing more, and is told nothing", () => {
    const world = started(EARLIEST);
    world.act(() => world.consumer.abandon());
    const before = world.requests.length;
    world.run(10_000);
    expect(world.requests).toHaveLength(before);
    expect(world.told).toEqual(["records 1 2 3"]);
  });
});

describe("a thread in poll", () => {
  test("gets no records of a partition while it waits for a rebalance, before KAFKA-8421", () => {
    for (const [pollDuringRebalance, told] of [
      ["waits", ["records 1"]],
      ["returns", ["records 1", "records 2"]],
    ] as const) {
      const world = started({
        ...EARLIEST,
        "max.poll.records": 1,
        "partition.assignment.strategy": "cooperative-sticky",
        pollDuringRebalance,
      });
      world.heartbeatError = Errors.REBALANCE_IN_PROGRESS;
      world.joinError = Errors.COORDINATOR_LOAD_IN_PROGRESS;
      world.run(3500);
      world.act(() => world.consumer.poll());
      world.run(50);
      expect(world.told).toEqual(told);
    }
  });

  test("looks once per timeout at what it fetches while it waits for a coordinator", () => {
    const world = new GroupWorld(EARLIEST).start();
    world.run(100);
    world.noCoordinator = true;
    world.errors.set(world.tp("orders", 0), Errors.FENCED_LEADER_EPOCH);
    world.append(0, 0, [1]);
    world.heartbeatError = Errors.NOT_COORDINATOR;
    world.run(3500);
    const before = world.fetches().length;
    world.run(1000);
    expect(world.fetches().length - before).toBe(10);
    world.errors.clear();
    world.run(200);
    expect(world.told.at(-1)).toBe("records 1");
  });

  test("that is woken up has no records before it polls again", () => {
    const world = new GroupWorld(EARLIEST);
    world.pollsOn = false;
    world.start();
    world.run(100);
    world.act(() => world.consumer.wakeup());
    world.append(0, 0, [1]);
    world.run(600);
    expect(world.told).toEqual([]);
    world.act(() => world.consumer.poll());
    world.run(20);
    expect(world.told).toEqual(["records 1"]);
  });
});
