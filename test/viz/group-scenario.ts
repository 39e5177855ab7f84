import { encodeLink, linkOf } from "../../sim/explore/link.ts";
import { runOf } from "../../sim/explore/run-input.ts";
import type { ClientSpec, Scenario } from "../../sim/index.ts";

const nothing = { en: "", zh: "" };

/** A consumer of the group `billing`. */
function consumer(name: string): ClientSpec {
  return {
    name,
    consumer: {
      "group.id": "billing",
      "auto.offset.reset": "earliest",
      "auto.commit.interval.ms": 1000,
      "session.timeout.ms": 6000,
    },
    subscribe: ["orders"],
    application: { processing: "10ms" },
  };
}

/** Two members share four partitions; one stands still, is put out of the group, and comes back. */
export const GROUP_SCENARIO: Scenario = {
  id: "two-members",
  group: "consumers",
  importance: 1,
  title: { en: "Two members", zh: "两个成员" },
  explanation: nothing,
  cluster: { brokers: 3 },
  topics: [{ name: "orders", partitions: 4, replicationFactor: 3 }],
  clients: [{ name: "p", producer: {} }, consumer("c1"), consumer("c2")],
  steps: [
    { wait: { group: "billing", state: "Stable", members: 2 }, within: "1m" },
    { produce: { client: "p", topic: "orders", values: "r0..r19", every: "20ms" } },
    { wait: { processed: "r0..r19" }, within: "30s" },
    { sleep: "3s" },
    { pause: "c2" },
    { wait: { group: "billing", state: "Stable", members: 1 }, within: "1m" },
    { produce: { client: "p", topic: "orders", values: "r20..r27", every: "20ms" } },
    { sleep: "500ms" },
    { resume: "c2" },
    { wait: { group: "billing", state: "Stable", members: 2 }, within: "1m" },
    { sleep: "2s" },
  ],
  expect: [{ lost: [], text: nothing }],
  control: {
    title: nothing,
    change: { clients: { p: { acks: "1" } } },
    expect: [{ lost: [], text: nothing }],
  },
};

/** Twenty members share a hundred partitions. */
export const LARGE_GROUP_SCENARIO: Scenario = {
  ...GROUP_SCENARIO,
  id: "twenty-members",
  topics: [{ name: "jobs", partitions: 100, replicationFactor: 1 }],
  clients: [
    { name: "p", producer: {} },
    ...Array.from({ length: 20 }, (_, i): ClientSpec => {
      return { ...consumer(`c${i + 1}`), subscribe: ["jobs"] };
    }),
  ],
  steps: [
    { wait: { group: "billing", state: "Stable", members: 20 }, within: "1m" },
    { produce: { client: "p", topic: "jobs", values: "r0..r99", every: "2ms" } },
    { sleep: "6s" },
  ],
};

/** The link under which the page runs a scenario that is not published. */
export function linkTo(scenario: Scenario): string {
  // The link names no engine, so that no page warns of another one.
  return encodeLink({ ...linkOf({ ...runOf(scenario), published: false }), engine: null });
}
