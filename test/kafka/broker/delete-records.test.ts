import { describe, expect, test } from "vitest";
import { type ErrorCode, Errors } from "../../../sim/kafka/errors.ts";
import { DELETE_RECORDS, type DeleteRecordsResponse } from "../../../sim/kafka/messages.ts";
import { TestCluster } from "./test-cluster.ts";

const HIGH_WATERMARK = -1;

/** Three brokers with five committed records. */
function cluster(settings = {}): TestCluster {
  const made = new TestCluster(3, settings);
  made.elect(1, [1, 2, 3]);
  made.produce(1, -1, ["a", "b", "c", "d", "e"]);
  made.run(2000);
  expect(made.log(1).highWatermark).toBe(5);
  return made;
}

function deletion({ tp }: { tp: number }, offset: number, timeoutMs = 10_000) {
  return { partitions: [{ tp, offset }], timeoutMs };
}

/** What a request was answered: low watermark and error. */
function answered({ partitions }: DeleteRecordsResponse): readonly [number, ErrorCode] {
  return [partitions[0]?.lowWatermark ?? NaN, partitions[0]?.error ?? NaN];
}

function ask(made: TestCluster, broker: number, offset: number) {
  const body = deletion({ tp: made.tp() }, offset);
  return answered(made.ask<DeleteRecordsResponse>(broker, DELETE_RECORDS, body));
}

const starts = (made: TestCluster, ids: readonly number[]) =>
  ids.map((id) => made.log(id).logStartOffset);

describe("DeleteRecords", () => {
  test("is answered when the logs of all replicas start there", () => {
    const made = cluster();
    expect(ask(made, 1, 3)).toEqual([3, Errors.NONE]);
    expect(starts(made, [1, 2, 3])).toEqual([3, 3, 3]);
    expect(made.log(1).highWatermark).toBe(5);
  });

  test("of -1 goes up to the high watermark", () => {
    const made = cluster();
    made.cut(2, 1);
    made.cut(3, 1);
    made.produce(1, 1, ["f"]);
    made.send(1, DELETE_RECORDS, deletion({ tp: made.tp() }, HIGH_WATERMARK));
    made.run(50);
    expect([made.log(1).logStartOffset, made.log(1).logEndOffset]).toEqual([5, 6]);
  });

  test("does not wait for a replica whose broker is dead", () => {
    const made = cluster();
    made.act(() => made.sim.kill(made.host(3)));
    made.updateMetadata([1, 2]);
    expect(ask(made, 1, 2)).toEqual([2, Errors.NONE]);
    expect(starts(made, [1, 2])).toEqual([2, 2]);
  });

  test("times out where a live replica does not follow, though the leader has deleted", () => {
    const made = cluster();
    made.cut(3, 1);
    const body = deletion({ tp: made.tp() }, 2, 1500);
    const before = made.sim.now;
    const [lowWatermark, error] = answered(made.ask(1, DELETE_RECORDS, body));
    expect([lowWatermark, error]).toEqual([0, Errors.REQUEST_TIMED_OUT]);
    expect(made.sim.now - before).toBeGreaterThanOrEqual(1_500_000);
    expect(made.log(1).logStartOffset).toBe(2);
  });

  test("tells who waits, at the next fetch, that the leader has changed", () => {
    const made = cluster();
    made.cut(3, 1);
    made.send(1, DELETE_RECORDS, deletion({ tp: made.tp() }, 2));
    made.run(100);
    expect(made.answers.some(({ kind }) => kind === DELETE_RECORDS + 1)).toBe(false);
  });

  test.each([
    ["beyond the high watermark", 6, Errors.OFFSET_OUT_OF_RANGE],
    ["that is negative", -2, Errors.OFFSET_OUT_OF_RANGE],
  ])("refuses an offset %s", (_, offset, error) => {
    const made = cluster();
    expect(ask(made, 1, offset)).toEqual([-1, error]);
    expect(made.log(1).logStartOffset).toBe(0);
  });

  test("is the leader's business alone", () => {
    const made = cluster();
    expect(ask(made, 2, 3)).toEqual([-1, Errors.NOT_LEADER_OR_FOLLOWER]);
  });

  test("of an unknown partition is refused", () => {
    const made = cluster();
    const body = deletion({ tp: made.tp(7) }, 1);
    const [, error] = answered(made.ask(1, DELETE_RECORDS, body));
    expect(error).toBe(Errors.UNKNOWN_TOPIC_OR_PARTITION);
  });

  test("is against the policy of a topic that is only compacted", () => {
    const made = new TestCluster(1, { "log.cleanup.policy": "compact" });
    made.elect(1, [1]);
    expect(ask(made, 1, 0)).toEqual([-1, Errors.POLICY_VIOLATION]);
  });

  test("of an internal topic is refused", () => {
    const made = new TestCluster(1);
    const tp = made.tp(0, "__consumer_offsets");
    made.elect(1, [1], { tp });
    const [, error] = answered(made.ask(1, DELETE_RECORDS, deletion({ tp }, 0)));
    expect(error).toBe(Errors.INVALID_TOPIC_EXCEPTION);
  });

  test("is no request of a broker whose logs start with their segments", () => {
    const made = new TestCluster(1, { logStartOffset: false });
    made.elect(1, [1]);
    made.send(1, DELETE_RECORDS, deletion({ tp: made.tp() }, 0));
    made.run(100);
    expect(made.probe.disconnects).toHaveLength(1);
  });
});
