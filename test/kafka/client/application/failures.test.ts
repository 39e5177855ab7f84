import { describe, expect, test } from "vitest";
import { ms } from "../../../../sim/kernel/time.ts";
import { ApplicationWorld } from "./support.ts";

type Reaction = "retry" | "skip" | "seekBack" | "exit";

function fails(reaction: Reaction, times = Number.POSITIVE_INFINITY) {
  return { values: ["b"], times, reaction };
}

describe("a record whose processing fails", () => {
  test("is tried again until it succeeds", () => {
    const world = new ApplicationWorld({ processingUs: ms(10), fails: fails("retry", 2) });
    world.poll(0, "a", "b", "c");
    world.run(45);
    expect(world.processed).toEqual(["a", "b failed", "b failed", "b"]);
    world.run(6);
    expect(world.processed).toEqual(["a", "b failed", "b failed", "b", "c"]);
  });

  test("that always fails is tried again and again without an end of the event", () => {
    const world = new ApplicationWorld({ fails: fails("retry") });
    world.poll(0, "a", "b", "c");
    world.run(100);
    expect(new Set(world.processed)).toEqual(new Set(["a", "b failed"]));
    expect(world.called()).toEqual(["subscribe orders", "poll"]);
  });

  test("is skipped and told as such", () => {
    const world = new ApplicationWorld({ fails: fails("skip"), commit: "afterEachRecord" });
    world.called();
    world.poll(0, "a", "b", "c");
    expect(world.processed).toEqual(["a", "b skipped", "c"]);
    expect(world.called()).toEqual([
      "commitSync orders-0:1",
      "commitSync orders-0:2",
      "commitSync orders-0:3",
      "poll",
    ]);
  });

  test("is sought back to, and what came after it in its partition is left to the next poll", () => {
    const world = new ApplicationWorld({ fails: fails("seekBack", 1), commit: "afterProcessing" });
    world.called();
    world.act(() =>
      world.consumer.returnRecords([0, 5, "a"], [0, 6, "b"], [0, 7, "c"], [1, 0, "x"]),
    );
    expect(world.processed).toEqual(["a", "b failed", "x"]);
    expect(world.called()).toEqual(["seek orders-0 6", "commitSync positions", "poll"]);
    world.poll(6, "b", "c");
    expect(world.processed).toEqual(["a", "b failed", "x", "b", "c"]);
  });

  test("is sought back to by the polling thread when a worker failed", () => {
    const world = new ApplicationWorld({
      thread: "worker",
      processingUs: ms(10),
      fails: fails("seekBack", 1),
    });
    world.poll(0, "a", "b", "c");
    world.called();
    world.run(50);
    expect(world.processed).toEqual(["a", "b failed"]);
    expect(world.called()).toEqual(["wakeup", "seek orders-0 1", "poll"]);
  });

  test("ends the process with exit, in every life until it succeeds", () => {
    const world = new ApplicationWorld({ fails: fails("exit", 1) });
    world.called();
    world.poll(0, "a", "b", "c");
    expect(world.client.up).toBe(false);
    expect(world.processed).toEqual(["a", "b failed"]);
    expect(world.called()).toEqual([]);
    world.sim.boot(world.client);
    world.run(1);
    world.poll(0, "a", "b", "c");
    expect(world.processed).toEqual(["a", "b failed", "a", "b", "c"]);
  });
});
