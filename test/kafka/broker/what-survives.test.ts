import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import { BROKER_STATES, FACT_BROKER_STATE } from "../../../sim/kafka/facts.ts";
import { TestCluster } from "./test-cluster.ts";

const PRODUCER = { id: 5, epoch: 0 };

/** How a process ended, and what the next one finds of it. */
interface Ending {
  readonly ending: string;
  readonly end: (cluster: TestCluster) => void;
  readonly records: string[];
  readonly highWatermark: number;
  readonly leaderEpochs: [epoch: number, startOffset: number][];
  readonly recovers: boolean;
  readonly recoveryPoint: number;
}

/**
 * The broker leads in epoch 0 and has a, b flushed; c is below the checkpointed high watermark; in
 * epoch 1 come d and e, which are committed, and nothing of it is flushed or checkpointed.
 */
function leader(config = {}): TestCluster {
  const cluster = new TestCluster(1, config);
  cluster.elect(1, [1]);
  produce(cluster, "a", 0);
  produce(cluster, "b", 1);
  cluster.log(1).flush();
  produce(cluster, "c", 2);
  cluster.run(5000);
  cluster.elect(1, [1]);
  produce(cluster, "d", 3);
  produce(cluster, "e", 4);
  expect(cluster.log(1).highWatermark).toBe(5);
  return cluster;
}

function produce(cluster: TestCluster, value: string, sequence: number): number | undefined {
  const batch = cluster.batch([value], { ...PRODUCER, sequence });
  cluster.produce(1, -1, [value], { batch });
  cluster.run(10);
  return cluster.produced().at(-1)?.[0];
}

function start(cluster: TestCluster): void {
  cluster.act(() => {
    cluster.sim.boot(cluster.host(1));
  });
  cluster.run(1);
  cluster.until(() => cluster.broker(1).acceptsRequests);
  cluster.elect(1, [1], { tell: [] });
}

const kill = (cluster: TestCluster) => {
  cluster.act(() => {
    cluster.sim.kill(cluster.host(1));
  });
};
const losePower = (extent: "all" | "none") => (cluster: TestCluster) => {
  cluster.act(() => {
    cluster.probe.closeAll(cluster.host(1).index);
    cluster.sim.losePower(cluster.host(1), extent);
  });
};
const shutdown = (cluster: TestCluster) => {
  cluster.act(() => {
    cluster.broker(1).shutdown();
  });
  cluster.until(() => !cluster.host(1).up);
};

const ALL = ["0:a", "0:b", "0:c", "1:d", "1:e"];
const EPOCHS: [number, number][] = [
  [0, 0],
  [1, 3],
];

const ENDINGS: readonly Ending[] = [
  {
    ending: "a clean shutdown",
    end: shutdown,
    records: ALL,
    highWatermark: 5,
    leaderEpochs: EPOCHS,
    recovers: false,
    recoveryPoint: 5,
  },
  {
    ending: "a kill",
    end: kill,
    records: ALL,
    highWatermark: 3,
    leaderEpochs: EPOCHS,
    recovers: true,
    recoveryPoint: 0,
  },
  {
    ending: "a power loss that takes everything unsynced",
    end: losePower("all"),
    records: ["0:a", "0:b"],
    highWatermark: 2,
    leaderEpochs: [[0, 0]],
    recovers: true,
    recoveryPoint: 0,
  },
  {
    ending: "a power loss that takes nothing",
    end: losePower("none"),
    records: ALL,
    highWatermark: 3,
    leaderEpochs: EPOCHS,
    recovers: true,
    recoveryPoint: 0,
  },
];

