import { describe, expect, test } from "vitest";
import type { Run } from "../../sim/explore/run.ts";
import { createRun } from "../../sim/explore/run.ts";
import { DEFAULT_LIMITS, runOf } from "../../sim/explore/run-input.ts";
import { FACT_STRIDE } from "../../sim/kernel/facts.ts";
import { FACT_MESSAGE_SEND } from "../../sim/kernel/kernel-facts.ts";
import { InputError } from "../../sim/scenario/problems.ts";
import type { Condition, ExpectationBody, Step } from "../../sim/scenario/types.ts";
import { kindName } from "../../sim/trace/union.ts";
import { PRODUCE, runScenario, scenarioWith } from "./support.ts";

const STEPS: readonly Step[] = [
  { produce: { ...PRODUCE, values: "r0" } },
  { wait: { records: "r0", status: "acked" } },
  { shutdown: 1 },
  { wait: { partition: "orders-0", leader: 2 } },
  { produce: { ...PRODUCE, values: "r1" } },
  { wait: { records: "r1", status: "acked" } },
];
const SECOND_LEADER: Condition = { partition: "orders-0", leader: 2 };
const GONE: Condition = { broker: 1, registered: false };

function measured(body: ExpectationBody): readonly [met: boolean, found: unknown] {
  const [result] = runScenario(scenarioWith(STEPS, [body])).result().expectations;
  return [result?.met ?? false, result?.found];
}

/** What happened when, as the events themselves tell. */
function observed(watch: (run: Run) => void): void {
  const run = createRun(runOf(scenarioWith(STEPS)), { trace: "off", limits: DEFAULT_LIMITS });
  run.sim.observers.push({ onEvent: () => watch(run) });
  run.finish();
}

function elapsed(from: Condition, to: Condition): number {
  const [, found] = measured({ elapsed: { from, to } });
  return (found as { args: { elapsedUs: number } }).args.elapsedUs;
}

describe("the time between two states", () => {
  test("is that between the events after which they held", () => {
    let ledAt = -1;
    let ackedAt = -1;
    observed(({ sim, watcher }) => {
      if (ledAt === -1 && watcher.state.partitions["orders-0"]?.leader === 2) ledAt = sim.now;
      if (ackedAt === -1 && watcher.records.haveStatus("r1", "acked")) ackedAt = sim.now;
    });
    expect(ackedAt).toBeGreaterThan(ledAt);
    expect(elapsed(SECOND_LEADER, { records: "r1", status: "acked" })).toBe(ackedAt - ledAt);
  });

  test("is held against its bounds", () => {
    const acked: Condition = { records: "r1", status: "acked" };
    const us = elapsed(SECOND_LEADER, acked);
    const between = { from: SECOND_LEADER, to: acked };
    const bound = (micros: number) => `${micros}us`;
    expect(measured({ elapsed: between })[0]).toBe(true);
    expect(measured({ elapsed: between, atLeast: bound(us), atMost: bound(us) })[0]).toBe(true);
    expect(measured({ elapsed: between, atLeast: bound(us + 1) })[0]).toBe(false);
    expect(measured({ elapsed: between, atMost: bound(us - 1) })[0]).toBe(false);
  });

  test("runs to a later event, even if the second state was there before", () => {
    const up: Condition = { host: "zookeeper", life: "up" };
    expect(elapsed(SECOND_LEADER, up)).toBeGreaterThanOrEqual(0);
    let next = -1;
    let ledAt = -1;
    observed(({ sim, watcher }) => {
      if (ledAt !== -1 && next === -1) next = sim.now;
      if (ledAt === -1 && watcher.state.partitions["orders-0"]?.leader === 2) ledAt = sim.now;
    });
    expect(elapsed(SECOND_LEADER, up)).toBe(next - ledAt);
  });

  test("is not met when one of the states never came", () => {
    const never: Condition = { partition: "orders-0", leaderEpoch: 9 };
    expect(measured({ elapsed: { from: never, to: GONE } })).toEqual([
      false,
      { code: "found.notBegun", args: {} },
    ]);
    expect(measured({ elapsed: { from: GONE, to: never } })).toEqual([
      false,
      { code: "found.notEnded", args: {} },
    ]);
  });
});

