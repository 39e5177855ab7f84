import { describe, expect, test } from "vitest";
import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { METADATA, PRODUCE } from "../../../../sim/kafka/messages.ts";
import { ACKED, FAILED, ProducerWorld, UNACKNOWLEDGED } from "./support.ts";

const PLAIN: ConfigValues = { "enable.idempotence": false, acks: "1" };

/** Times in ms between the attempts at a batch that is refused `times` times. */
function pauses(era: Era, config: ConfigValues, times: number): number[] {
  const world = new ProducerWorld({ ...PLAIN, retries: 1000, ...config }, 1, "1", era);
  let refused = 0;
  world.script.answer = (request) =>
    refused++ < times ? world.refuse(request, Errors.NOT_ENOUGH_REPLICAS) : world.serve(request);
  world.start();
  world.send("a");
  world.run(60_000);
  const at = world.requestsOf(PRODUCE).map(({ atMs }) => atMs);
  return at.slice(1).map((atMs, i) => atMs - (at[i] as number));
}

describe("between attempts", () => {
  test("retry.backoff.ms passes, always the same, before KIP-580", () => {
    for (const pauseMs of pauses("2.8", { "retry.backoff.ms": 200 }, 6)) {
      expect(pauseMs).toBeGreaterThanOrEqual(200);
      expect(pauseMs).toBeLessThan(203);
    }
  });

  test("it doubles up to retry.backoff.max.ms, a fifth more or less, since KIP-580", () => {
    const found = pauses("3.9", { "retry.backoff.ms": 200, "retry.backoff.max.ms": 1000 }, 6);
    const expected = [200, 400, 800, 1000, 1000, 1000];
    found.forEach((pauseMs, i) => {
      const exact = expected[i] as number;
      expect(pauseMs).toBeGreaterThanOrEqual(exact * 0.8);
      expect(pauseMs).toBeLessThanOrEqual(Math.min(exact * 1.2, 1000) + 3);
    });
    expect(new Set(found).size).toBeGreaterThan(3);
  });

  test.each<[Era, number, number]>([
    ["2.8", 1900, 2100],
    ["3.9", 0, 200],
  ])("%s: a new leader ends the pause (KAFKA-15415)", (era, atLeast, atMost) => {
    const config = {
      ...PLAIN,
      retries: 10,
      "retry.backoff.ms": 2000,
      "retry.backoff.max.ms": 2000,
      "reconnect.backoff.ms": 10,
    };
    const world = new ProducerWorld(config, 2, "1", era);
    world.start();
    world.send("warm-up");
    world.run(5000);
    world.script.topics = { orders: [{ leader: 2, epoch: 1 }] };
    world.script.answer = (request) =>
      request.broker === 1
        ? world.refuse(request, Errors.NOT_LEADER_OR_FOLLOWER)
        : world.serve(request);
    const sentAtMs = world.nowMs;
    world.send("a");
    world.run(5000);
    expect(world.log()).toEqual(["warm-up", "a"]);
    const retriedAfterMs = (world.requestsOf(PRODUCE).at(-1)?.atMs ?? 0) - sentAtMs;
    expect(retriedAfterMs).toBeGreaterThanOrEqual(atLeast);
    expect(retriedAfterMs).toBeLessThan(atMost);
  });
});

