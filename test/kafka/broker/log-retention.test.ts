import { describe, expect, test } from "vitest";
import type { ConfigValues } from "../../../sim/kafka/config/config.ts";
import { FACT_REPLICA_START } from "../../../sim/kafka/facts.ts";
import { TestCluster } from "./test-cluster.ts";

const MINUTE_MS = 60_000;
/** One record of the test cluster for each segment. */
const SMALL_SEGMENTS = { "log.segment.bytes": 81 };

function cluster(settings: ConfigValues, brokers = 2): TestCluster {
  const made = new TestCluster(brokers, { ...SMALL_SEGMENTS, ...settings });
  const ids = [...made.hosts.keys()];
  made.elect(1, ids);
  return made;
}

function produceEach(made: TestCluster, values: readonly string[], acks = -1): void {
  for (const value of values) made.produce(1, acks, [value]);
  made.run(3000);
}

const starts = (made: TestCluster) =>
  [...made.hosts.keys()].map((id) => made.log(id).logStartOffset);
const files = (made: TestCluster, id: number) =>
  made
    .host(id)
    .disk.fileNames()
    .map((name) => name.replace(/^.*\/0*(\d)/, "$1"));

describe("kafka-log-retention", () => {
  test("first looks 30 s after the start, then every log.retention.check.interval.ms", () => {
    const made = cluster({ "log.retention.bytes": 81, "log.retention.check.interval.ms": 7000 });
    produceEach(made, ["a", "b", "c"]);
    expect(starts(made)).toEqual([0, 0]);
    made.until(() => made.log(1).logStartOffset > 0);
    expect(Math.floor(made.sim.now / 1e6)).toBe(30);
    expect(made.log(1).logStartOffset).toBe(2);
    produceEach(made, ["d"]);
    made.until(() => made.log(1).logStartOffset > 2);
    expect(Math.floor(made.sim.now / 1e6)).toBe(37);
  });

  test("leaves files behind as .deleted for file.delete.delay.ms", () => {
    const made = cluster({ "log.retention.bytes": 81 }, 1);
    produceEach(made, ["a", "b"]);
    made.until(() => made.log(1).logStartOffset > 0);
    expect(files(made, 1)).toEqual(["1.log", "0.log.deleted"]);
    made.run(59_000);
    expect(files(made, 1)).toHaveLength(2);
    made.run(2000);
    expect(files(made, 1)).toEqual(["1.log"]);
  });

  test("is over with files that an ended process left behind when the next one starts", () => {
    const made = cluster({ "log.retention.bytes": 81 }, 1);
    produceEach(made, ["a", "b"]);
    made.until(() => made.log(1).logStartOffset > 0);
    made.act(() => made.sim.kill(made.host(1)));
    made.act(() => made.sim.boot(made.host(1)));
    made.run(100);
    expect(files(made, 1)).toEqual(["1.log"]);
    expect(made.log(1).logStartOffset).toBe(1);
  });

  test("of each replica deletes for itself until KIP-107", () => {
    const settings = { "log.retention.bytes": 81, logStartOffset: false };
    const made = cluster(settings);
    made.broker(2).logManager.updateTopicConfig("t", { "retention.bytes": "9999" });
    produceEach(made, ["a", "b", "c"]);
    made.run(MINUTE_MS);
    expect(starts(made)).toEqual([2, 0]);
  });

  test("of the leader takes the followers along since KIP-107, within their segments", () => {
    const made = cluster({ "log.retention.bytes": 81 });
    made.broker(2).logManager.updateTopicConfig("t", { "retention.bytes": "9999" });
    produceEach(made, ["a", "b", "c"]);
    made.run(MINUTE_MS);
    expect(starts(made)).toEqual([2, 2]);
  });

  test("says nothing where there is nothing to be deleted", () => {
    const made = cluster({}, 1);
    produceEach(made, ["a", "b"]);
    const before = made.factsOf(FACT_REPLICA_START).length;
    made.run(30 * MINUTE_MS);
    expect(made.factsOf(FACT_REPLICA_START)).toHaveLength(before);
  });
});

describe("a follower that is behind the start of its leader's log", () => {
  function behind(settings: ConfigValues): TestCluster {
    const made = cluster({ "log.retention.bytes": 81, ...settings }, 2);
    produceEach(made, ["a", "b"]);
    expect(made.log(2).highWatermark).toBe(2);
    made.act(() => made.sim.kill(made.host(2)));
    made.updateMetadata([1]);
    made.elect(1, [1], { tell: [1] });
    produceEach(made, ["c", "d", "e"], 1);
    made.until(() => made.log(1).logStartOffset > 2);
    return made;
  }

  test("starts over where that starts", () => {
    const made = behind({});
    made.act(() => made.sim.boot(made.host(2)));
    made.run(3000);
    made.updateMetadata([1, 2]);
    made.elect(1, [1]);
    made.run(5000);
    const { logStartOffset, logEndOffset, highWatermark } = made.log(2);
    expect([logStartOffset, logEndOffset, highWatermark]).toEqual([4, 5, 5]);
    expect(made.contents(2)).toEqual(["1:e"]);
  });
});

describe("the high watermark of a log that starts over after it", () => {
  function startedOver(state: string): TestCluster {
    const bug = state === "failsReads";
    const switches = { "KAFKA-9491": bug, highWatermarkBelowStart: bug ? "raised" : state };
    const made = cluster(switches, 1);
    produceEach(made, ["a", "b"]);
    made.act(() => made.partition(1).truncateFullyAndStartAt(5, "test"));
    return made;
  }

  test.each([
    ["stays", 2],
    ["failsReads", 2],
    ["raised", 5],
  ])("%s", (state, highWatermark) => {
    expect(startedOver(state).log(1).highWatermark).toBe(highWatermark);
  });

  test.each([
    ["stays", []],
    ["failsReads", null],
    ["raised", []],
  ])("%s: what a consumer reads at the start", (state, expected) => {
    const log = startedOver(state).log(1);
    log.appendAsLeader(startedOver(state).batch(["x"]), 3, "client");
    expect(log.read(5, log.highWatermark, 1000, true)).toEqual(expected);
  });
});
