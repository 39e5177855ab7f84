import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KIND_MESSAGE } from "../../../../sim/kernel/kinds.ts";
import { MESSAGE_WATCH_EVENT } from "../../../../sim/zookeeper/messages.ts";
import { FakeCluster } from "../fake-cluster.ts";

const MODES = ["race", "sequential"] as const;
type Mode = (typeof MODES)[number];

function clusterOf(brokers: number, mode: Mode, seed = "1"): FakeCluster {
  return new FakeCluster(brokers, { "controller.election": mode }, seed);
}

/** Running brokers that ZooKeeper notifies of something, each as often as it does. */
function notified(cluster: FakeCluster): { take: () => readonly number[] } {
  const { sim, brokers } = cluster;
  let found: number[] = [];
  sim.observers.push({
    onEvent: () => {
      if (sim.rowKind !== KIND_MESSAGE + MESSAGE_WATCH_EVENT) return;
      for (const [id, host] of brokers) if (host.index === sim.rowHost) found.push(id);
    },
  });
  return {
    take: () => {
      // Who leaves is told of the end of its own znodes.
      const taken = found.filter((id) => brokers.get(id)?.up).sort((a, b) => a - b);
      found = [];
      return taken;
    },
  };
}

/** The controller, or null while there is none. */
function controllerOf(cluster: FakeCluster): number | null {
  const znode = cluster.znode("/controller");
  return znode === null ? null : (JSON.parse(znode) as { brokerid: number }).brokerid;
}

describe("the end of a controller notifies", () => {
  test("in the race, every broker of the end and of its follower", () => {
    const cluster = clusterOf(6, "race");
    cluster.start();
    const seen = notified(cluster);
    cluster.shutdown(1);
    cluster.run(500);
    expect(seen.take()).toEqual([2, 2, 3, 3, 4, 4, 5, 5, 6, 6]);
  });

  test("in the queue, the one behind it, which is then told of its own election", () => {
    const cluster = clusterOf(6, "sequential");
    cluster.start();
    const seen = notified(cluster);
    cluster.shutdown(1);
    cluster.run(500);
    expect(seen.take()).toEqual([2, 2]);
    expect(cluster.activeController()).toBe(2);
  });
});

describe("in the queue", () => {
  test("a broker that leaves wakes the one behind it, which then waits for the one before", () => {
    const cluster = clusterOf(5, "sequential");
    cluster.start();
    const seen = notified(cluster);
    cluster.shutdown(3);
    cluster.run(500);
    // The controller hears of every broker.
    expect(seen.take()).toEqual([1, 4]);
    cluster.shutdown(2);
    cluster.run(500);
    expect(seen.take()).toEqual([1, 4]);
    cluster.shutdown(1);
    cluster.run(500);
    expect(seen.take()).toEqual([4, 4]);
    expect(cluster.activeController()).toBe(4);
  });

  test("the last to leave wakes nobody but the controller", () => {
    const cluster = clusterOf(4, "sequential");
    cluster.start();
    const seen = notified(cluster);
    cluster.shutdown(4);
    cluster.run(500);
    expect(seen.take()).toEqual([1]);
  });

  test("a broker whose session expired queues up again, at the end", () => {
    const cluster = clusterOf(3, "sequential");
    cluster.start();
    cluster.cut(2, cluster.zookeeper, true);
    cluster.run(30_000);
    cluster.cut(2, cluster.zookeeper, false);
    cluster.run(8000);
    cluster.shutdown(1);
    cluster.run(500);
    expect(cluster.activeController()).toBe(3);
    cluster.shutdown(3);
    cluster.run(500);
    expect(cluster.activeController()).toBe(2);
  });

  test("a controller that dies together with the one behind it is followed by the third", () => {
    const cluster = clusterOf(4, "sequential");
    cluster.start();
    cluster.kill(1);
    cluster.kill(2);
    cluster.run(25_000);
    expect(cluster.activeController()).toBe(3);
    expect(cluster.znode("/controller_epoch")).toBe("2");
  });
});

