import { describe, expect, test } from "vitest";
import type { ConfigValues } from "../../../sim/kafka/config/config.ts";
import type { Era } from "../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../sim/kafka/errors.ts";
import { METADATA, PRODUCE } from "../../../sim/kafka/messages.ts";
import { ProducerWorld } from "./producer/support.ts";

const PLAIN: ConfigValues = { "enable.idempotence": false, acks: "1", retries: 1000 };

/** Times of metadata requests while a partition has no leader, ms after the record was sent. */
function asked(era: Era, config: ConfigValues): number[] {
  const world = new ProducerWorld({ ...PLAIN, ...config }, 1, "1", era).start();
  world.send("warm-up");
  world.run(5000);
  world.script.topics = { orders: [{ leader: -1, epoch: 1 }] };
  world.script.answer = (request) => world.refuse(request, Errors.NOT_LEADER_OR_FOLLOWER);
  const sentAtMs = world.nowMs;
  world.send("a");
  world.run(10_000);
  const times = world.requestsOf(METADATA).map(({ atMs }) => atMs - sentAtMs);
  return times.filter((atMs) => atMs > 0);
}

describe("metadata that brings no news", () => {
  test("is asked for again after retry.backoff.ms, before KIP-580", () => {
    const times = asked("2.8", { "retry.backoff.ms": 100 });
    expect(times.length).toBeGreaterThan(90);
  });

  test("is asked for less and less often, up to retry.backoff.max.ms, since KIP-580", () => {
    const times = asked("3.9", { "retry.backoff.ms": 100, "retry.backoff.max.ms": 1000 });
    expect(times.length).toBeLessThan(20);
    const gaps = times.slice(1).map((atMs, i) => atMs - (times[i] as number));
    expect(gaps.at(-1)).toBeGreaterThan(790);
    expect(Math.max(...gaps)).toBeLessThan(1010);
  });

  test("is asked for soon again once a leader changed", () => {
    const world = new ProducerWorld(PLAIN, 1, "1", "3.9").start();
    world.send("warm-up");
    world.run(5000);
    world.script.answer = (request) =>
      request.kind === PRODUCE
        ? world.refuse(request, Errors.NOT_LEADER_OR_FOLLOWER)
        : world.serve(request);
    world.send("a");
    world.run(8000);
    const before = world.requestsOf(METADATA).length;
    world.run(1000);
    expect(world.requestsOf(METADATA).length - before).toBeLessThan(4);
    for (let epoch = 1; epoch <= 5; epoch++) {
      world.script.topics = { orders: [{ leader: 1, epoch }] };
      world.run(1000);
    }
    expect(world.requestsOf(METADATA).length - before).toBeGreaterThan(10);
  });
});

describe("a producer without anything to send, of whose partitions one has no leader", () => {
  function askedIn(era: Era, used: boolean): number {
    const world = new ProducerWorld({ ...PLAIN, "metadata.max.age.ms": 1000 }, 1, "1", era);
    const [healthy, broken] = [
      { leader: 1, epoch: 0 },
      { leader: -1, epoch: 1 },
    ];
    world.script.topics = { orders: [healthy, healthy] };
    world.start();
    world.send("a", 0);
    if (used) world.send("b", 1);
    world.run(500);
    world.script.topics = { orders: [healthy, broken] };
    world.run(1000);
    const before = world.requestsOf(METADATA).length;
    world.run(950);
    return world.requestsOf(METADATA).length - before;
  }

  test.each<[Era]>([["0.8.2"], ["0.9"]])("%s: asks again if it ever sent to it", (era) => {
    expect(askedIn(era, true)).toBeGreaterThan(7);
    expect(askedIn(era, false)).toBeLessThan(3);
  });

  test.each<[Era]>([["0.10.2"], ["1.1"], ["2.1"]])("%s: waits for its metadata to age", (era) => {
    expect(askedIn(era, true)).toBeLessThan(3);
  });

  test.each<[Era]>([["2.4"], ["2.8"]])("%s: asks again", (era) => {
    expect(askedIn(era, false)).toBeGreaterThan(7);
  });
});

describe("metadata with an older leader epoch", () => {
  test.each<[Era, number]>([
    ["2.1", 1],
    ["2.4", 2],
    ["2.8", 2],
  ])("%s: leaves leader %i", (era, leader) => {
    const config = { ...PLAIN, "metadata.max.age.ms": 500 };
    const world = new ProducerWorld(config, 2, "1", era);
    world.script.topics = { orders: [{ leader: 2, epoch: 5 }] };
    world.start();
    world.send("a");
    world.run(1000);
    world.script.topics = { orders: [{ leader: 1, epoch: 4 }] };
    world.run(1000);
    expect(world.factsOf("client.leader").at(-1)).toMatchObject({ leader });
  });
});

describe("a topic", () => {
  test.each<[Era, number, readonly string[]]>([
    ["2.1", 3, ["a", "b"]],
    ["2.8", 0, ["a", "b"]],
    // The leader epochs of the new topic are older than those of the first one.
    ["2.8", 3, ["a"]],
    ["3.9", 3, ["a", "b"]],
  ])("%s: that is deleted after epoch %i and made anew gets %o", (era, epoch, log) => {
    const config = { ...PLAIN, "metadata.max.age.ms": 500 };
    const world = new ProducerWorld(config, 2, "1", era);
    world.script.topics = { orders: [{ leader: 1, epoch }] };
    world.start();
    world.send("a");
    world.run(1000);
    world.script.topics = {};
    world.run(1000);
    expect(world.factsOf("client.leader").at(-1)).toMatchObject({ leader: -1 });
    expect(world.factsOf("client.error").at(-1)).toMatchObject({
      error: Errors.UNKNOWN_TOPIC_OR_PARTITION,
    });
    world.script.topics = { orders: [{ leader: 2, epoch: 0 }] };
    world.send("b");
    world.run(1000);
    expect(world.log()).toEqual(log);
  });

  test("is asked for again after metadata.max.age.ms, without any error", () => {
    const world = new ProducerWorld({ ...PLAIN, "metadata.max.age.ms": 2000 }).start();
    world.send("a");
    world.run(500);
    const before = world.requestsOf(METADATA).length;
    world.run(10_000);
    expect(world.requestsOf(METADATA).length - before).toBe(5);
  });
});
