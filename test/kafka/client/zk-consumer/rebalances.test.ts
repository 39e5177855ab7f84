import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { consumer, groupStory, owns, produce } from "./zk-groups.ts";

const TWO = [consumer("a"), consumer("b")];
const JOINED = [{ start: "a" }, owns("a", 0, 1), { start: "b" }, owns("a", 0), owns("b", 1)];
const SETTLED = [...JOINED, { sleep: "5s" }];

describe("a consumer that joins", () => {
  test("gets its share, and each partition has a znode that names its owner", () => {
    const { znode } = groupStory(TWO, SETTLED);
    const ids = znode("/consumers/billing/ids")?.children ?? {};
    const [a = "", b = ""] = Object.keys(ids).sort();
    expect(a).toMatch(/^billing_a-\d+-[0-9a-f]{8}$/);
    expect(b).toMatch(/^billing_b-\d+-[0-9a-f]{8}$/);
    expect(JSON.parse(ids[a]?.data ?? "")).toMatchObject({
      version: 1,
      subscription: { orders: 1 },
      pattern: "static",
    });
    const owners = znode("/consumers/billing/owners/orders")?.children;
    expect([owners?.[0]?.data, owners?.[1]?.data]).toEqual([`${a}-0`, `${b}-0`]);
  });

  test("stops the others, who give up all they own before they claim their share", () => {
    const { of } = groupStory(TWO, SETTLED);
    expect(of("a owns").slice(0, 4)).toEqual([
      "a owns []",
      'a owns ["orders-0","orders-1"]',
      "a owns []",
      'a owns ["orders-0"]',
    ]);
  });

  test("reads on where the former owner has committed before the rebalance", () => {
    const { of, znode } = groupStory(TWO, [
      { start: "a" },
      owns("a", 0, 1),
      { sleep: "3s" },
      produce(1, "r0..r4"),
      { wait: { processed: "r0..r4" } },
      { start: "b" },
      owns("b", 1),
      { sleep: "3s" },
      produce(1, "s0"),
      { wait: { processed: "s0" } },
    ]);
    expect(of("a committed orders-1")[0]).toBe("a committed orders-1@5");
    expect(of("b processed")).toEqual(["b processed s0"]);
    expect(znode("/consumers/billing/offsets/orders/1")?.data).toBe("5");
  });

  test("backs off while another still owns what is to be its own", () => {
    const { at, of } = groupStory(TWO, [
      { start: "a" },
      owns("a", 0, 1),
      { sleep: "3s" },
      { pause: "a" },
      { start: "b" },
      { sleep: "3s" },
      { resume: "a" },
      owns("a", 0),
      owns("b", 1),
    ]);
    // It tries at once, after two seconds and after four; only then has the other given it up.
    const beganMs = at("b owns []");
    expect(of("b owns")[0]).toBe("b owns []");
    expect(at('b owns ["orders-1"]') - beganMs).toBeGreaterThanOrEqual(4000);
    expect(at('b owns ["orders-1"]') - beganMs).toBeLessThan(5000);
  });
});

describe("a consumer that goes", () => {
  const goes = (step: object) =>
    groupStory(TWO, [
      ...SETTLED,
      produce(1, "r0..r4"),
      { wait: { processed: "r0..r4", by: "b" } },
      step as never,
      { wait: { assignment: "a", partitions: 2 } },
      { sleep: "2s" },
    ]);

  test("commits and closes its session when it shuts down: its partition has an owner at once", () => {
    const { of, at } = goes({ close: { client: "b", timeout: "10s" } });
    expect(of("b committed")).toContain("b committed orders-1@5");
    expect(of("processed")).toHaveLength(5);
    const committedMs = at("b committed orders-1@5");
    const ownedMs = at('a owns ["orders-0","orders-1"]', committedMs);
    expect(ownedMs - committedMs).toBeLessThan(200);
  });

  test("leaves its partition without an owner until its session expires, when it dies", () => {
    const { of, at } = goes({ kill: "b" });
    const diedMs = at("b processed r4");
    const ownedMs = at('a owns ["orders-0","orders-1"]', diedMs);
    expect(ownedMs - diedMs).toBeGreaterThan(4000);
    // It had not committed: the other reads all of it again.
    expect(of("a processed")).toEqual(
      ["r0", "r1", "r2", "r3", "r4"].map((r) => `a processed ${r}`),
    );
  });
});