/** The one behind the controller sleeps as the controller leaves. Who follows within that time? */
function followerPastSleeper(mode: Mode, waitMs: number): number | null {
  const cluster = clusterOf(3, mode);
  cluster.start();
  cluster.sim.external(2000, -1, () => cluster.sim.pause(cluster.host(2), false));
  cluster.shutdown(1);
  cluster.run(waitMs);
  return controllerOf(cluster);
}

describe("while the one behind the controller is paused", () => {
  test("the race is won by another at once", () => {
    expect(followerPastSleeper("race", 500)).toBe(3);
  });

  test("the queue stands still until its session expires", () => {
    expect(followerPastSleeper("sequential", 10_000)).toBeNull();
    expect(followerPastSleeper("sequential", 25_000)).toBe(3);
  });
});

describe.each(MODES)("in an election by %s", (mode) => {
  test("a controller that is paused past its session rules no more when it wakes", () => {
    const cluster = clusterOf(3, mode);
    cluster.start();
    cluster.sim.external(2000, -1, () => cluster.sim.pause(cluster.host(1), false));
    cluster.run(25_000);
    const next = controllerOf(cluster);
    expect([2, 3]).toContain(next);
    cluster.sim.external(2000, -1, () => cluster.sim.resume(cluster.host(1)));
    cluster.run(8000);
    expect(cluster.activeController()).toBe(next);
    expect(cluster.znode("/controller_epoch")).toBe("2");
  });

  test("a controller whose /controller somebody deletes is elected again, or another is", () => {
    const cluster = clusterOf(3, mode);
    cluster.start();
    cluster.deleteZnode("/controller");
    cluster.shutdown(3);
    cluster.run(1000);
    expect(cluster.activeController()).toBe(controllerOf(cluster));
    expect(cluster.znode("/controller_epoch")).toBe("2");
  });
});

interface Departure {
  readonly broker: number;
  readonly how: "kill" | "shutdown";
  readonly returns: boolean;
}

const BROKERS = 5;

const departures: fc.Arbitrary<readonly Departure[]> = fc.array(
  fc.record({
    broker: fc.integer({ min: 1, max: BROKERS }),
    how: fc.constantFrom("kill", "shutdown"),
    returns: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
);

/** Carries out a departure and returns how many were notified, the controller aside. */
function depart(cluster: FakeCluster, { broker, how }: Departure): number {
  const seen = notified(cluster);
  if (how === "kill") cluster.kill(broker);
  else cluster.shutdown(broker);
  cluster.run(how === "kill" ? 25_000 : 500);
  const active = cluster.activeController();
  return new Set(seen.take().filter((id) => id !== active)).size;
}

describe.each(MODES)("whoever leaves, with election by %s", (mode) => {
  test("one follows, in an epoch of its own, and few or many are woken", () => {
    fc.assert(
      fc.property(fc.nat(1000), departures, (seed, plan) => {
        const cluster = clusterOf(BROKERS, mode, String(seed));
        cluster.start();
        for (const departure of plan) {
          const running = cluster.addresses.brokerIds.filter((id) => cluster.host(id).up);
          if (running.length === 1 || !running.includes(departure.broker)) continue;
          const ruled = cluster.activeController() === departure.broker;
          const woken = depart(cluster, departure);
          if (mode === "race") expect(woken).toBe(ruled ? running.length - 2 : 0);
          else expect(woken).toBeLessThanOrEqual(ruled ? 0 : 1);
          if (departure.returns) cluster.boot(departure.broker);
          cluster.run(500);
        }
        const epochs = cluster.controllerFacts().filter(([, , active]) => active === 1);
        expect(epochs.map(([, epoch]) => epoch)).toEqual(epochs.map((_, i) => i + 1));
        expect(cluster.znode("/controller_epoch")).toBe(String(epochs.length));
      }),
      { numRuns: 40 },
    );
  });
});
