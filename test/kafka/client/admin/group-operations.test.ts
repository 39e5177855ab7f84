import { describe, expect, test } from "vitest";
import type {
  AdminOperation,
  ResetOffsets,
} from "../../../../sim/kafka/client/admin/operations.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import type { OffsetCommitRequest } from "../../../../sim/kafka/group-messages.ts";
import {
  DELETE_GROUPS,
  DESCRIBE_GROUPS,
  EARLIEST_TIMESTAMP,
  FIND_COORDINATOR,
  LIST_OFFSETS,
  type ListOffsetsRequest,
  OFFSET_COMMIT,
  OFFSET_DELETE,
  OFFSET_FETCH,
} from "../../../../sim/kafka/messages.ts";
import type { SeenRequest, World } from "../support.ts";
import { admin, adminWorld, begin, errorsOf } from "./support.ts";

const { NONE } = Errors;
const RESET: ResetOffsets = {
  kind: "resetOffsets",
  group: "g",
  topic: "a",
  partition: null,
  to: "earliest",
};

/** What brokers hold: partitions of `a` from 3 to 10, and of the group what is given. */
interface Held {
  readonly state?: string;
  readonly committed?: number;
  /** The first answers of the coordinator to what is done to the group. */
  readonly errors?: number[];
}

/** Three brokers; the third coordinates the group, the first and the second lead a partition each. */
function world({ state = "Empty", committed = 5, errors = [] }: Held, config = {}): World {
  const w = adminWorld(3, config);
  w.script.topics = {
    a: [
      { leader: 1, epoch: 0 },
      { leader: 2, epoch: 0 },
    ],
  };
  const next = () => errors.shift() ?? NONE;
  w.script.answer = ({ kind, body }: SeenRequest) => {
    if (kind === FIND_COORDINATOR) return { body: { error: NONE, nodeId: 3 } };
    if (kind === DESCRIBE_GROUPS) {
      const group = { error: next(), groupId: "g", state, members: [] };
      return { body: { groups: [{ ...group, protocolType: "", protocolName: "" }] } };
    }
    if (kind === DELETE_GROUPS) return { body: { groups: [{ groupId: "g", error: next() }] } };
    if (kind === OFFSET_DELETE) return { body: { error: next(), partitions: [] } };
    const tps = (body as { partitions: readonly { tp: number }[] | readonly number[] }).partitions;
    if (kind === OFFSET_FETCH) {
      const partitions = (tps as readonly number[]).map((tp) => ({
        tp,
        offset: committed,
        leaderEpoch: -1,
        metadata: "",
        error: NONE,
      }));
      return { body: { error: NONE, partitions } };
    }
    if (kind === LIST_OFFSETS) {
      const { partitions } = body as ListOffsetsRequest;
      const answers = partitions.map(({ tp, timestamp }) => {
        return {
          tp,
          error: NONE,
          offset: timestamp === EARLIEST_TIMESTAMP ? 3 : 10,
          leaderEpoch: 0,
        };
      });
      return { body: { partitions: answers } };
    }
    if (kind === OFFSET_COMMIT) {
      const error = next();
      return {
        body: { partitions: (tps as readonly { tp: number }[]).map(({ tp }) => ({ tp, error })) },
      };
    }
    return "done";
  };
  return w;
}

/** What the last commit said, by partition. */
function committedBy(w: World): readonly (readonly [tp: number, offset: number])[] {
  const request = w.requestsOf(OFFSET_COMMIT).at(-1);
  const { partitions = [] } = (request?.body ?? {}) as Partial<OffsetCommitRequest>;
  return partitions.map(({ tp, offset }) => [tp, offset]);
}

