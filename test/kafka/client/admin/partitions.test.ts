import { describe, expect, test } from "vitest";
import type { AdminOperation } from "../../../../sim/kafka/client/admin/operations.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import {
  ALTER_PARTITION_REASSIGNMENTS,
  type AlterPartitionReassignmentsRequest,
  ELECT_LEADERS,
  INCREMENTAL_ALTER_CONFIGS,
  type IncrementalAlterConfigsRequest,
  LIST_PARTITION_REASSIGNMENTS,
  METADATA,
} from "../../../../sim/kafka/messages.ts";
import type { SeenRequest, World } from "../support.ts";
import { admin, adminWorld, begin, errorsOf } from "./support.ts";

const A0 = { topic: "a", partition: 0 };
const A1 = { topic: "a", partition: 1 };

function alter(type: "topic" | "broker", name: string): AdminOperation {
  return { kind: "alterConfigs", resource: { type, name }, changes: { x: "1", y: null } };
}

function altered(request: SeenRequest, error: number) {
  const { resources } = request.body as IncrementalAlterConfigsRequest;
  return { body: { resources: resources.map(({ resource }) => ({ resource, error })) } };
}

describe("altering settings", () => {
  test("of a broker asks that broker, whoever is the controller", () => {
    const w = adminWorld(3);
    w.script.answer = (request) => altered(request, Errors.NONE);
    begin(w, alter("broker", "3"));
    expect(w.requestsOf(INCREMENTAL_ALTER_CONFIGS).map(({ broker }) => broker)).toEqual([3]);
  });

  test("of a topic or of all brokers asks any broker, and needs no controller", () => {
    const w = adminWorld();
    w.script.controllerId = -1;
    w.script.answer = (request) => altered(request, Errors.NONE);
    const orders = [begin(w, alter("topic", "a")), begin(w, alter("broker", ""))];
    expect(orders.map((order) => admin(w).statusOf(order))).toEqual(["done", "done"]);
    const resources = [{ resource: { type: "topic", name: "a" }, changes: { x: "1", y: null } }];
    expect(w.requestsOf(INCREMENTAL_ALTER_CONFIGS)[0]?.body).toEqual({ resources });
  });

  test("of a broker that is down waits for it until the time is up", () => {
    const w = adminWorld(2, { "default.api.timeout.ms": 3000 });
    w.script.answer = (request) => altered(request, Errors.NONE);
    begin(w, alter("topic", "a"));
    w.script.live = [1];
    const order = begin(w, alter("broker", "2"), 4000);
    expect(admin(w).statusOf(order)).toBe("failed");
    expect(errorsOf(w)).toEqual([Errors.REQUEST_TIMED_OUT]);
  });

  test("that is refused is told", () => {
    const w = adminWorld();
    w.script.answer = (request) => altered(request, Errors.INVALID_CONFIG);
    const order = begin(w, alter("topic", "a"), 1000);
    expect(admin(w).statusOf(order)).toBe("failed");
    expect(errorsOf(w)).toEqual([Errors.INVALID_CONFIG]);
  });
});

