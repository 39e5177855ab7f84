import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { ApplicationWorld } from "./support.ts";

const FORWARD = { forward: { topic: "wide", producer: {} }, commit: "afterProcessing" } as const;

describe("an application that sends records on", () => {
  test("is through with a record when its copy is acknowledged, and commits then", () => {
    const world = new ApplicationWorld({ ...FORWARD });
    world.called();
    world.poll(0, "a", "b");
    expect(world.processed).toEqual([]);
    expect(world.called()).toEqual([]);
    world.run(20);
    expect(world.forwarded).toEqual(["a", "b"]);
    expect(world.processed).toEqual(["a", "b"]);
    expect(world.called()).toEqual(["commitSync positions", "poll"]);
  });

  test("does not wait for linger.ms when the records of a poll are sent", () => {
    const producer = { "linger.ms": 5_000 };
    const world = new ApplicationWorld({ ...FORWARD, forward: { topic: "wide", producer } });
    world.poll(0, "a", "b");
    world.run(20);
    expect(world.processed).toEqual(["a", "b"]);
  });

  test("sends the next record when the copy of the last is committed, if it commits each", () => {
    const world = new ApplicationWorld({ ...FORWARD, commit: "afterEachRecord" });
    world.called();
    world.poll(0, "a", "b");
    world.run(20);
    expect(world.called()).toEqual(["commitSync orders-0:1", "commitSync orders-0:2", "poll"]);
  });

  test("seeks back to a record whose copy failed, and commits nothing past it", () => {
    const producer = { retries: 0, acks: "1" };
    const world = new ApplicationWorld({ ...FORWARD, forward: { topic: "wide", producer } });
    world.poll(4, "a");
    world.run(20);
    world.called();
    world.refusals.push(Errors.NOT_ENOUGH_REPLICAS);
    world.poll(5, "b", "c");
    world.run(20);
    expect(world.processed).not.toContain("b");
    expect(world.called()).toEqual(["seek orders-0 5", "commitSync positions", "poll"]);
    world.poll(5, "b", "c");
    world.run(20);
    expect(world.processed).toContain("b");
  });

  test("seeks back to the first of several that failed", () => {
    const producer = { retries: 0, acks: "1", "linger.ms": 5 };
    const world = new ApplicationWorld({ ...FORWARD, forward: { topic: "wide", producer } });
    world.poll(0, "warm");
    world.run(20);
    world.called();
    world.refusals.push(Errors.NOT_ENOUGH_REPLICAS);
    world.poll(5, "b", "c", "d");
    world.run(20);
    expect(world.forwarded).toEqual(["warm"]);
    expect(world.called()).toEqual(["seek orders-0 5", "commitSync positions", "poll"]);
  });

  test("ends after an error that a new try cannot cure", () => {
    const world = new ApplicationWorld({ ...FORWARD });
    world.called();
    world.refusals.push(Errors.INVALID_RECORD);
    world.poll(0, "a");
    world.run(20);
    expect(world.client.up).toBe(false);
    expect(world.called()).toEqual([]);
  });

  test("closes its producer after its consumer", () => {
    const world = new ApplicationWorld({ ...FORWARD });
    world.act(() => world.application.shutdown());
    world.act(() => world.consumer.finishClose());
    expect(world.client.up).toBe(false);
  });

  test("dies with copies under way: they are written, and not committed", () => {
    const world = new ApplicationWorld({ ...FORWARD });
    world.called();
    world.silent = true;
    world.poll(0, "a");
    world.run(20);
    world.act(() => world.sim.kill(world.client));
    world.run(20);
    expect(world.called()).toEqual([]);
    expect(world.processed).toEqual([]);
  });
});