/** Deliveries of that message, each with its sender and its receiver, and whether broker 1 was gone before. */
function deliveries(
  name: string,
): readonly { readonly to: string; readonly from: string; readonly late: boolean }[] {
  const found: { to: string; from: string; late: boolean }[] = [];
  let gone = false;
  const senders = new Map<number, string>();
  observed(({ sim, watcher }) => {
    const { data, length } = sim.facts;
    if (kindName(sim.rowKind) === name) {
      const from = senders.get(sim.rowMessage) ?? "";
      found.push({ to: sim.hosts[sim.rowHost]?.name ?? "", from, late: gone });
    }
    for (let at = 0; at < length; at += FACT_STRIDE) {
      if (data[at] === FACT_MESSAGE_SEND)
        senders.set(data[at + 1] ?? 0, sim.hosts[data[at + 2] ?? -1]?.name ?? "");
    }
    const ids = watcher.state.zookeeper.root.children.brokers?.children.ids?.children;
    gone ||= ids?.["1"] === undefined && sim.now > 2_500_000;
  });
  return found;
}

function count(messages: Extract<ExpectationBody, { messages: unknown }>["messages"]): number {
  const [, found] = measured({ messages });
  return (found as { args: { count: number } }).args.count;
}

describe("messages are counted", () => {
  const all = deliveries("FetchRequest");

  test("all of a name", () => {
    expect(all.length).toBeGreaterThan(10);
    expect(count({ message: "FetchRequest" })).toBe(all.length);
  });

  test("by their receivers and their senders", () => {
    expect(count({ message: "FetchRequest", to: 2 })).toBe(
      all.filter(({ to }) => to === "broker-2").length,
    );
    expect(count({ message: "FetchRequest", from: [2, 3], to: 1 })).toBe(
      all.filter(({ from, to }) => ["broker-2", "broker-3"].includes(from) && to === "broker-1")
        .length,
    );
    expect(count({ message: "FetchRequest", from: 1 })).toBe(
      all.filter(({ from }) => from === "broker-1").length,
    );
  });

  test("from a state on", () => {
    const after: Condition = { all: [SECOND_LEADER, GONE] };
    const late = count({ message: "FetchRequest", after });
    expect(late).toBeGreaterThan(0);
    expect(late).toBeLessThan(all.length);
    expect(count({ message: "FetchRequest", after: { partition: "orders-0", leader: 9 } })).toBe(0);
  });

  test("of ZooKeeper too", () => {
    const watches = deliveries("zookeeper.watch-event");
    expect(count({ message: "zookeeper.watch-event" })).toBe(watches.length);
    expect(watches.length).toBeGreaterThan(0);
  });

  test("and held against bounds", () => {
    const messages = { message: "FetchRequest" };
    const n = all.length;
    expect(measured({ messages, atLeast: n, atMost: n })[0]).toBe(true);
    expect(measured({ messages, atLeast: n + 1 })[0]).toBe(false);
    expect(measured({ messages, atMost: n - 1 })[0]).toBe(false);
  });
});

test.each([
  [{ messages: { message: "FetchRequests" } }, "problem.unknownMessage", "FetchRequest"],
  [
    { messages: { message: "zookeeper.watchevent" } },
    "problem.unknownMessage",
    "zookeeper.watch-event",
  ],
  [{ messages: { message: "FetchRequest", to: "brokr-1" } }, "problem.unknownHost", "broker-1"],
  [{ elapsed: { from: GONE, to: { controller: 7 } } }, "problem.unknownHost", "broker-1"],
  [{ elapsed: { from: GONE, to: GONE }, atMost: "soon" }, "problem.badDuration", undefined],
])("%j is refused", (body, code, nearest) => {
  try {
    scenarioWith(STEPS, [body as ExpectationBody]);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const [problem] = (error as InputError).problems;
    expect(problem?.code).toBe(code);
    if (nearest !== undefined) expect(problem?.args).toMatchObject({ nearest });
    return;
  }
  expect.unreachable();
});