describe("an error", () => {
  /** What becomes of a record whose first batch meets the error, in attempts and metadata requests. */
  function meeting(error: number, era: Era, config: ConfigValues = {}) {
    const world = new ProducerWorld({ ...PLAIN, retries: 5, ...config }, 1, "1", era);
    let first = true;
    world.start();
    world.send("warm-up");
    world.run(1000);
    world.script.answer = (request) => {
      if (!first) return world.serve(request);
      first = false;
      return world.refuse(request, error);
    };
    const asked = world.requestsOf(METADATA).length;
    world.send("a");
    world.run(2000);
    return {
      attempts: world.requestsOf(PRODUCE).length - 1,
      status: world.statuses().a,
      metadata: world.requestsOf(METADATA).length - asked,
    };
  }

  test.each<[keyof typeof Errors, number]>([
    ["NOT_LEADER_OR_FOLLOWER", 1],
    ["LEADER_NOT_AVAILABLE", 1],
    ["UNKNOWN_TOPIC_OR_PARTITION", 1],
    ["KAFKA_STORAGE_ERROR", 1],
    ["NOT_ENOUGH_REPLICAS", 0],
    ["NOT_ENOUGH_REPLICAS_AFTER_APPEND", 0],
    ["REQUEST_TIMED_OUT", 0],
    ["CORRUPT_MESSAGE", 0],
  ])("%s is retried, with %i refreshes of metadata", (name, metadata) => {
    expect(meeting(Errors[name], "2.8")).toEqual({ attempts: 2, status: ACKED, metadata });
  });

  test.each<keyof typeof Errors>([
    "MESSAGE_TOO_LARGE",
    "INVALID_TOPIC_EXCEPTION",
    "RECORD_LIST_TOO_LARGE",
    "INVALID_REQUIRED_ACKS",
  ])("%s is not retried", (name) => {
    expect(meeting(Errors[name], "2.8")).toEqual({ attempts: 1, status: FAILED, metadata: 0 });
  });

  test.each<[Era, number]>([
    ["0.8.2", 0],
    ["0.9", 1],
  ])("%s: UNKNOWN_TOPIC_OR_PARTITION refreshes metadata %i times", (era, metadata) => {
    const found = meeting(Errors.UNKNOWN_TOPIC_OR_PARTITION, era);
    expect(found).toEqual({ attempts: 2, status: ACKED, metadata });
  });

  test("ends the batch when the retries are used up", () => {
    const found = meeting(Errors.NOT_ENOUGH_REPLICAS, "2.0", { retries: 0 });
    expect(found).toEqual({ attempts: 1, status: FAILED, metadata: 0 });
  });
});

describe("a batch of several records that is too large", () => {
  test.each<[Era, ConfigValues, number]>([
    ["0.10.2", {}, FAILED],
    ["0.11", {}, ACKED],
    ["0.11", { producedFormat: "v1" }, FAILED],
    ["2.8", { producedFormat: "v0" }, FAILED],
  ])("%s %j: is split or fails", (era, format, status) => {
    const config = { ...PLAIN, ...format, "linger.ms": 50, "batch.size": 200 };
    const world = new ProducerWorld(config, 1, "1", era).start();
    let first = true;
    world.script.answer = (request) => {
      if (!first) return world.serve(request);
      first = false;
      return world.refuse(request, Errors.MESSAGE_TOO_LARGE);
    };
    world.send("a");
    world.send("b");
    world.run(1000);
    expect(world.statuses()).toEqual({ a: status, b: status });
  });
});

describe("acks=0", () => {
  test("is told as soon as it is sent; an error is a lost connection and a refresh of metadata", () => {
    const config = { acks: "0", "enable.idempotence": false, "reconnect.backoff.ms": 10 };
    const world = new ProducerWorld(config, 2).start();
    world.send("a");
    world.run(1000);
    world.script.topics = { orders: [{ leader: 2, epoch: 1 }] };
    world.script.answer = (request) => (request.broker === 1 ? "close" : world.serve(request));
    const asked = world.requestsOf(METADATA).length;
    world.send("b");
    expect(world.statuses()).toEqual({ a: UNACKNOWLEDGED, b: UNACKNOWLEDGED });
    world.run(500);
    expect(world.requestsOf(METADATA).length).toBe(asked + 1);
    world.send("c");
    world.run(500);
    expect(world.log()).toEqual(["a", "c"]);
    expect(world.factsOf("client.error")).toEqual([]);
    expect(world.factsOf("record.status").map(({ offset }) => offset)).toEqual([-1, -1, -1]);
  });
});
