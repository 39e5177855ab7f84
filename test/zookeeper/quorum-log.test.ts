import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Host } from "../../sim/kernel/host.ts";
import { Simulation } from "../../sim/kernel/simulation.ts";
import { ms } from "../../sim/kernel/time.ts";
import { zxidOf } from "../../sim/zookeeper/ensemble.ts";
import { commonZxid, QuorumLog } from "../../sim/zookeeper/quorum-log.ts";
import type { LogRecord } from "../../sim/zookeeper/transactions.ts";

function record(epoch: number, counter: number): LogRecord {
  return {
    zxid: zxidOf(epoch, counter),
    sessionId: 1,
    change: { type: "error", error: "NO_NODE" },
  };
}

/** A host whose only program is a log. */
class LogHost {
  readonly sim = new Simulation({ seed: "1", messageName: String });
  readonly host: Host;
  synced = 0;
  #log: QuorumLog | null = null;

  constructor() {
    this.host = this.sim.addHost("zookeeper-1", "zookeeper", (host) => {
      const log = new QuorumLog(host, { onLogSynced: () => this.synced++ });
      this.#log = log;
      return {
        start() {},
        shutdown() {},
        onTimer: () => log.onTimer(),
        onAccept() {
          throw new Error("nobody connects");
        },
      };
    });
    this.boot();
  }

  get log(): QuorumLog {
    if (this.#log === null) throw new Error("not running");
    return this.#log;
  }

  boot(): void {
    this.sim.external(2000, -1, () => this.sim.boot(this.host));
    this.sim.step();
  }
}

describe("the log of a server of an ensemble", () => {
  test("is durable at once on a fast disk", () => {
    const { log } = new LogHost();
    log.append(record(1, 1));
    expect(log.syncedZxid).toBe(0);
    log.sync();
    expect(log.syncedZxid).toBe(zxidOf(1, 1));
  });

  test("is durable after an fsync on a slow one; what comes meanwhile needs another", () => {
    const world = new LogHost();
    const { log, sim } = world;
    world.host.disk.syncUs = ms(500);
    log.append(record(1, 1));
    log.sync();
    log.append(record(1, 2));
    log.sync();
    expect(log.lastZxid).toBe(zxidOf(1, 2));
    sim.step();
    expect([sim.now, log.syncedZxid]).toEqual([ms(500), zxidOf(1, 1)]);
    sim.step();
    expect([sim.now, log.syncedZxid]).toEqual([ms(1000), zxidOf(1, 2)]);
    expect(world.synced).toBe(2);
    expect(sim.step()).toBe(false);
  });

  test("ends, after a power loss, before what was half written", () => {
    const world = new LogHost();
    world.log.append(record(1, 1));
    world.log.sync();
    world.host.disk.syncUs = ms(500);
    world.log.append(record(1, 2));
    world.log.sync();
    world.sim.external(2000, -1, () => world.sim.losePower(world.host, "none"));
    world.host.disk.file("zookeeper/log").tornEntry = 1;
    world.boot();
    expect(world.log.lastZxid).toBe(zxidOf(1, 1));
  });

  test("tells its records by zxid, and where its epochs end", () => {
    const { log } = new LogHost();
    for (const [epoch, counter] of [
      [1, 1],
      [1, 2],
      [3, 1],
    ] as const) {
      log.append(record(epoch, counter));
    }
    expect(log.epochEnds()).toEqual([zxidOf(1, 2), zxidOf(3, 1)]);
    expect(log.between(zxidOf(1, 1), zxidOf(2, 9))).toEqual([record(1, 2)]);
    log.truncate(zxidOf(2, 5));
    expect(log.lastZxid).toBe(zxidOf(1, 2));
  });
});

test("two logs are the same up to the last epoch they share, as far as both have it", () => {
  const history = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.boolean()), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(history, fc.nat(3), fc.nat(3), (epochs, cutX, cutY) => {
      // Each log has a prefix of every epoch; who has less of one leads none that builds on more.
      const x: number[] = [];
      const y: number[] = [];
      let parted = false;
      let common = 0;
      epochs.forEach(([length, ofX], i) => {
        const epoch = i + 1;
        if (length === 0) return;
        if (!parted) {
          const [inX, inY] = [Math.max(0, length - cutX), Math.max(0, length - cutY)];
          if (inX > 0) x.push(zxidOf(epoch, inX));
          if (inY > 0) y.push(zxidOf(epoch, inY));
          const both = Math.min(inX, inY);
          if (both > 0) common = zxidOf(epoch, both);
          parted = inX !== inY;
        } else (ofX ? x : y).push(zxidOf(epoch, length));
      });
      expect(commonZxid(x, y)).toBe(common);
      expect(commonZxid(y, x)).toBe(common);
    }),
  );
});
