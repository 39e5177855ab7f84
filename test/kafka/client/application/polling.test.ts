import { describe, expect, test } from "vitest";
import { ms } from "../../../../sim/kernel/time.ts";
import { ApplicationWorld } from "./support.ts";

const SLOW = { processingUs: ms(10) };

describe("the thread that polls", () => {
  test("works on what a poll returned before it polls again", () => {
    const world = new ApplicationWorld({ ...SLOW });
    expect(world.called()).toEqual(["subscribe orders", "poll"]);
    world.poll(0, "a", "b", "c");
    world.run(25);
    expect(world.processed).toEqual(["a", "b"]);
    expect(world.called()).toEqual([]);
    world.run(10);
    expect(world.processed).toEqual(["a", "b", "c"]);
    expect(world.called()).toEqual(["poll"]);
  });

  test("is through in the event in which it polled when work takes no time", () => {
    const world = new ApplicationWorld({});
    const before = world.sim.events;
    world.poll(0, "a", "b");
    expect(world.processed).toEqual(["a", "b"]);
    expect(world.sim.events).toBe(before + 1);
  });

  test("tells of no record without an application", () => {
    const world = new ApplicationWorld(null);
    world.poll(0, "a");
    expect(world.processed).toEqual([]);
    expect(world.called()).toEqual(["subscribe orders", "poll", "poll"]);
  });

  test("commits positions before it works, and works when that is done", () => {
    const world = new ApplicationWorld({ ...SLOW, commit: "beforeProcessing" });
    world.called();
    world.consumer.commitsAtOnce = false;
    world.poll(0, "a", "b");
    world.run(50);
    expect(world.processed).toEqual([]);
    expect(world.called()).toEqual(["commitSync positions"]);
    world.act(() => world.consumer.finishCommit());
    world.run(50);
    expect(world.processed).toEqual(["a", "b"]);
    expect(world.called()).toEqual(["poll"]);
  });

  test("leaves records alone that it could not commit before work", () => {
    const world = new ApplicationWorld({ commit: "beforeProcessing" });
    world.called();
    world.consumer.commitsAtOnce = false;
    world.poll(0, "a", "b");
    world.act(() => world.consumer.finishCommit(22));
    expect(world.processed).toEqual([]);
    expect(world.called()).toEqual(["commitSync positions", "poll"]);
  });

  test("begins work at once when the commit before is asynchronous", () => {
    const world = new ApplicationWorld({ commit: "beforeProcessing", commitMode: "async" });
    world.called();
    world.poll(0, "a");
    expect(world.processed).toEqual(["a"]);
    expect(world.called()).toEqual(["commitAsync positions", "poll"]);
  });

  test("commits positions after all records, waits, and polls", () => {
    const world = new ApplicationWorld({ ...SLOW, commit: "afterProcessing" });
    world.called();
    world.consumer.commitsAtOnce = false;
    world.poll(0, "a", "b");
    world.run(15);
    expect(world.called()).toEqual([]);
    world.run(10);
    expect(world.called()).toEqual(["commitSync positions"]);
    world.act(() => world.consumer.finishCommit());
    expect(world.called()).toEqual(["poll"]);
  });

  test("polls again after a commit that failed", () => {
    const world = new ApplicationWorld({ commit: "afterProcessing" });
    world.called();
    world.consumer.commitsAtOnce = false;
    world.poll(0, "a");
    world.act(() => world.consumer.finishCommit(25));
    expect(world.called()).toEqual(["commitSync positions", "poll"]);
  });

  test("commits after each record the offset behind it", () => {
    const world = new ApplicationWorld({ ...SLOW, commit: "afterEachRecord" });
    world.called();
    world.poll(7, "a", "b");
    world.run(15);
    expect(world.called()).toEqual(["commitSync orders-0:8"]);
    world.run(10);
    expect(world.called()).toEqual(["commitSync orders-0:9", "poll"]);
  });

  test("dies between work and commit: the effect is there, the commit is not", () => {
    const world = new ApplicationWorld({ ...SLOW, commit: "afterProcessing" });
    world.called();
    world.poll(0, "a", "b");
    world.run(15);
    world.act(() => world.sim.kill(world.client));
    world.run(100);
    expect(world.processed).toEqual(["a"]);
    expect(world.called()).toEqual([]);
  });

  test("has its effect after a pause in which its time for the record was over", () => {
    const world = new ApplicationWorld({ ...SLOW });
    world.poll(0, "a", "b");
    world.run(5);
    world.act(() => world.sim.pause(world.client, false));
    world.consumer.generation = { generationId: 4, memberId: "m" };
    world.run(1_000);
    expect(world.processed).toEqual([]);
    world.act(() => world.sim.resume(world.client));
    world.run(11);
    expect(world.processed).toEqual(["a", "b"]);
    const [a] = world.factsOf("record.processed");
    expect(a).toMatchObject({ tp: "orders-0", offset: 0, generation: 1 });
  });

  test("works so long on each record as it is told, from the next one on", () => {
    const world = new ApplicationWorld({ ...SLOW });
    world.poll(0, "a", "b");
    world.run(5);
    world.act(() => world.application.setProcessing(ms(100)));
    world.run(6);
    expect(world.processed).toEqual(["a"]);
    world.run(98);
    expect(world.processed).toEqual(["a"]);
    world.run(2);
    expect(world.processed).toEqual(["a", "b"]);
  });

  test("ends when poll throws, and lets the host shut down", () => {
    const world = new ApplicationWorld({});
    world.called();
    world.act(() => world.consumer.failPoll());
    expect(world.called()).toEqual(["abandon"]);
    world.act(() => world.application.shutdown());
    expect(world.client.up).toBe(false);
  });

  test("commits what it is through with when partitions are revoked, before the rebalance goes on", () => {
    const world = new ApplicationWorld({ onRevoked: "commit" });
    world.poll(3, "a", "b");
    world.called();
    world.consumer.commitsAtOnce = false;
    world.act(() => expect(world.consumer.revoke(0, 1)).toBe(false));
    expect(world.called()).toEqual(["commitSync orders-0:5"]);
    world.act(() => world.consumer.finishCommit());
    expect(world.called()).toEqual(["callbackDone"]);
  });
});