describe("reassigning and electing", () => {
  const reassign: AdminOperation = {
    kind: "reassignPartitions",
    partitions: [
      { ...A0, replicas: [2, 3] },
      { ...A1, replicas: null },
    ],
  };

  test("names partitions, what they shall have, and what is cancelled", () => {
    const w = adminWorld();
    w.script.answer = () => ({ body: { error: Errors.NONE, partitions: [] } });
    const order = begin(w, reassign);
    const partitions = [
      { tp: w.tp("a", 0), replicas: [2, 3] },
      { tp: w.tp("a", 1), replicas: null },
    ];
    expect(w.requestsOf(ALTER_PARTITION_REASSIGNMENTS)[0]?.body).toEqual({ partitions });
    expect(admin(w).statusOf(order)).toBe("done");
  });

  test("tells which partitions failed", () => {
    const w = adminWorld();
    const error = Errors.NO_REASSIGNMENT_IN_PROGRESS;
    w.script.answer = () => ({
      body: {
        error: Errors.NONE,
        partitions: [
          { tp: w.tp("a", 0), error: Errors.NONE },
          { tp: w.tp("a", 1), error },
        ],
      },
    });
    const order = begin(w, reassign, 1000);
    expect(admin(w).statusOf(order)).toBe("failed");
    expect(w.factsOf("client.error")).toMatchObject([{ error, tp: "a-1" }]);
  });

  test("asks the next controller when this one is none any more", () => {
    const w = adminWorld();
    w.script.answer = ({ broker }) => {
      w.script.controllerId = 2;
      return {
        body: { error: broker === 1 ? Errors.NOT_CONTROLLER : Errors.NONE, partitions: [] },
      };
    };
    const elect = { kind: "electLeaders", electionType: "unclean", partitions: [A0] } as const;
    const order = begin(w, elect, 1000);
    expect(w.requestsOf(ELECT_LEADERS).map(({ broker }) => broker)).toEqual([1, 2]);
    expect(w.requestsOf(ELECT_LEADERS)[0]?.body).toEqual({
      electionType: "unclean",
      partitions: [w.tp("a", 0)],
      timeoutMs: 30_000,
    });
    expect(admin(w).statusOf(order)).toBe("done");
  });
});

describe("decommissioning a broker", () => {
  /** Partition a-0 is on broker 1 and moves when it is asked to, after so many looks. */
  function cluster(looks: number): World {
    const w = adminWorld(3);
    w.script.topics = { a: [{ leader: 1, epoch: 0 }] };
    let moving = 0;
    w.script.answer = ({ kind, body }) => {
      const tp = w.tp("a", 0);
      if (kind === ALTER_PARTITION_REASSIGNMENTS) {
        const { partitions } = body as AlterPartitionReassignmentsRequest;
        w.script.replicas = { "a-0": partitions[0]?.replicas ?? [] };
        moving = looks;
        return { body: { error: Errors.NONE, partitions: [{ tp, error: Errors.NONE }] } };
      }
      const reassignment = { tp, replicas: [1, 2], adding: [2], removing: [1] };
      const partitions = moving-- > 0 ? [reassignment] : [];
      return { body: { error: Errors.NONE, partitions } };
    };
    return w;
  }

  test("moves what it has, looks until that is done, and whether there is more", () => {
    const w = cluster(2);
    const order = begin(w, { kind: "decommission", broker: 1 }, 2500);
    expect(admin(w).statusOf(order)).toBe("underWay");
    w.run(3000);
    expect(admin(w).statusOf(order)).toBe("done");
    expect(w.requestsOf(LIST_PARTITION_REASSIGNMENTS)).toHaveLength(3);
    expect(w.requestsOf(ALTER_PARTITION_REASSIGNMENTS).map(({ body }) => body)).toEqual([
      { partitions: [{ tp: w.tp("a", 0), replicas: [2] }] },
    ]);
    const described = w.requestsOf(METADATA).filter(({ body }) => {
      return (body as { topics: unknown }).topics === null;
    });
    expect(described).toHaveLength(2);
  });

  test("of one that has nothing is done at once", () => {
    const w = cluster(0);
    const order = begin(w, { kind: "decommission", broker: 3 });
    expect(admin(w).statusOf(order)).toBe("done");
    expect(w.requestsOf(ALTER_PARTITION_REASSIGNMENTS)).toEqual([]);
  });

  test("fails when nobody else can take its replicas", () => {
    const w = cluster(0);
    begin(w, { kind: "decommission", broker: 3 });
    w.script.live = [1];
    const order = begin(w, { kind: "decommission", broker: 1 }, 1000);
    expect(admin(w).statusOf(order)).toBe("failed");
    expect(errorsOf(w)).toEqual([Errors.INVALID_REPLICATION_FACTOR]);
  });
});