describe.each(ENDINGS)("after $ending", (expected) => {
  const { end } = expected;

  test("records, high watermark, epochs and recovery point are as expected", () => {
    const cluster = leader();
    end(cluster);
    start(cluster);
    const log = cluster.log(1);
    const states = cluster.factsOf(FACT_BROKER_STATE).map(([, state]) => state);
    expect({
      ending: expected.ending,
      end,
      records: cluster.contents(1),
      highWatermark: Math.min(
        log.directory.highWatermarks.get(cluster.tp()) ?? 0,
        log.logEndOffset,
      ),
      leaderEpochs: log.leaderEpochCache.entries.map(({ epoch, startOffset }) => [
        epoch,
        startOffset,
      ]),
      recovers: states.includes(BROKER_STATES.RECOVERING_FROM_UNCLEAN_SHUTDOWN),
      recoveryPoint: log.recoveryPoint,
    }).toEqual(expected);
  });

  test("of each producer only the last batch is recognised as a duplicate", () => {
    const cluster = leader();
    end(cluster);
    start(cluster);
    cluster.leaderAndIsr(1);
    const last = expected.records.length - 1;
    expect(produce(cluster, "again", last)).toBe(Errors.NONE);
    expect(cluster.log(1).logEndOffset).toBe(last + 1);
    expect(produce(cluster, "again", last - 1)).toBe(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
  });
});

describe("a broker that has not been restarted", () => {
  test("recognises the last five batches of each producer", () => {
    const cluster = leader();
    for (const sequence of [0, 1, 2, 3, 4]) {
      expect(produce(cluster, "again", sequence)).toBe(Errors.NONE);
    }
    expect(cluster.log(1).logEndOffset).toBe(5);
  });
});

describe("what is flushed, and when", () => {
  /** Records of a log whose power fails that long after its first record; one more comes every 10 s. */
  function kept(config: object, seconds: number, overrides: Record<string, string> = {}): number {
    const cluster = new TestCluster(1, { ...config });
    cluster.registry.topicConfigs.set("t", overrides);
    cluster.elect(1, [1]);
    for (let at = 0; at < seconds; at += 10) {
      cluster.produce(1, 1, [`r${at}`]);
      cluster.run(Math.min(10, seconds - at) * 1000);
    }
    losePower("all")(cluster);
    start(cluster);
    return cluster.contents(1).length;
  }

  test("nothing, by default", () => {
    expect(kept({}, 120)).toBe(0);
  });

  test("every so many records", () => {
    expect(kept({ "log.flush.interval.messages": 5 }, 120)).toBe(10);
    expect(kept({}, 120, { "flush.messages": "5" })).toBe(10);
  });

  test("when the scheduler looks, every so many milliseconds from the thirtieth second on", () => {
    expect(kept({ "log.flush.scheduler.interval.ms": 20_000 }, 29)).toBe(0);
    expect(kept({ "log.flush.scheduler.interval.ms": 20_000 }, 65)).toBeGreaterThanOrEqual(3);
    const slow = { "log.flush.scheduler.interval.ms": 1000, "log.flush.interval.ms": 50_000 };
    expect(kept(slow, 45)).toBe(0);
    expect(kept(slow, 55)).toBe(6);
  });

  test("a topic's flush.ms counts only when the scheduler looks: by default once, after 30 s", () => {
    const overrides = { "flush.ms": "1000" };
    expect(kept({}, 29, overrides)).toBe(0);
    expect(kept({}, 120, overrides)).toBe(3);
  });
});

describe("checkpoints", () => {
  const pointsOf = (cluster: TestCluster) => cluster.log(1).directory.recoveryPoints;

  test("of recovery points are written every log.flush.offset.checkpoint.interval.ms after 30 s", () => {
    const cluster = leader({ "log.flush.offset.checkpoint.interval.ms": 10_000 });
    expect(pointsOf(cluster).get(cluster.tp())).toBeUndefined();
    cluster.run(26_000);
    expect(pointsOf(cluster).get(cluster.tp())).toBe(2);
    cluster.log(1).flush();
    cluster.run(10_000);
    expect(pointsOf(cluster).get(cluster.tp())).toBe(5);
  });

  test("of log start offsets have a timer of their own", () => {
    const cluster = leader({ "log.flush.start.offset.checkpoint.interval.ms": 10_000 });
    cluster.run(26_000);
    cluster.log(1).maybeIncrementLogStartOffset(2);
    cluster.run(10_000);
    expect(cluster.log(1).directory.logStartOffsets.get(cluster.tp())).toBe(2);
    expect(pointsOf(cluster).get(cluster.tp())).toBe(2);
  });
});

describe("a broker that ends while it loads its logs", () => {
  /** Boots it and ends it before its logs are loaded; then starts it again. */
  function endWhileLoading(
    config: object,
    end: (cluster: TestCluster) => void,
    first: (cluster: TestCluster) => void = shutdown,
  ): number[] {
    const cluster = leader(config);
    first(cluster);
    cluster.act(() => {
      cluster.sim.boot(cluster.host(1));
    });
    cluster.run(1);
    expect(cluster.broker(1).state).not.toBe(BROKER_STATES.RUNNING_AS_BROKER);
    end(cluster);
    const before = cluster.factsOf(FACT_BROKER_STATE).length;
    start(cluster);
    expect(cluster.contents(1)).toEqual(ALL);
    return cluster
      .factsOf(FACT_BROKER_STATE)
      .slice(before)
      .map(([, state]) => state ?? -1);
  }

  const recovers = (states: number[]) =>
    states.includes(BROKER_STATES.RECOVERING_FROM_UNCLEAN_SHUTDOWN);
  const late = { cleanShutdownMarker: "deletedAfterLoading" };

  test("has taken the mark of the clean shutdown away, and the next start recovers", () => {
    expect(recovers(endWhileLoading({}, kill))).toBe(true);
    expect(recovers(endWhileLoading({}, losePower("all")))).toBe(true);
  });

  test("leaves the mark before KAFKA-10471, and the next start trusts it", () => {
    expect(recovers(endWhileLoading(late, kill))).toBe(false);
    expect(recovers(endWhileLoading(late, losePower("all")))).toBe(false);
    expect(recovers(endWhileLoading(late, kill, kill))).toBe(true);
  });

  test("halts when it is asked to shut down", () => {
    const halt = (cluster: TestCluster) => {
      cluster.act(() => {
        cluster.broker(1).shutdown();
      });
      expect(cluster.host(1).up).toBe(false);
    };
    expect(recovers(endWhileLoading({}, halt))).toBe(true);
  });

  test("is listed as recovering for as long as it loads", () => {
    const cluster = leader();
    kill(cluster);
    cluster.act(() => {
      cluster.sim.boot(cluster.host(1));
    });
    cluster.run(1);
    expect(cluster.broker(1).state).toBe(BROKER_STATES.RECOVERING_FROM_UNCLEAN_SHUTDOWN);
    expect(cluster.host(1).listening).toBe(false);
    cluster.run(20);
    expect(cluster.broker(1).state).toBe(BROKER_STATES.RUNNING_AS_BROKER);
  });
});
