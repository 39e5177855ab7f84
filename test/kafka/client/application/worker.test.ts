import { describe, expect, test } from "vitest";
import { ms } from "../../../../sim/kernel/time.ts";
import { ApplicationWorld } from "./support.ts";

const WORKER = { thread: "worker", processingUs: ms(10) } as const;

describe("a worker", () => {
  test("works while the other thread polls on", () => {
    const world = new ApplicationWorld({ ...WORKER });
    world.called();
    world.poll(0, "a", "b");
    expect(world.called()).toEqual(["poll"]);
    world.poll(2, "c");
    world.run(35);
    expect(world.processed).toEqual(["a", "b", "c"]);
    expect(world.called()).toEqual(["poll"]);
  });

  test("dies with the records that wait for it", () => {
    const world = new ApplicationWorld({ ...WORKER });
    world.poll(0, "a", "b", "c");
    world.run(15);
    world.act(() => world.sim.kill(world.client));
    world.run(100);
    expect(world.processed).toEqual(["a"]);
  });

  test("has what it is through with committed by the thread that polls, which leaves poll for it", () => {
    const world = new ApplicationWorld({ ...WORKER, commit: "afterProcessing" });
    world.called();
    world.poll(0, "a", "b");
    world.poll(2, "c", "d");
    world.called();
    world.run(15);
    expect(world.called()).toEqual([]);
    world.run(10);
    expect(world.called()).toEqual(["wakeup", "commitSync orders-0:2", "poll"]);
    world.run(20);
    expect(world.called()).toEqual(["wakeup", "commitSync orders-0:4", "poll"]);
  });

  test("works on while a commit is under way; the next commit has all it did meanwhile", () => {
    const world = new ApplicationWorld({ ...WORKER, commit: "afterEachRecord" });
    world.consumer.commitsAtOnce = false;
    world.poll(0, "a", "b", "c");
    world.called();
    world.run(35);
    expect(world.processed).toEqual(["a", "b", "c"]);
    expect(world.called()).toEqual(["wakeup", "commitSync orders-0:1"]);
    world.act(() => world.consumer.finishCommit());
    expect(world.called()).toEqual(["commitSync orders-0:3"]);
  });

  test("stops work on revoked partitions and commits what it did of them", () => {
    const world = new ApplicationWorld({ ...WORKER, onRevoked: "commit" });
    world.act(() => world.consumer.returnRecords([0, 0, "a"], [0, 1, "b"], [1, 0, "x"]));
    world.run(15);
    world.called();
    world.act(() => world.consumer.revoke(0));
    expect(world.called()).toEqual(["commitSync orders-0:1", "callbackDone"]);
    world.run(50);
    expect(world.processed).toEqual(["a", "x"]);
  });

  test("goes on with records of partitions that it lost when the application does nothing about it", () => {
    const world = new ApplicationWorld({ ...WORKER });
    world.poll(0, "a", "b", "c");
    world.run(15);
    world.called();
    world.act(() => expect(world.consumer.revoke(0)).toBe(true));
    world.run(50);
    expect(world.called()).toEqual([]);
    expect(world.processed).toEqual(["a", "b", "c"]);
  });

  test("stops work on partitions that are lost, and commits nothing of them", () => {
    const world = new ApplicationWorld({
      ...WORKER,
      onRevoked: "commit",
      commit: "afterProcessing",
    });
    world.poll(0, "a", "b");
    world.run(15);
    world.called();
    world.act(() => world.consumer.lose(0));
    world.run(50);
    expect(world.processed).toEqual(["a"]);
    expect(world.called()).toEqual([]);
  });

  test("works off what it has before the application closes", () => {
    const world = new ApplicationWorld({ ...WORKER, commit: "afterProcessing" });
    world.poll(0, "a", "b");
    world.called();
    world.act(() => world.application.shutdown());
    world.run(15);
    expect(world.called()).toEqual(["wakeup"]);
    world.run(10);
    expect(world.called()).toEqual(["commitSync orders-0:2", "close 30000000"]);
    world.act(() => world.consumer.finishClose());
    expect(world.client.up).toBe(false);
  });
});
