import { describe, expect, test } from "vitest";
import { ms } from "../../../../sim/kernel/time.ts";
import { ApplicationWorld } from "./support.ts";

describe("what a person asks of an application", () => {
  test("is done at once when its thread is in poll", () => {
    const world = new ApplicationWorld({});
    world.called();
    world.act(() => world.application.commit({ "orders-1": 7 }, "sync"));
    expect(world.called()).toEqual(["wakeup", "commitSync orders-1:7", "poll"]);
    world.act(() => world.application.commit(null, "async"));
    expect(world.called()).toEqual(["wakeup", "commitAsync positions", "poll"]);
    world.act(() => world.application.seek("orders-0", "beginning"));
    expect(world.called()).toEqual(["wakeup", "seek orders-0 beginning", "poll"]);
    world.act(() => world.application.pausePartitions(["orders-0", "orders-1"]));
    expect(world.called()).toEqual(["wakeup", "pause orders-0,orders-1", "poll"]);
    world.act(() => world.application.subscribe(["payments"]));
    expect(world.called()).toEqual(["wakeup", "subscribe payments", "poll"]);
    world.act(() => world.application.subscribe([]));
    expect(world.called()).toEqual(["wakeup", "unsubscribe", "poll"]);
  });

  test("waits until the record in work is done", () => {
    const world = new ApplicationWorld({ processingUs: ms(10) });
    world.poll(0, "a", "b");
    world.called();
    world.run(5);
    world.act(() => world.application.commit({ "orders-0": 1 }, "sync"));
    expect(world.called()).toEqual([]);
    world.run(6);
    expect(world.called()).toEqual(["commitSync orders-0:1"]);
    world.run(10);
    expect(world.called()).toEqual(["poll"]);
  });

  test("waits until a commit is done", () => {
    const world = new ApplicationWorld({});
    world.consumer.commitsAtOnce = false;
    world.act(() => world.application.commit(null, "sync"));
    world.called();
    world.act(() => world.application.seek("orders-0", 3));
    expect(world.called()).toEqual([]);
    world.act(() => world.consumer.finishCommit());
    expect(world.called()).toEqual(["seek orders-0 3", "poll"]);
  });

  test("comes to nothing for partitions that it does not own", () => {
    const world = new ApplicationWorld({});
    world.called();
    world.act(() => world.application.seek("orders-9", 3));
    expect(world.called()).toEqual(["wakeup", "poll"]);
  });

  test("to close: it works off what it polled, commits, closes and exits", () => {
    const world = new ApplicationWorld({ processingUs: ms(10), commit: "afterProcessing" });
    world.poll(0, "a", "b");
    world.called();
    world.act(() => world.application.close(ms(500)));
    world.run(15);
    expect(world.called()).toEqual([]);
    world.run(10);
    expect(world.called()).toEqual(["commitSync positions", "close 500000"]);
    expect(world.client.up).toBe(true);
    world.act(() => world.consumer.finishClose());
    expect(world.client.up).toBe(false);
  });
});
