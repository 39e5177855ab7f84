import type { Scenario, Step } from "../../../sim/scenario/types.ts";
import { PRODUCE, scenarioWith } from "../../scenario/support.ts";

const READER = {
  name: "reader",
  consumer: { "auto.offset.reset": "latest" },
  assign: ["orders-0"],
  starts: "byStep",
} as const;

function records(values: string): Step {
  return { produce: { ...PRODUCE, values } };
}

/** A power loss that tears a batch, and a kill while the broker recovers what is left. */
export const tornAndKilled: Scenario = scenarioWith([
  { produce: { ...PRODUCE, values: "r0..r19", every: "10ms" } },
  { wait: { records: "r0..r19", status: "acked" } },
  { powerLoss: 1 },
  { wait: { broker: 1, registered: false } },
  { restart: 1 },
  { kill: 1 },
  { restart: 1 },
  { wait: { partition: "orders-0", isrSize: 3 } },
]);

/** A new leader whose high watermark is old, because the other follower cannot fetch from it. */
export const newLeaderWaits: Scenario = scenarioWith(
  [
    records("r0..r4"),
    { wait: { records: "r0..r4", status: "acked" } },
    { cut: { from: 2, to: 3 } },
    { kill: 1 },
    { wait: { partition: "orders-0", leader: 2 } },
    { start: "reader" },
    { sleep: "5s" },
    { heal: "all" },
  ],
  [],
  { clients: [{ name: "producer", producer: { acks: "all" } }, READER] },
);

/** A leader wants to take a follower in that dies before its controller hears of the wish. */
export const deadBeforeItJoins: Scenario = scenarioWith(
  [
    { kill: 3 },
    { wait: { partition: "orders-0", isr: [1, 2] } },
    { hold: { from: 1, to: 2, message: "AlterIsrRequest" } },
    { restart: 3 },
    { wait: { replica: "orders-0", broker: 3, role: "follower" } },
    records("r0"),
    {
      wait: {
        replica: "orders-0",
        broker: 1,
        knows: { follower: 3, logEndOffset: 1 },
      },
    },
    { kill: 3 },
    { wait: { broker: 3, registered: false } },
    { release: { from: 1, to: 2, message: "AlterIsrRequest" } },
    { sleep: "2s" },
  ],
  [],
  { cluster: { brokers: 3, controller: 2, settings: { "zookeeper.session.timeout.ms": 6000 } } },
);

const MEMBER = {
  name: "worker",
  consumer: {
    "group.id": "workers",
    "auto.offset.reset": "earliest",
    "enable.auto.commit": false,
  },
  subscribe: ["orders"],
  application: { commit: "afterProcessing" },
} as const;

const CLIENTS = [{ name: "producer", producer: { acks: "all" } }, MEMBER] as const;

function committed(offset: number): Step {
  return { wait: { committed: "orders-0", group: "workers", offset } };
}

/** The coordinator of a group dies, and another broker reads what it knew. */
export const coordinatorDies: Scenario = scenarioWith(
  [
    records("r0..r4"),
    committed(5),
    { kill: 3 },
    { sleep: "10s" },
    { wait: { group: "workers", state: "Stable" } },
    records("r5..r9"),
    committed(10),
  ],
  [],
  {
    cluster: {
      brokers: 3,
      settings: {
        "offsets.topic.num.partitions": 1,
        "zookeeper.session.timeout.ms": 6000,
      },
    },
    clients: [...CLIENTS],
  },
);

/** A group goes back by hand; then the only broker loses power with what was committed. */
export const commitsGoBack: Scenario = scenarioWith(
  [
    records("r0..r4"),
    committed(5),
    { commit: { client: "worker", offsets: { "orders-0": 2 } } },
    committed(2),
    { powerLoss: 1, lose: "all" },
    { wait: { broker: 1, registered: false } },
    { restart: 1 },
    { wait: { group: "workers", state: "Stable" }, within: "90s" },
  ],
  [],
  {
    cluster: {
      brokers: 1,
      settings: { "offsets.topic.num.partitions": 1, "offsets.topic.replication.factor": 1 },
    },
    topics: [{ name: "orders", assignment: [[1]] }],
    clients: [...CLIENTS],
  },
);

/** Nothing disturbs it. */
export const quiet: Scenario = scenarioWith(
  [
    { produce: { ...PRODUCE, values: "r0..r9", every: "100ms" } },
    { wait: { processed: "r0..r9", by: "worker" } },
  ],
  [],
  { clients: [...CLIENTS] },
);
