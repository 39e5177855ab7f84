import { describe, expect, test } from "vitest";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import {
  type ConsumerOffsetResult,
  type ConsumerOffsetsStep,
  consumerOffsetsNext,
  consumerOffsetsRequest,
  consumerOffsetsStep,
} from "../../../../sim/kafka/zk/consumer-offsets.ts";
import { present } from "../../../../sim/kernel/assert.ts";
import type { Reply } from "../../../../sim/zookeeper/types.ts";
import { GroupsCluster } from "./groups-cluster.ts";

const ERAS: readonly Era[] = ["0.8.2", "0.9", "2.8"];
const PATH = "/consumers/readers/offsets/orders/0";

describe("offsets of requests of version 0", () => {
  test.each(ERAS)("are kept in ZooKeeper, not in the log (%s)", (era) => {
    const cluster = new GroupsCluster({}, era);
    const request = { version: 0 };
    // Any broker takes them.
    expect(cluster.commit(3, { offset: 5, request })).toBe(Errors.NONE);
    expect([...cluster.registry.consumerOffsets]).toEqual([[PATH, 5]]);
    expect(cluster.records(1)).toEqual([]);
    expect(cluster.fetchOffsets(2, { version: 0 }).partitions).toMatchObject([{ offset: 5 }]);
    expect(cluster.committed(1)).toBe(-1);
  });

  test("that are not there are of an unknown partition", () => {
    const cluster = new GroupsCluster();
    const unknown = cluster.tp(4, "orders");
    const partitions = [unknown, cluster.orders];
    const error = Errors.UNKNOWN_TOPIC_OR_PARTITION;
    expect(cluster.fetchOffsets(1, { version: 0, partitions }).partitions).toMatchObject([
      { tp: unknown, offset: -1, error },
      { tp: cluster.orders, offset: -1, error },
    ]);
  });

  test("with too much metadata are refused", () => {
    const cluster = new GroupsCluster({ "offset.metadata.max.bytes": 1 });
    const request = { version: 0 };
    const error = cluster.commit(1, { offset: 5, metadata: "ab", request });
    expect(error).toBe(Errors.OFFSET_METADATA_TOO_LARGE);
    expect(cluster.registry.consumerOffsets.size).toBe(0);
  });
});

/** A registry of paths that answers one operation after the other. */
function answer(step: ConsumerOffsetsStep, nodes: Map<string, string>): Reply {
  const operation = present(consumerOffsetsRequest(step).operations[0], "one operation");
  const failed = (error: "NO_NODE" | "NODE_EXISTS"): Reply => ({ op: "error", error });
  const stat = { czxid: 1, mzxid: 1, pzxid: 1, version: 0, cversion: 0, ephemeralOwner: 0 };
  const whole = { ...stat, ctimeMs: 0, mtimeMs: 0, dataLength: 0, numChildren: 0 };
  switch (operation.op) {
    case "getData": {
      const data = nodes.get(operation.path);
      return data === undefined
        ? failed("NO_NODE")
        : ({ op: "getData", data, stat: whole } as unknown as Reply);
    }
    case "setData":
      if (!nodes.has(operation.path)) return failed("NO_NODE");
      nodes.set(operation.path, operation.data);
      return { op: "setData", stat: whole } as unknown as Reply;
    case "create": {
      if (nodes.has(operation.path)) return failed("NODE_EXISTS");
      const parent = operation.path.slice(0, operation.path.lastIndexOf("/"));
      if (parent !== "" && !nodes.has(parent)) return failed("NO_NODE");
      nodes.set(operation.path, operation.data);
      return { op: "create", path: operation.path } as unknown as Reply;
    }
    default:
      throw new Error(`unexpected ${operation.op}`);
  }
}

function carryOut(
  step: ConsumerOffsetsStep,
  nodes: Map<string, string>,
): readonly ConsumerOffsetResult[] {
  let next: ConsumerOffsetsStep | readonly ConsumerOffsetResult[] = step;
  for (let i = 0; i < 20; i++) {
    if (!("task" in next)) return next;
    next = consumerOffsetsNext(next, answer(next, nodes));
  }
  throw new Error("it does not end");
}

describe("an offset in ZooKeeper", () => {
  const offsets = [
    { topic: "orders", partition: 0, offset: 5 },
    { topic: "orders", partition: 1, offset: 6 },
  ];
  const work = { token: 1, group: "readers", offsets };

  test("is created with all that is missing above it, and then written over", () => {
    const nodes = new Map([["/consumers", ""]]);
    const write = consumerOffsetsStep({ ...work, api: "write" });
    expect(carryOut(write, nodes)).toMatchObject([{ failed: false }, { failed: false }]);
    expect([...nodes]).toEqual([
      ["/consumers", ""],
      ["/consumers/readers", ""],
      ["/consumers/readers/offsets", ""],
      ["/consumers/readers/offsets/orders", ""],
      [PATH, "5"],
      ["/consumers/readers/offsets/orders/1", "6"],
    ]);
    carryOut(
      consumerOffsetsStep({
        ...work,
        api: "write",
        offsets: [{ ...offsets[0], topic: "orders", partition: 0, offset: 9 }],
      }),
      nodes,
    );
    const read = consumerOffsetsStep({ ...work, api: "read" });
    expect(carryOut(read, nodes).map(({ offset }) => offset)).toEqual([9, 6]);
  });

  test("is written over when somebody else creates it in between", () => {
    const nodes = new Map([["/consumers", ""]]);
    let step = consumerOffsetsStep({ ...work, api: "write", offsets: offsets.slice(0, 1) });
    for (let i = 0; i < 7; i++) {
      const next = consumerOffsetsNext(step, answer(step, nodes));
      if (!("task" in next)) throw new Error("too early");
      step = next;
    }
    expect(step.missing).toEqual([PATH]);
    nodes.set(PATH, "77");
    expect(carryOut(step, nodes)).toMatchObject([{ failed: false }]);
    expect(nodes.get(PATH)).toBe("5");
  });

  test("fails where ZooKeeper refuses it, and the next one is tried all the same", () => {
    const step = consumerOffsetsStep({ ...work, api: "write" });
    const next = consumerOffsetsNext(step, { op: "error", error: "SESSION_EXPIRED" });
    expect(next).toMatchObject({ results: [{ failed: true }] });
  });
});
