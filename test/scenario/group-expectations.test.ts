import { describe, expect, test } from "vitest";
import { createRun, DEFAULT_LIMITS, runOf } from "../../sim/index.ts";
import type {
  Condition,
  ConsumerSpec,
  ExpectationBody,
  Scenario,
  Step,
} from "../../sim/scenario/types.ts";
import { PRODUCE, scenarioWith } from "./support.ts";

const C1: ConsumerSpec = {
  name: "c1",
  consumer: { "group.id": "billing", "auto.offset.reset": "earliest", "enable.auto.commit": false },
  subscribe: ["orders"],
  application: {},
};
const STEPS: readonly Step[] = [
  { wait: { group: "billing", state: "Stable", members: 1 } },
  { produce: { ...PRODUCE, values: "r0..r9" } },
  { wait: { processed: "r0..r9" } },
];

function measured(
  steps: readonly Step[],
  body: ExpectationBody,
  application: ConsumerSpec["application"] = {},
): readonly [met: boolean, found: unknown] {
  const parts: Partial<Scenario> = {
    clients: [
      { name: "producer", producer: { acks: "all" } },
      { ...C1, application: application ?? {} },
    ],
  };
  const run = createRun(runOf(scenarioWith(steps, [body], parts)), {
    trace: "off",
    limits: DEFAULT_LIMITS,
  });
  const { inconclusive, expectations } = run.finish();
  expect(inconclusive).toBe(null);
  return [expectations[0]?.met ?? false, expectations[0]?.found];
}

const values = (text: string) => ({ code: "found.values", args: { values: text } });

describe("what an outside system sees twice", () => {
  const again: readonly Step[] = [
    ...STEPS,
    { seek: { client: "c1", partition: "orders-0", to: 7 } },
    { wait: { processed: "r7..r9", times: 2 } },
  ];

  test("is what was processed twice", () => {
    expect(measured(STEPS, { processedTwice: [] })).toEqual([true, values("")]);
    expect(measured(again, { processedTwice: "r7..r9" })).toEqual([true, values("r7..r9")]);
    expect(measured(again, { processedTwice: [] })[0]).toBe(false);
  });

  test("is nothing where a unique key refuses it", () => {
    const unique = { effect: "unique" } as const;
    expect(measured(again, { processedTwice: [] }, unique)).toEqual([true, values("")]);
  });
});

describe("what nobody of a group processes", () => {
  const skipping = { fails: { values: "r3", then: "skip" } } as const;
  const body = (list: readonly string[]) => ({ neverProcessed: list, group: "billing" });

  test("is what fails and is skipped", () => {
    const steps = [...STEPS.slice(0, 2), { wait: { processed: "r9" } } as const];
    expect(measured(STEPS, body([]))).toEqual([true, values("")]);
    expect(measured(steps, body(["r3"]), skipping)).toEqual([true, values("r3")]);
    expect(measured(steps, body([]), skipping)[0]).toBe(false);
  });
});

describe("what older records overwrite", () => {
  const put = { effect: "put" } as const;
  const keyed: readonly Step[] = [
    ...STEPS.slice(0, 1),
    { produce: { ...PRODUCE, values: ["a", "b"], key: "k" } },
    { wait: { processed: ["a", "b"] } },
  ];

  test("is told by its keys", () => {
    expect(measured(keyed, { overwritten: [] }, put)).toEqual([true, values("")]);
    const back: readonly Step[] = [
      ...keyed,
      { processing: { client: "c1", takes: "2s" } },
      { seek: { client: "c1", partition: "orders-0", to: 0 } },
      { wait: { processed: "a", times: 2 } },
      { kill: "c1" },
    ];
    expect(measured(back, { overwritten: ["k"] }, put)).toEqual([true, values("k")]);
  });
});

describe("the time in which nobody consumes", () => {
  const died: readonly Step[] = [...STEPS, { kill: "c1" }, { sleep: "20s" }, { restart: "c1" }];
  const rejoined: Step = { wait: { member: "c1", state: "stable" } };
  const body = { unconsumed: "orders-0", group: "billing" } as const;

  test("lasts from a death to the next assignment", () => {
    expect(measured(STEPS, { ...body, atMost: 0 })[0]).toBe(true);
    const [met, found] = measured([...died, rejoined], { ...body, atLeast: "20s", atMost: "60s" });
    expect(found).toMatchObject({ code: "found.unconsumed" });
    expect(met).toBe(true);
    expect(measured([...died, rejoined], { ...body, atMost: "20s" })[0]).toBe(false);
    expect(measured([...died, rejoined], { ...body, unconsumed: "orders" })[1]).toEqual(found);
  });

  test("counts from a state on, if that comes", () => {
    const steps = [...died.slice(0, 4), { sleep: "10s" }, ...died.slice(4), rejoined] as const;
    const whole = measured(steps, body)[1] as { args: { unconsumedUs: number } };
    const gone: Condition = { all: [{ group: "billing", state: "Empty" }, { processed: "r9" }] };
    const late = measured(steps, { ...body, after: gone });
    expect((late[1] as typeof whole).args.unconsumedUs).toBeLessThan(whole.args.unconsumedUs);
    const never = { group: "billing", generation: 99 } as const;
    expect(measured(steps, { ...body, after: never })).toEqual([
      false,
      { code: "found.notBegun", args: {} },
    ]);
  });
});
