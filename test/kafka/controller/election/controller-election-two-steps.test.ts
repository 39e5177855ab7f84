import { describe, expect, test } from "vitest";
import type { Operation } from "../../../../sim/zookeeper/types.ts";
import { FakeCluster } from "../fake-cluster.ts";

const RAISES = ["afterwards", "afterwardsOrResigns"] as const;

function cluster(controllerEpochRaise: string, brokers = 2): FakeCluster {
  const made = new FakeCluster(brokers, { controllerEpochRaise, controllerZkCheck: false });
  made.start();
  return made;
}

function readsEpoch(operation: Operation): boolean {
  return operation.op === "getData" && operation.path === "/controller_epoch";
}

function setsEpoch(operation: Operation): boolean {
  return operation.op === "setData" && operation.path === "/controller_epoch";
}

describe.each(RAISES)("an election that raises the epoch %s", (raise) => {
  test("creates /controller first, then the epoch, which begins with 1", () => {
    const made = cluster(raise);
    expect(made.activeController()).toBe(1);
    expect(made.broker(1).controller.controllerEpoch).toBe(1);
    expect(made.znode("/controller_epoch")).toBe("1");
    const writes = made.zooKeeperRequests
      .filter(({ operation }) => "path" in operation && operation.path.startsWith("/controller"))
      .map(({ operation }) => `${operation.op} ${"path" in operation ? operation.path : ""}`);
    const created = writes.indexOf("create /controller");
    expect(created).toBeGreaterThan(-1);
    expect(writes.indexOf("create /controller_epoch")).toBeGreaterThan(created);
  });

  test("gives each controller the next epoch", () => {
    const made = cluster(raise);
    made.shutdown(1);
    made.run(500);
    expect(made.activeController()).toBe(2);
    expect(made.broker(2).controller.controllerEpoch).toBe(2);
    expect(made.znode("/controller_epoch")).toBe("2");
  });

  test("has one winner among many", () => {
    const made = new FakeCluster(5, { controllerEpochRaise: raise });
    for (const id of [1, 2, 3, 4, 5]) made.boot(id);
    made.run(2000);
    expect([1, 2, 3, 4, 5]).toContain(made.activeController());
    expect(made.znode("/controller_epoch")).toBe("1");
  });

  test("is won by who finds its own znode after a lost answer", () => {
    const made = cluster(raise);
    made.shutdown(1);
    made.runUntilRequest(2, (o) => o.op === "create" && o.path === "/controller");
    made.resetConnections(2, made.zookeeper);
    made.run(8000);
    expect(made.activeController()).toBe(2);
    expect(made.znode("/controller_epoch")).toBe("2");
  });
});

describe("a broker that has /controller while another raises the epoch", () => {
  function overtaken(raise: string): FakeCluster {
    const made = cluster(raise, 3);
    made.pause(3, true);
    made.shutdown(1);
    made.runUntilRequest(2, readsEpoch);
    made.pause(3, false);
    made.raiseControllerEpoch();
    made.run(1000);
    return made;
  }

  test("rules with the epoch it read, up to 1.0", () => {
    const made = overtaken("afterwards");
    expect(made.broker(2).controller.isActive).toBe(true);
    expect(made.broker(2).controller.controllerEpoch).toBe(1);
    expect(made.znode("/controller_epoch")).toBe("99");
  });

  test("deletes /controller, so that another is elected, in 1.1 and 2.0", () => {
    const made = overtaken("afterwardsOrResigns");
    expect(made.activeController()).toBe(3);
    expect(made.broker(3).controller.controllerEpoch).toBe(100);
    expect(made.znode("/controller_epoch")).toBe("100");
  });

  test("also when it was itself, and the answer was lost", () => {
    const outcomes = RAISES.map((raise) => {
      const made = cluster(raise);
      made.shutdown(1);
      made.runUntilRequest(2, setsEpoch);
      made.resetConnections(2, made.zookeeper);
      made.run(8000);
      const { isActive, controllerEpoch } = made.broker(2).controller;
      return { isActive, controllerEpoch, znode: made.znode("/controller_epoch") };
    });
    expect(outcomes).toEqual([
      { isActive: true, controllerEpoch: 1, znode: "2" },
      { isActive: false, controllerEpoch: 0, znode: "2" },
    ]);
  });
});
