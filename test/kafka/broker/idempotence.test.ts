import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import { INIT_PRODUCER_ID } from "../../../sim/kafka/messages.ts";
import { TestCluster } from "./test-cluster.ts";

const producer = (sequence: number, epoch = 0) => ({ id: 7, epoch, sequence });

describe("an idempotent producer", () => {
  test("is told the original offset of a batch it sends again, which waits for the HW again", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2], { tell: [1] });
    const batch = cluster.batch(["a", "b"], producer(0));
    cluster.produce(1, 1, ["x"]);
    cluster.produce(1, 1, [], { batch });
    cluster.produce(1, -1, [], { batch });
    cluster.run(100);
    expect(cluster.produced()).toEqual([
      [Errors.NONE, 0],
      [Errors.NONE, 1],
    ]);
    expect(cluster.contents(1)).toEqual(["0:x", "0:a", "0:b"]);
    cluster.leaderAndIsr(2);
    cluster.until(() => cluster.produced().length === 3);
    expect(cluster.produced()[2]).toEqual([Errors.NONE, 1]);
    expect(cluster.log(1).logEndOffset).toBe(3);
  });

  test("that skips a sequence number is refused", () => {
    const cluster = new TestCluster(1);
    cluster.elect(1, [1]);
    cluster.produce(1, 1, [], { batch: cluster.batch(["a"], producer(0)) });
    cluster.produce(1, 1, [], { batch: cluster.batch(["c"], producer(2)) });
    cluster.produce(1, 1, [], { batch: cluster.batch(["b"], producer(1)) });
    cluster.run(100);
    expect(cluster.produced().map(([error]) => error)).toEqual([
      Errors.NONE,
      Errors.OUT_OF_ORDER_SEQUENCE_NUMBER,
      Errors.NONE,
    ]);
  });

  test("is recognised by a new leader, and not where its batch was truncated", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2]);
    cluster.run(1000);
    const replicated = cluster.batch(["a"], producer(0));
    cluster.produce(1, -1, [], { batch: replicated });
    cluster.run(1000);
    cluster.cut(2, 1);
    const unreplicated = cluster.batch(["b"], producer(1));
    cluster.produce(1, 1, [], { batch: unreplicated });
    cluster.run(10);
    cluster.elect(2, [2], { tell: [2] });
    cluster.produce(2, 1, [], { batch: replicated });
    cluster.produce(2, 1, [], { batch: unreplicated });
    cluster.run(10);
    expect(cluster.produced().slice(2)).toEqual([
      [Errors.NONE, 0],
      [Errors.NONE, 1],
    ]);
    expect(cluster.contents(2)).toEqual(["0:a", "1:b"]);
  });

  test("of an older epoch is refused", () => {
    const cluster = new TestCluster(1);
    cluster.elect(1, [1]);
    cluster.produce(1, 1, [], { batch: cluster.batch(["a"], producer(0, 1)) });
    cluster.produce(1, 1, [], { batch: cluster.batch(["b"], producer(1, 0)) });
    cluster.run(10);
    expect(cluster.produced()[1]).toEqual([Errors.INVALID_PRODUCER_EPOCH, -1]);
  });

  test("gets ids from a block that its broker was given", () => {
    const cluster = new TestCluster(1);
    expect(cluster.ask(1, INIT_PRODUCER_ID, {})).toMatchObject({ producerId: 0, producerEpoch: 0 });
    expect(cluster.ask(1, INIT_PRODUCER_ID, {})).toMatchObject({ producerId: 1 });
  });
});
