import fc from "fast-check";
import { expect, test } from "vitest";
import { Checker } from "../../../sim/check/checker.ts";
import { buildCluster } from "../../../sim/cluster/cluster.ts";
import { type Cluster, hostNamed } from "../../../sim/cluster/hosts.ts";
import { applyFault, obstacle, stepKindOf } from "../../../sim/faults/apply.ts";
import type { Fault } from "../../../sim/faults/fault.ts";
import type { Admin } from "../../../sim/kafka/client/admin/admin.ts";
import type { Producer } from "../../../sim/kafka/client/producer/producer.ts";
import { DEFAULT_ERA } from "../../../sim/kafka/era/eras.ts";
import { DEFAULT_PATH } from "../../../sim/kernel/paths.ts";
import { Simulation } from "../../../sim/kernel/simulation.ts";
import { messageName } from "../../../sim/trace/union.ts";
import { runFor } from "../../bench/steady-cluster.ts";

const BROKERS = ["broker-1", "broker-2", "broker-3"];
const MESSAGES = ["LeaderAndIsrRequest", "FetchResponse", "AlterIsrRequest", "AlterIsrResponse"];
const SETTINGS = {
  "min.insync.replicas": 2,
  "replica.lag.time.max.ms": 2000,
  "zookeeper.session.timeout.ms": 2000,
};

interface PlannedFault {
  readonly afterMs: number;
  readonly fault: Fault;
}

const broker = fc.constantFrom(...BROKERS);
const peer = fc.constantFrom(...BROKERS, "zookeeper", "writer", "reader");
const hosts = broker.map((name) => [name]);
const between = fc.record({ from: hosts, to: peer.map((name) => [name]) });

/** Everything but power losses. */
const fault: fc.Arbitrary<Fault> = fc.oneof(
  hosts.map((names): Fault => ({ kind: "kill", hosts: names })),
  hosts.map((names): Fault => ({ kind: "restart", hosts: names })),
  hosts.map((names): Fault => ({ kind: "restart", hosts: names })),
  fc
    .tuple(hosts, fc.constantFrom("run" as const, "stop" as const))
    .map(([names, clocks]): Fault => ({ kind: "pause", hosts: names, clocks })),
  hosts.map((names): Fault => ({ kind: "resume", hosts: names })),
  fc
    .tuple(between, fc.boolean())
    .map(([links, oneWay]): Fault => ({ kind: "cut", ...links, oneWay })),
  fc.constant<Fault>({ kind: "healAll" }),
  between.map((links): Fault => ({ kind: "reset", ...links })),
  broker.map((host): Fault => ({ kind: "expireSession", host })),
  fc
    .tuple(fc.constantFrom("hold" as const, "release" as const), fc.constantFrom(...MESSAGES))
    .map(([kind, message]): Fault => ({ kind, message, from: BROKERS, to: BROKERS })),
);

const plan: fc.Arbitrary<PlannedFault[]> = fc.array(
  fc.record({ afterMs: fc.constantFrom(20, 300, 1000, 4000), fault }),
  { minLength: 10, maxLength: 25 },
);

/** Three brokers, two partitions on all of them, somebody who writes and somebody who reads. */
function cluster(seed: number, acks: "1" | "all"): Cluster {
  return buildCluster(new Simulation({ seed: `${seed}`, messageName }), {
    brokers: BROKERS.map((_, i) => ({ id: i + 1, era: DEFAULT_ERA, settings: SETTINGS })),
    zookeeper: {},
    zookeeperServers: 1,
    clients: [
      { kind: "producer", name: "writer", era: DEFAULT_ERA, settings: { acks, "linger.ms": 5 } },
      {
        kind: "consumer",
        name: "reader",
        era: DEFAULT_ERA,
        settings: { "auto.offset.reset": "earliest" },
        assign: ["orders-0", "orders-1"],
      },
    ],
    admin: { era: DEFAULT_ERA, settings: {} },
    network: { path: DEFAULT_PATH, links: [] },
  });
}

function start(built: Cluster): void {
  const { sim } = built;
  for (const name of ["zookeeper", ...BROKERS, "admin"]) sim.boot(hostNamed(built, name));
  runFor(sim, 2_000_000);
  const admin = hostNamed(built, "admin").running() as Admin;
  const topic = { name: "orders", numPartitions: 2, replicationFactor: 3 };
  admin.begin({ kind: "createTopics", topics: [{ ...topic, assignment: null, configs: {} }] });
  for (const name of ["writer", "reader"]) sim.boot(hostNamed(built, name));
  runFor(sim, 2_000_000);
  const writer = hostNamed(built, "writer").running() as Producer;
  writer.produce({ topic: "orders", partitions: 2, recordsPerSecond: 30, valueBytes: 100 });
}

/** Runs a plan, and returns who checked it. Faults that a host's state forbids are left out. */
function checked(seed: number, acks: "1" | "all", planned: readonly PlannedFault[]): Checker {
  const built = cluster(seed, acks);
  const { sim } = built;
  const checker = new Checker(sim, {
    producers: { writer: { acks: acks === "all" ? -1 : 1, idempotence: false, maxInFlight: 5 } },
    minInsyncReplicas: 2,
    uncleanLeaderElection: false,
  });
  sim.observers.push(checker);
  start(built);
  for (const { afterMs, fault: next } of planned) {
    runFor(sim, afterMs * 1000);
    if (obstacle(built, next) !== null) continue;
    sim.external(stepKindOf(next), -1, () => {
      applyFault(built, next);
    });
  }
  runFor(sim, 5_000_000);
  return checker;
}

test("no invariant breaks while nothing worse happens than crashes, pauses, cuts and delays", () => {
  let acked = 0;
  fc.assert(
    fc.property(fc.nat(), plan, (seed, planned) => {
      const checker = checked(seed, "all", planned);
      acked += checker.report().ledger.acked;
      expect(checker.violations).toEqual([]);
    }),
    { numRuns: 12 },
  );
  expect(acked).toBeGreaterThan(500);
});

test("with acks=1, acknowledged records may be lost, and nothing else", () => {
  fc.assert(
    fc.property(fc.nat(), plan, (seed, planned) => {
      const others = checked(seed, "1", planned).violations.filter(
        (one) => one.invariant !== "ack-durability" || one.class !== "allowed by configuration",
      );
      expect(others).toEqual([]);
    }),
    { numRuns: 8 },
  );
});