test("a consumer whose session expired registers again, and reads again what it did not commit", () => {
  const { of, znode } = groupStory(
    [consumer("a")],
    [
      { start: "a" },
      owns("a", 0, 1),
      { sleep: "1s" },
      produce(0, "r0..r1"),
      { wait: { processed: "r0..r1" } },
      { pause: "a" },
      { sleep: "15s" },
      { resume: "a" },
      { wait: { processed: "r0..r1", times: 2 } },
    ],
  );
  expect(of("a committed")).not.toContain("a committed orders-0@2");
  expect(Object.keys(znode("/consumers/billing/ids")?.children ?? {})).toHaveLength(1);
  expect(Object.keys(znode("/consumers/billing/owners/orders")?.children ?? {})).toHaveLength(2);
});

describe("a rebalance that fails in all attempts", () => {
  const once = { "rebalance.max.retries": 1, "rebalance.backoff.ms": 100 };

  test("leaves the consumer without partitions until something changes", () => {
    const { of, state } = groupStory(
      [
        consumer("a", once),
        consumer("b", { "zookeeper.session.timeout.ms": 30_000 }),
        consumer("c"),
      ],
      [
        { start: "a" },
        owns("a", 0, 1, 2),
        { start: "b" },
        owns("b", 2),
        { start: "c" },
        { wait: { all: [owns("b", 1).wait, owns("c", 2).wait] } },
        { sleep: "5s" },
        // a is to have orders-1, which b cannot give up.
        { pause: "b" },
        { close: { client: "c", timeout: "10s" } },
        { wait: { error: "REBALANCE_IN_PROGRESS", client: "a" } },
        { sleep: "2s" },
        { resume: "b" },
        owns("b", 2),
        { sleep: "10s" },
      ],
      { partitions: 3 },
    );
    expect(of(`a met ${Errors.REBALANCE_IN_PROGRESS}`).length).toBeGreaterThan(0);
    expect(state.clients.a?.assignment).toEqual([]);
  });

  test("ends an application that has only begun", () => {
    const { of } = groupStory(
      [consumer("a"), consumer("b", once)],
      [
        { start: "a" },
        owns("a", 0, 1),
        { sleep: "3s" },
        { pause: "a" },
        { start: "b" },
        { wait: { error: "REBALANCE_IN_PROGRESS", client: "b" } },
        { sleep: "1s" },
        { resume: "a" },
        // The session of b expires, for nothing keeps it alive any more.
        { sleep: "15s" },
        owns("a", 0, 1),
      ],
    );
    expect(of('b owns ["')).toEqual([]);
  });
});

test("a topic that gets another partition is shared out anew", () => {
  const { state } = groupStory(TWO, [
    ...SETTLED,
    { addPartitions: { topic: "orders", count: 4, assignment: [[1], [2]] } },
    owns("a", 0, 1),
    owns("b", 2, 3),
  ]);
  expect(state.clients.b?.assignment).toEqual(["orders-2", "orders-3"]);
});

test("without brokers nothing is shared out before the first is there", () => {
  const { at } = groupStory(
    [consumer("a")],
    [
      { kill: ["broker-1", "broker-2"] },
      { sleep: "20s" },
      { start: "a" },
      { sleep: "5s" },
      { restart: ["broker-1", "broker-2"] },
      owns("a", 0, 1),
    ],
  );
  expect(at('a owns ["orders-0","orders-1"]')).toBeGreaterThan(25_000);
});

test("the same seed tells the same story, another seed another", () => {
  const hashOf = (seed: string) => groupStory(TWO, SETTLED, { seed }).hash;
  expect(hashOf("3")).toBe(hashOf("3"));
  expect(hashOf("3")).not.toBe(hashOf("4"));
});

test("a client of 0.7 shares partitions in the same way", () => {
  const { state } = groupStory(TWO, SETTLED, { era: "0.7" });
  expect(state.clients.b?.assignment).toEqual(["orders-1"]);
});