describe("resetting offsets", () => {
  test("commits at the coordinator as nobody's member", () => {
    const w = world({});
    const order = begin(w, RESET, 200);
    expect(admin(w).statusOf(order)).toBe("done");
    const [request] = w.requestsOf(OFFSET_COMMIT);
    expect(request?.broker).toBe(3);
    expect(request?.body).toMatchObject({ groupId: "g", generationId: -1, memberId: "" });
    expect(w.requestsOf(LIST_OFFSETS).map(({ broker }) => broker)).toEqual([1, 2]);
  });

  test.each<readonly [ResetOffsets["to"], number]>([
    ["earliest", 3],
    ["latest", 10],
    [7, 7],
    [1, 3],
    [99, 10],
    [{ shiftBy: 2 }, 7],
    [{ shiftBy: -4 }, 3],
    [{ shiftBy: 50 }, 10],
  ])("to %j sets %i: never outside the log", (to, offset) => {
    const w = world({});
    begin(w, { ...RESET, to }, 200);
    expect(committedBy(w)).toEqual([
      [w.tp("a", 0), offset],
      [w.tp("a", 1), offset],
    ]);
  });

  test("of one partition leaves the others alone", () => {
    const w = world({});
    begin(w, { ...RESET, partition: 1 }, 200);
    expect(committedBy(w)).toEqual([[w.tp("a", 1), 3]]);
  });

  test("of a group nobody has heard of makes one", () => {
    const w = world({ state: "Dead" });
    expect(admin(w).statusOf(begin(w, RESET, 200))).toBe("done");
  });

  test.each(["Stable", "PreparingRebalance", "CompletingRebalance"])(
    "is refused to a group that is %s",
    (state) => {
      const w = world({ state });
      expect(admin(w).statusOf(begin(w, RESET, 200))).toBe("failed");
      expect(errorsOf(w)).toEqual([Errors.NON_EMPTY_GROUP]);
      expect(w.requestsOf(OFFSET_COMMIT)).toEqual([]);
    },
  );

  test("cannot shift what was never committed", () => {
    const w = world({ committed: -1 });
    const order = begin(w, { ...RESET, to: { shiftBy: 1 } }, 200);
    expect(admin(w).statusOf(order)).toBe("failed");
    expect(w.requestsOf(OFFSET_COMMIT)).toEqual([]);
  });

  test("looks for the coordinator again when it has moved", () => {
    const w = world({ errors: [Errors.NOT_COORDINATOR] });
    const order = begin(w, RESET, 500);
    expect(admin(w).statusOf(order)).toBe("done");
    expect(w.requestsOf(FIND_COORDINATOR)).toHaveLength(2);
  });

  test("waits for a coordinator that loads the group", () => {
    const w = world({ errors: [NONE, Errors.COORDINATOR_LOAD_IN_PROGRESS] });
    const order = begin(w, RESET, 500);
    expect(admin(w).statusOf(order)).toBe("done");
    expect(w.requestsOf(FIND_COORDINATOR)).toHaveLength(1);
    expect(w.requestsOf(OFFSET_COMMIT)).toHaveLength(2);
  });

  test("of a topic that is not there fails", () => {
    const w = world({});
    const order = begin(w, { ...RESET, topic: "b" }, 200);
    expect(admin(w).statusOf(order)).toBe("failed");
    expect(errorsOf(w)).toEqual([Errors.UNKNOWN_TOPIC_OR_PARTITION]);
  });
});

describe("deleting groups", () => {
  const operation: AdminOperation = { kind: "deleteGroups", groups: ["g", "h"] };

  test("asks the coordinator of each", () => {
    const w = world({});
    expect(admin(w).statusOf(begin(w, operation, 200))).toBe("done");
    const asked = w.requestsOf(DELETE_GROUPS);
    expect(asked.map(({ broker, body }) => [broker, body])).toEqual([
      [3, { groups: ["g"] }],
      [3, { groups: ["h"] }],
    ]);
  });

  test("goes on with the next when one has members", () => {
    const w = world({ errors: [Errors.NON_EMPTY_GROUP] });
    expect(admin(w).statusOf(begin(w, operation, 200))).toBe("failed");
    expect(errorsOf(w)).toEqual([Errors.NON_EMPTY_GROUP]);
    expect(w.requestsOf(DELETE_GROUPS)).toHaveLength(2);
  });

  test("is not done where there is no such tool", () => {
    const w = adminWorld(1, { deleteGroupsThrough: "none" });
    expect(admin(w).statusOf(begin(w, operation))).toBe("failed");
    expect(errorsOf(w)).toEqual([Errors.UNSUPPORTED_VERSION]);
  });
});

describe("deleting the offsets of a topic", () => {
  const operation: AdminOperation = { kind: "deleteOffsets", group: "g", topic: "a" };

  test("asks the coordinator about all its partitions", () => {
    const w = world({});
    expect(admin(w).statusOf(begin(w, operation, 200))).toBe("done");
    const [request] = w.requestsOf(OFFSET_DELETE);
    expect(request?.broker).toBe(3);
    expect(request?.body).toEqual({ groupId: "g", partitions: [w.tp("a", 0), w.tp("a", 1)] });
  });

  test("tells why the coordinator refuses", () => {
    const w = world({ errors: [Errors.GROUP_ID_NOT_FOUND] });
    expect(admin(w).statusOf(begin(w, operation, 200))).toBe("failed");
    expect(errorsOf(w)).toEqual([Errors.GROUP_ID_NOT_FOUND]);
  });
});
