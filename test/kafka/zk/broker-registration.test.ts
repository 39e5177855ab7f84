import { describe, expect, test } from "vitest";
import { FakeCluster } from "../controller/fake-cluster.ts";

const OLD = { expiredSessionWork: "resumed", registrationOrder: "afterElection" } as const;
const SESSION_MS = 18_000;

function startedCluster(settings: Readonly<Record<string, string>>): FakeCluster {
  const cluster = new FakeCluster(3, settings);
  cluster.start();
  return cluster;
}

describe("a process that starts while the session of its last life is alive", () => {
  function restarted(registrationConflict: string): FakeCluster {
    const cluster = startedCluster({ registrationConflict });
    cluster.kill(2);
    cluster.run(100);
    cluster.boot(2);
    cluster.run(1000);
    return cluster;
  }

  test.each(["fails", "takesOver"])("gives up (%s)", (registrationConflict) => {
    const cluster = restarted(registrationConflict);
    expect(cluster.fatal).toEqual(["/brokers/ids/2 exists and belongs to another session"]);
    expect(cluster.host(2).up).toBe(false);
  });

  test("waits, and is registered when that session has expired", () => {
    const cluster = restarted("waits");
    expect(cluster.fatal).toEqual([]);
    expect(cluster.broker(2).registeredEpochs).toEqual([]);
    cluster.run(2 * SESSION_MS + 4000);
    expect(cluster.fatal).toEqual([]);
    expect(cluster.broker(2).registeredEpochs).toHaveLength(1);
    expect(cluster.znode("/brokers/ids/2")).not.toBeNull();
  });
});

describe("a broker whose znode outlived its session", () => {
  function expired(settings: Readonly<Record<string, string>>): FakeCluster {
    const cluster = startedCluster(settings);
    const { sessionId } = cluster.broker(2).controller;
    const data = cluster.znode("/brokers/ids/2") ?? "";
    cluster.cut(2, cluster.zookeeper, true);
    cluster.run(SESSION_MS + 10_000);
    expect(cluster.znode("/brokers/ids/2")).toBeNull();
    cluster.createEphemeral("/brokers/ids/2", data, sessionId);
    cluster.cut(2, cluster.zookeeper, false);
    cluster.run(10_000);
    return cluster;
  }

  test.each([
    ["up to 1.0", OLD],
    ["in 1.1 to 2.1", {}],
  ])("lives on and is not registered by this session %s", (_, settings) => {
    const cluster = expired({ registrationConflict: "fails", ...settings });
    expect(cluster.fatal).toEqual([]);
    expect(cluster.host(2).up).toBe(true);
    expect(cluster.broker(2).registeredEpochs).toHaveLength(1);
    cluster.deleteZnode("/brokers/ids/2");
    cluster.run(2 * SESSION_MS);
    expect(cluster.znode("/brokers/ids/2")).toBeNull();
  });

  test("waits in 0.8 until ZooKeeper has deleted it", () => {
    const cluster = expired({ registrationConflict: "waits", ...OLD });
    expect(cluster.broker(2).registeredEpochs).toHaveLength(1);
    cluster.deleteZnode("/brokers/ids/2");
    cluster.run(SESSION_MS);
    expect(cluster.broker(2).registeredEpochs).toHaveLength(2);
    expect(cluster.fatal).toEqual([]);
  });

  test("deletes it and registers anew since KAFKA-7165", () => {
    const cluster = expired({ registrationConflict: "takesOver" });
    expect(cluster.broker(2).registeredEpochs).toHaveLength(2);
    expect(cluster.fatal).toEqual([]);
  });
});

describe("a broker whose new session expires before it hears that it is registered", () => {
  /** Two registrations are to be made in the third session: the second finds the first. */
  function expiredTwice(registrationConflict: string): FakeCluster {
    const cluster = startedCluster({ registrationConflict, ...OLD });
    cluster.cut(2, cluster.zookeeper, true);
    cluster.run(SESSION_MS + 10_000);
    cluster.cut(2, cluster.zookeeper, false);
    cluster.runUntilRequest(2, (operation) => {
      const text = JSON.stringify(operation);
      return text.includes('"create"') && text.includes('"/brokers/ids/2"');
    });
    cluster.cut(2, cluster.zookeeper, true);
    cluster.resetConnections(2, cluster.zookeeper);
    cluster.run(2 * SESSION_MS);
    expect(cluster.znode("/brokers/ids/2")).toBeNull();
    cluster.cut(2, cluster.zookeeper, false);
    cluster.run(3 * SESSION_MS);
    expect(cluster.znode("/brokers/ids/2")).not.toBeNull();
    return cluster;
  }

  /** Whether it still hears of anything: the two others leave. */
  function succeeds(cluster: FakeCluster): boolean {
    cluster.shutdown(3);
    cluster.run(500);
    cluster.shutdown(1);
    cluster.run(5000);
    return cluster.broker(2).controller.isActive;
  }

  test("waits for its own znode to go in 0.8, for ever, and does nothing else", () => {
    const cluster = expiredTwice("waits");
    expect(cluster.fatal).toEqual([]);
    expect(succeeds(cluster)).toBe(false);
    expect(cluster.znode("/controller")).toBeNull();
  });

  test("knows its own znode since KAFKA-1387", () => {
    const cluster = expiredTwice("fails");
    expect(cluster.broker(2).registeredEpochs).toHaveLength(3);
    expect(succeeds(cluster)).toBe(true);
  });
});

describe("a broker that cannot register in its new session", () => {
  function candidate(settings: Readonly<Record<string, string>>): FakeCluster {
    const cluster = startedCluster({ registrationConflict: "fails", ...settings });
    cluster.cut(2, cluster.zookeeper, true);
    cluster.run(SESSION_MS + 10_000);
    cluster.createEphemeral("/brokers/ids/2", "{}", 999);
    cluster.cut(2, cluster.zookeeper, false);
    cluster.run(10_000);
    cluster.shutdown(3);
    cluster.run(500);
    cluster.shutdown(1);
    cluster.run(500);
    return cluster;
  }

  test("can be elected controller up to 1.0", () => {
    expect(candidate(OLD).broker(2).controller.isActive).toBe(true);
  });

  test("takes no part in elections since 1.1", () => {
    expect(candidate({}).broker(2).controller.isActive).toBe(false);
  });
});
