import { describe, expect, test } from "vitest";
import { createRun } from "../../sim/explore/run.ts";
import { DEFAULT_LIMITS, runOf } from "../../sim/explore/run-input.ts";
import type { Condition, Scenario, Step } from "../../sim/scenario/types.ts";
import { PRODUCE, scenarioWith } from "./support.ts";

const PARTS: Partial<Scenario> = {
  topics: [
    {
      name: "orders",
      assignment: [
        [1, 2, 3],
        [2, 3, 1],
      ],
    },
  ],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    {
      name: "c1",
      consumer: { "group.id": "billing", "auto.offset.reset": "earliest" },
      subscribe: ["orders"],
      application: { commit: "afterProcessing" },
    },
  ],
};
/** Ten records of the first partition are committed, and the group has no members any more. */
const LEFT: readonly Step[] = [
  { wait: { group: "billing", state: "Stable" } },
  { produce: { ...PRODUCE, values: "r0..r9" } },
  { wait: { committed: "orders-0", group: "billing", offset: 10 } },
  { close: { client: "c1", timeout: "5s" } },
  {
    wait: {
      all: [
        { group: "billing", members: 0 },
        { host: "c1", life: "down" },
      ],
    },
  },
];

/** What kept a run from its end, and the errors that the operator met. */
function run(
  steps: readonly Step[],
  era: string,
): { inconclusive: unknown; refused: Readonly<Record<string, number>> } {
  const short = steps.map((step) => ("wait" in step ? { within: "30s", ...step } : step));
  const input = { ...runOf(scenarioWith(short, [], PARTS)), era };
  const done = createRun(input, { trace: "off", limits: DEFAULT_LIMITS });
  const { inconclusive } = done.finish();
  return { inconclusive, refused: done.watcher.state.clients.admin?.errors ?? {} };
}

function committed(offset: number, partition = "orders-0"): Step {
  return { wait: { committed: partition, group: "billing", offset } };
}

const FINE = { inconclusive: null, refused: {} };
const ERAS_THAT_RESET = ["0.11", "1.1", "2.8", "3.9"];

describe.each(ERAS_THAT_RESET)("in Kafka %s an operator", (era) => {
  test("resets the offsets of a group without members", () => {
    const steps: readonly Step[] = [
      ...LEFT,
      { resetOffsets: { group: "billing", of: "orders", to: "earliest" } },
      committed(0),
      { resetOffsets: { group: "billing", of: "orders-0", to: 6 } },
      committed(6),
      { resetOffsets: { group: "billing", of: "orders-0", to: { shiftBy: -2 } } },
      committed(4),
      { resetOffsets: { group: "billing", of: "orders", to: "latest" } },
      committed(10),
      committed(0, "orders-1"),
    ];
    expect(run(steps, era)).toEqual(FINE);
  });

  test("lets a group begin anew", () => {
    const steps: readonly Step[] = [
      ...LEFT,
      { resetOffsets: { group: "billing", of: "orders-0", to: 3 } },
      committed(3),
      { restart: "c1" },
      { wait: { processed: "r3..r9", times: 2 } },
      { wait: { processed: "r0..r2", times: 1 } },
    ];
    expect(run(steps, era)).toEqual(FINE);
  });

  test("resets nothing while the group has members", () => {
    const refusal: Condition = { error: "NON_EMPTY_GROUP", client: "admin" };
    const steps: readonly Step[] = [
      ...LEFT.slice(0, 3),
      { resetOffsets: { group: "billing", of: "orders", to: "earliest" } },
      { wait: refusal },
      committed(10),
    ];
    expect(run(steps, era)).toEqual({ inconclusive: null, refused: { NON_EMPTY_GROUP: 1 } });
  });
});

describe("groups are deleted", () => {
  const deletion: Step = { deleteGroup: "billing" };

  test.each(["1.1", "2.8", "3.9"])("in Kafka %s, when they have no members", (era) => {
    const gone: Step = { wait: { group: "billing", state: "Dead" } };
    const refused: Step = { wait: { error: "NON_EMPTY_GROUP", client: "admin" } };
    expect(run([...LEFT, deletion, gone, committed(-1)], era)).toEqual(FINE);
    const { inconclusive } = run([...LEFT.slice(0, 3), deletion, refused], era);
    expect(inconclusive).toBe(null);
  });

  test.each(["0.9", "0.11"])("not in Kafka %s, whose tool knows those of ZooKeeper only", (era) => {
    const unsupported: Step = { wait: { error: "UNSUPPORTED_VERSION", client: "admin" } };
    expect(run([...LEFT, deletion, unsupported], era).inconclusive).toBe(null);
  });
});

describe("offsets of a topic are deleted", () => {
  const deletion: Step = { deleteOffsets: { group: "billing", topic: "orders" } };

  test.each(["2.4", "2.8", "3.9"])("in Kafka %s, unless a member reads it", (era) => {
    expect(run([...LEFT, deletion, committed(-1)], era)).toEqual(FINE);
    const refused: Condition = { error: "GROUP_SUBSCRIBED_TO_TOPIC", client: "admin" };
    const { inconclusive } = run([...LEFT.slice(0, 3), deletion, { wait: refused }], era);
    expect(inconclusive).toBe(null);
  });

  test("not in Kafka 2.1", () => {
    const unsupported: Step = { wait: { error: "UNSUPPORTED_VERSION", client: "admin" } };
    expect(run([...LEFT, deletion, unsupported], "2.1").inconclusive).toBe(null);
  });
});
