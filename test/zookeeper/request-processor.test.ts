import { describe, expect, test } from "vitest";
import { Database } from "../../sim/zookeeper/database.ts";
import { RequestProcessor } from "../../sim/zookeeper/request-processor.ts";
import type { LogRecord } from "../../sim/zookeeper/transactions.ts";
import type { CreateMode, Operation, Reply, SessionId } from "../../sim/zookeeper/types.ts";

const SILENT = { znodeChanged() {}, znodeRemoved() {}, sessionOpened() {}, sessionEnded() {} };

class Registry {
  readonly database = new Database(SILENT);
  readonly log: LogRecord[] = [];
  readonly #processor = new RequestProcessor(this.database, {
    append: (record) => this.log.push(record),
  });
  readonly session = this.open();

  open(): SessionId {
    return this.#processor.createSession(18_000, 0);
  }

  do(operation: Operation, session = this.session): Reply {
    return this.#processor.process(session, operation).reply;
  }

  create(path: string, mode: CreateMode = "persistent", session = this.session): Reply {
    return this.do({ op: "create", path, data: "", mode }, session);
  }

  events(operation: Operation, session = this.session): string[] {
    return this.#processor
      .process(session, operation)
      .notifications.map(({ sessionId, event }) => `${sessionId} ${event.type} ${event.path}`);
  }
}

describe("paths", () => {
  test.each(["relative", "/a/", "//", "/.", "/a/..", "/a\u0000", "/\ue000"])(
    "a znode cannot be called %j",
    (path) => {
      const registry = new Registry();
      registry.create("/a");
      expect(registry.create(path)).toEqual({ op: "error", error: "BAD_ARGUMENTS" });
    },
  );

  test("the root is there from the beginning and cannot go", () => {
    const registry = new Registry();
    expect(registry.create("/")).toMatchObject({ error: "NODE_EXISTS" });
    const removal: Operation = { op: "delete", path: "/", version: -1 };
    expect(registry.do(removal)).toMatchObject({ error: "BAD_ARGUMENTS" });
  });

  test("a sequential znode may be named by its number alone", () => {
    const registry = new Registry();
    registry.create("/queue");
    const reply = registry.create("/queue/", "persistentSequential");
    expect(reply).toMatchObject({ path: "/queue/0000000000" });
  });
});

describe("sequence numbers", () => {
  test("count every child ever created, not only sequential ones and not only living ones", () => {
    const registry = new Registry();
    registry.create("/queue");
    registry.create("/queue/plain");
    registry.do({ op: "delete", path: "/queue/plain", version: -1 });
    expect(registry.create("/queue/n-", "ephemeralSequential")).toMatchObject({
      path: "/queue/n-0000000001",
    });
  });

  test("a failed multi gives its numbers back", () => {
    const registry = new Registry();
    const n = { op: "create", path: "/n-", data: "", mode: "persistentSequential" } as const;
    const failing = { op: "check", path: "/absent", version: -1 } as const;
    expect(registry.do({ op: "multi", ops: [n, n, failing] })).toMatchObject({ error: "NO_NODE" });
    expect(registry.do({ op: "multi", ops: [n, n] })).toMatchObject({
      results: [{ path: "/n-0000000000" }, { path: "/n-0000000001" }],
    });
  });
});

describe("versions", () => {
  test("a conditional write fails on another version and changes nothing", () => {
    const registry = new Registry();
    registry.create("/a");
    const write: Operation = { op: "setData", path: "/a", data: "x", version: 0 };
    expect(registry.do(write)).toMatchObject({ stat: { version: 1 } });
    expect(registry.do(write)).toEqual({ op: "error", error: "BAD_VERSION" });
    const check = { op: "check", path: "/a", version: 0 } as const;
    expect(registry.do({ op: "multi", ops: [check] })).toMatchObject({ error: "BAD_VERSION" });
    expect(registry.do({ op: "getData", path: "/a", watch: false })).toMatchObject({
      data: "x",
      stat: { version: 1, dataLength: 1 },
    });
  });

  test("every write takes a zxid, a failed one too; a read takes none", () => {
    const registry = new Registry();
    const before = registry.database.lastZxid;
    registry.create("/absent/child");
    registry.do({ op: "exists", path: "/absent", watch: false });
    expect(registry.create("/a")).toMatchObject({ stat: { czxid: before + 2 } });
  });

  test("dataLength counts bytes of UTF-8", () => {
    const registry = new Registry();
    registry.do({ op: "create", path: "/a", data: "aé\u4e2d\u{1f600}", mode: "persistent" });
    expect(registry.do({ op: "exists", path: "/a", watch: false })).toMatchObject({
      stat: { dataLength: 1 + 2 + 3 + 4 },
    });
  });
});

