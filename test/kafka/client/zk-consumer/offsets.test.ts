import { describe, expect, test } from "vitest";
import type { Step } from "../../../../sim/index.ts";
import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import { consumer, groupStory, owns, produce } from "./zk-groups.ts";

const STARTED: readonly Step[] = [{ start: "a" }, owns("a", 0), { sleep: "2s" }];
const ONE = { partitions: 1 };
const PATH = "/consumers/billing/offsets/orders/0";

function alone(settings: ConfigValues, steps: readonly Step[], application = {}) {
  return groupStory([consumer("a", settings, application)], [...STARTED, ...steps], ONE);
}

describe("a consumer commits by itself", () => {
  const OFTEN = { "auto.commit.interval.ms": 1000 };

  test("at a fixed rate, while its application works too: a record in its hands counts as consumed", () => {
    const { of, znode } = alone(
      OFTEN,
      [produce(0, "r0..r1"), { wait: { read: "r0" } }, { sleep: "3s" }, { kill: "a" }],
      { processing: "5s" },
    );
    expect(of("a processed")).toEqual([]);
    expect(znode(PATH)?.data).toBe("1");
  });

  test("only what changed", () => {
    const { of } = alone(OFTEN, [produce(0, "r0"), { wait: { processed: "r0" } }, { sleep: "5s" }]);
    expect(of("a committed").at(-1)).toBe("a committed orders-0@1");
    expect(of("a committed orders-0@1")).toHaveLength(1);
  });

  test("not if auto.commit.enable is false", () => {
    const { of } = alone({ ...OFTEN, "auto.commit.enable": false }, [
      produce(0, "r0"),
      { wait: { processed: "r0" } },
      { sleep: "5s" },
      { close: { client: "a", timeout: "10s" } },
      { sleep: "1s" },
    ]);
    expect(of("a committed")).toEqual([]);
  });
});

test("an application commits what it has consumed", () => {
  const { of, znode } = alone(
    { "auto.commit.enable": false },
    [produce(0, "r0..r2"), { wait: { committed: "orders-0", group: "billing", offset: 3 } }],
    { commit: "afterProcessing" },
  );
  expect(of("a committed")).toEqual([1, 2, 3].map((offset) => `a committed orders-0@${offset}`));
  expect(znode(PATH)?.data).toBe("3");
});

test.each([
  ["smallest", ["a processed r0"]],
  ["earliest", ["a processed r0"]],
  ["largest", []],
])("without an offset it begins at the %s", (reset, processed) => {
  const { of } = groupStory(
    [consumer("a", { "auto.offset.reset": reset })],
    [produce(0, "r0"), { wait: { records: "r0", status: "acked" } }, ...STARTED],
    ONE,
  );
  expect(of("a processed")).toEqual(processed);
});

describe("offsets in Kafka", () => {
  const KAFKA = { "offsets.storage": "kafka" };
  const moved = (settings: ConfigValues, other: ConfigValues) =>
    groupStory(
      [consumer("a", settings), consumer("b", other)],
      [
        ...STARTED,
        produce(0, "r0..r1"),
        { wait: { processed: "r0..r1" } },
        { close: { client: "a", timeout: "20s" } },
        { wait: { committed: "orders-0", group: "billing", offset: 2 } },
        { sleep: "2s" },
        { start: "b" },
        owns("b", 0),
        { sleep: "2s" },
        produce(0, "s0"),
        { wait: { processed: "s0", by: "b" } },
      ],
      ONE,
    );

  test("are kept by the coordinator, and in ZooKeeper as well", () => {
    const { state, znode, of } = moved(KAFKA, KAFKA);
    const held = Object.values(state.groups.billing?.coordinators ?? {})[0];
    expect(held?.offsets["orders-0"]).toBe(2);
    expect(znode(PATH)?.data).toBe("2");
    expect(of("b processed")).toEqual(["b processed s0"]);
  });

  test("are kept by the coordinator alone without dual.commit.enabled", () => {
    const settings = { ...KAFKA, "dual.commit.enabled": false };
    const { znode, of } = moved(settings, settings);
    expect(znode(PATH)).toBeUndefined();
    expect(of("b processed")).toEqual(["b processed s0"]);
  });

  test("of the two places the newer offset counts", () => {
    expect(moved({}, KAFKA).of("b processed")).toEqual(["b processed s0"]);
  });

  test("what is in ZooKeeper alone is not found without dual.commit.enabled", () => {
    const { of } = moved({}, { ...KAFKA, "dual.commit.enabled": false });
    expect(of("b processed")).toEqual(["r0", "r1", "s0"].map((value) => `b processed ${value}`));
  });

  test("are looked for until their broker is back", () => {
    const { of } = groupStory(
      [consumer("a", KAFKA)],
      [
        { kill: "broker-2" },
        { sleep: "10s" },
        { kill: "broker-1" },
        { start: "a" },
        { sleep: "10s" },
        { restart: ["broker-1", "broker-2"] },
        owns("a", 0),
        produce(0, "r0"),
        { wait: { processed: "r0" } },
      ],
      ONE,
    );
    expect(of("a processed")).toEqual(["a processed r0"]);
  });
});
