import { beforeAll, describe, expect, test } from "vitest";
import { FACT_LOG_TRUNCATE } from "../../sim/kafka/facts.ts";
import { FACT_STRIDE } from "../../sim/kernel/facts.ts";
import { FactBuffer } from "../../sim/trace/pack.ts";
import { hashState } from "../../sim/trace/state-hash.ts";
import type { LaneView, PartitionLanes } from "../../viz/model/view.ts";
import { neighbourOf } from "../../viz/worker/neighbours.ts";
import { OpenRun } from "../../viz/worker/open-run.ts";
import { outcomeOfTrace } from "../../viz/worker/outcome.ts";
import { searchEvents } from "../../viz/worker/search-events.ts";
import { FLAGSHIP, simulate } from "./flagship.ts";

let run: OpenRun;
beforeAll(() => {
  const { trace, meta } = simulate(FLAGSHIP);
  run = new OpenRun(trace, meta);
});

function partition(event: number): PartitionLanes {
  const found = run.view(event).lanes.find(({ tp }) => tp === "orders-0");
  if (found === undefined) throw new Error(`orders-0 has no log at event ${event}`);
  return found;
}

function lane(event: number, broker: number): LaneView {
  const found = partition(event).lanes.find((each) => each.broker === broker);
  if (found === undefined) throw new Error(`broker ${broker} has no log at event ${event}`);
  return found;
}

function truncation(): number {
  const columns = run.trace.events();
  const facts = new FactBuffer();
  for (let event = columns.length - 1; event >= 0; event--) {
    columns.facts(event, facts);
    for (let at = 0; at < facts.length; at += FACT_STRIDE) {
      if (facts.data[at] === FACT_LOG_TRUNCATE) return event;
    }
  }
  throw new Error("nothing is truncated");
}

describe("a run in the page", () => {
  test("shows the same moment whatever was shown before", () => {
    const moments = [-1, 0, 100, 300, run.trace.length - 1];
    const forwards = moments.map((event) => run.view(event));
    const backwards = [...moments].reverse().map((event) => run.view(event));
    expect(backwards.reverse()).toEqual(forwards);
  });

  test("ends in the state that the simulation ended in", () => {
    expect(hashState(run.state(run.trace.length - 1))).toBe(run.trace.currentStateHash());
  });

  test("has messages under way from the event that sends them up to the one that receives them", () => {
    const { messages, trace } = run;
    for (let id = 1; id <= messages.length; id += 7) {
      const sent = messages.sendEvent(id);
      const ended = messages.endEvent(id);
      const isShown = (event: number) => {
        return run.view(event).cluster.packets.some((packet) => packet.id === id);
      };
      if (ended !== sent) expect(isShown(sent), `message ${id} when it is sent`).toBe(true);
      if (sent > 0) expect(isShown(sent - 1), `message ${id} before`).toBe(false);
      if (ended !== null) expect(isShown(ended), `message ${id} after`).toBe(false);
      else expect(isShown(trace.length - 1)).toBe(true);
    }
  });

  test("strikes out what an event truncates, for that one step", () => {
    const event = truncation();
    expect(lane(event, 1).truncated).toEqual([{ base: 7, end: 10, epoch: 0 }]);
    expect(lane(event - 1, 1).logEndOffset).toBe(10);
    expect(lane(event, 1).logEndOffset).toBe(7);
    expect(lane(event + 1, 1).truncated).toEqual([]);
  });

  test("puts the leader first and groups the ISR", () => {
    const last = partition(run.trace.length - 1);
    expect(last.lanes[0]).toMatchObject({ broker: last.leader, standing: "leader" });
    const outside = last.lanes.map(({ inIsr }) => inIsr);
    expect(outside).toEqual([...outside].sort((a, b) => Number(b) - Number(a)));
  });

  test("knows which record is in a cell, and where its copies are", () => {
    const event = truncation();
    const before = run.record({ tp: "orders-0", broker: 1, offset: 8, index: event - 1 });
    expect(before).toMatchObject({ value: "r8", status: "acked", offset: 8, copies: [1] });
    const rows = run.recordRows(run.trace.length - 1);
    const copies = Object.fromEntries(rows.map((row) => [row.value, row.copies]));
    expect(copies.r6).toEqual([1, 2, 3]);
    expect(copies.r8).toEqual([]);
  });

  test("tells what an event changed, and why it happened", () => {
    const step = run.step(truncation());
    expect(step.changes).toContainEqual({
      sign: "~",
      path: ["partitions", "orders-0", "replicas", "1", "logEndOffset"],
      before: "10",
      after: "7",
    });
    const causes = step.causes.map(({ index }) => index);
    expect(causes.length).toBeGreaterThan(3);
    expect(causes).toEqual([...causes].sort((a, b) => b - a));
    expect(neighbourOf(run, step.index, "cause")).toBe(causes[0]);
    expect(JSON.parse(step.json)).toMatchObject({ i: step.index });
  });

  test("hides heartbeats and empty fetches until they are asked for", () => {
    const shown = searchEvents(run, "").events;
    const all = searchEvents(run, "is:noise").events;
    expect(all).toHaveLength(run.trace.length);
    expect(shown.length).toBeLessThan(all.length);
    expect(searchEvents(run, "kind:zookeeper.ping").events).toHaveLength(0);
    for (const { index } of run.index.milestones) expect(shown).toContain(index);
  });

  test("finds the events of a message: where it is sent and where it arrives", () => {
    const sent = run.messages.sendEvent(5);
    const arrives = run.messages.endEvent(5);
    expect([...searchEvents(run, "msg:5 is:noise").events]).toEqual([sent, arrives]);
  });

  test("has every fault, election and truncation among its milestones, in order", () => {
    const kinds = run.index.milestones.map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining(["controller", "election", "fault", "session", "truncation", "isr"]),
    );
    const { faults, partitions } = run.index.timeline;
    expect(faults.map(({ kind }) => kind).sort()).toEqual(["cut", "down"]);
    expect(partitions["orders-0"]?.leaders.map(({ leader, epoch }) => [leader, epoch])).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  test("has the same outcome as a trace file as it has as a simulation", () => {
    const { run: simulated, trace, meta } = simulate(FLAGSHIP);
    const outcome = outcomeOfTrace(trace, meta);
    const { report } = simulated.result();
    expect(outcome.lost.map(({ value }) => value)).toEqual(report.ledger.lost.map((r) => r.value));
    expect(outcome.lost.map(({ value }) => value)).toEqual(["r7", "r8", "r9"]);
    expect(outcome.violations.map(({ invariant }) => invariant)).toEqual(["ack-durability"]);
  });
});