describe("watches", () => {
  test("fire once, for the session that set them", () => {
    const registry = new Registry();
    const other = registry.open();
    registry.create("/a");
    registry.do({ op: "getData", path: "/a", watch: true }, other);
    const write: Operation = { op: "setData", path: "/a", data: "x", version: -1 };
    expect(registry.events(write)).toEqual([`${other} NODE_DATA_CHANGED /a`]);
    expect(registry.events(write)).toEqual([]);
  });

  test("an absent znode can be watched with exists, not with getData or getChildren", () => {
    const registry = new Registry();
    for (const op of ["getData", "getChildren", "exists"] as const) {
      registry.do({ op, path: `/${op}`, watch: true });
    }
    const made = (path: string) =>
      registry.events({ op: "create", path, data: "", mode: "persistent" });
    expect(made("/getData")).toEqual([]);
    expect(made("/getChildren")).toEqual([]);
    expect(made("/exists")).toEqual([`${registry.session} NODE_CREATED /exists`]);
  });

  test("a deletion is told once to who watches data and children, and then to the parent's", () => {
    const registry = new Registry();
    registry.create("/a");
    registry.create("/a/b");
    registry.do({ op: "getChildren", path: "/a", watch: true });
    registry.do({ op: "getData", path: "/a/b", watch: true });
    registry.do({ op: "getChildren", path: "/a/b", watch: true });
    const { session } = registry;
    expect(registry.events({ op: "delete", path: "/a/b", version: -1 })).toEqual([
      `${session} NODE_DELETED /a/b`,
      `${session} NODE_CHILDREN_CHANGED /a`,
    ]);
  });

  test("set again, they fire at once if their znode changed in between", () => {
    const registry = new Registry();
    for (const path of ["/changed", "/same", "/removed", "/grown"]) registry.create(path);
    const relativeZxid = registry.database.lastZxid;
    registry.do({ op: "setData", path: "/changed", data: "x", version: -1 });
    registry.do({ op: "delete", path: "/removed", version: -1 });
    registry.create("/grown/child");
    registry.create("/created");
    const { session } = registry;
    const again = registry.events({
      op: "setWatches",
      relativeZxid,
      dataWatches: ["/changed", "/same", "/removed"],
      existWatches: ["/created", "/absent"],
      childWatches: ["/grown", "/same", "/removed"],
    });
    expect(again).toEqual([
      `${session} NODE_DATA_CHANGED /changed`,
      `${session} NODE_DELETED /removed`,
      `${session} NODE_CREATED /created`,
      `${session} NODE_CHILDREN_CHANGED /grown`,
      `${session} NODE_DELETED /removed`,
    ]);
    expect(registry.events({ op: "delete", path: "/same", version: -1 })).toEqual([
      `${session} NODE_DELETED /same`,
    ]);
    const late: Operation = { op: "create", path: "/absent", data: "", mode: "persistent" };
    expect(registry.events(late)).toEqual([`${session} NODE_CREATED /absent`]);
  });
});

describe("closing a session", () => {
  test("deletes its ephemeral znodes and no others", () => {
    const registry = new Registry();
    const other = registry.open();
    registry.create("/persistent");
    registry.create("/mine", "ephemeral");
    registry.create("/others", "ephemeral", other);
    registry.do({ op: "closeSession" });
    const paths = [...registry.database.tree.all()].map((znode) => znode.path);
    expect(paths).toEqual(["/", "/persistent", "/others"]);
    expect([...registry.database.sessionTimeouts.keys()]).toEqual([other]);
  });

  // Java: "/a".hashCode() is 1554, "/b" 1555, "/x" 1577; a set of three is cloned into 8 buckets.
  test("deletes them in the order of a Java hash set", () => {
    const registry = new Registry();
    for (const path of ["/a", "/b", "/x"]) registry.create(path, "ephemeral");
    expect(registry.database.tree.ephemeralsOf(registry.session)).toEqual(["/x", "/a", "/b"]);
  });
});

test("the log rebuilds the database", () => {
  const registry = new Registry();
  const other = registry.open();
  registry.create("/a");
  registry.create("/a/e-", "ephemeralSequential");
  registry.create("/gone", "ephemeral", other);
  registry.create("/absent/child");
  registry.do({ op: "setData", path: "/a", data: "x", version: 0 });
  registry.do({ op: "closeSession" }, other);

  const rebuilt = new Database(SILENT);
  for (const record of registry.log) rebuilt.apply(record);
  expect([...rebuilt.tree.all()]).toEqual([...registry.database.tree.all()]);
  expect(rebuilt.sessionTimeouts).toEqual(registry.database.sessionTimeouts);
  expect(rebuilt.lastZxid).toBe(registry.database.lastZxid);
  expect(rebuilt.lastSessionId).toBe(other);
});
