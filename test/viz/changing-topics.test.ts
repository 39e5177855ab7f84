import { describe, expect, test } from "vitest";
import type { ChipView } from "../../viz/model/view.ts";
import { zookeeperView } from "../../viz/model/zookeeper-view.ts";
import { OpenRun } from "../../viz/worker/open-run.ts";
import { simulate } from "./flagship.ts";

function open(id: string): OpenRun {
  const { trace, meta } = simulate(id);
  return new OpenRun(trace, meta);
}

/** The first event at which the view satisfies a condition. */
function firstEvent(run: OpenRun, from: number, holds: (event: number) => boolean): number {
  for (let event = from; event < run.trace.length; event++) if (holds(event)) return event;
  throw new Error("that moment never comes");
}

function chips(run: OpenRun, event: number, broker: number): readonly ChipView[] {
  return run.view(event).cluster.nodes.find((node) => node.broker === broker)?.chips ?? [];
}

function brokersWithLogs(run: OpenRun, event: number): number[] {
  return run.view(event).lanes.flatMap(({ lanes }) => lanes.map(({ broker }) => broker));
}

describe("a partition that moves", () => {
  const run = open("reassign-under-load");
  const last = run.trace.length - 1;

  test("is in the end with its new brokers only", () => {
    expect(brokersWithLogs(run, last).sort()).toEqual([3, 4, 5]);
    expect(chips(run, last, 1)).toEqual([]);
    expect(chips(run, last, 4)).toHaveLength(1);
  });

  test("says which replicas come and which go, while it moves", () => {
    const moving = run.index.milestones.find(({ index, kind }) => {
      return kind === "isr" && run.view(index).lanes.some(({ adding }) => adding.length > 0);
    });
    const [lanes] = run.view(moving?.index ?? 0).lanes;
    expect(lanes).toMatchObject({ adding: [4, 5], removing: [1, 2] });
    expect(run.view(last).lanes[0]).toMatchObject({ adding: [], removing: [] });
  });

  test("has a whole ISR as long as as many are in sync as it has replicas", () => {
    const isr = run.index.timeline.partitions["orders-0"]?.isr ?? [];
    expect(isr.length).toBeGreaterThan(3);
    expect(isr.map(({ isr: members, whole }) => [members.length, whole])).not.toContainEqual([
      3,
      false,
    ]);
    expect(isr.every(({ whole }) => whole)).toBe(true);
  });
});

describe("a topic that is deleted and created anew", () => {
  const run = open("topic-deletion-recreate");
  const [before, after] = run.index.timeline.partitions["orders-0"]?.leaders.slice(-2) ?? [];

  test("has no leader and no ISR in between", () => {
    expect(before?.leader).toBe(-1);
    expect(after).toMatchObject({ leader: 1, epoch: 0 });
    expect(before?.to).toBeLessThan(after?.from ?? 0);
    const isr = run.index.timeline.partitions["orders-0"]?.isr ?? [];
    expect(isr.at(-2)?.to).toBe(before?.to);
    expect(isr.at(-1)).toMatchObject({ isr: [1, 2, 3], whole: true });
    expect(isr.at(-2)?.whole).toBe(false);
  });

  test("is shown nowhere once it is gone, and again when it is back", () => {
    const gone = firstEvent(run, before?.to ?? 0, (event) => run.view(event).lanes.length === 0);
    expect(gone).toBeLessThan(after?.from ?? 0);
    expect(run.view(gone).cluster.nodes.flatMap((node) => node.chips)).toEqual([]);
    expect(brokersWithLogs(run, run.trace.length - 1)).toEqual([1, 2, 3]);
  });

  test("is not on brokers that have deleted their replicas, while another is down", () => {
    const waiting = (before?.from ?? 0) + 60;
    expect(chips(run, waiting, 1)).toEqual([]);
    expect(chips(run, waiting, 2)).toEqual([]);
    expect(chips(run, waiting, 3)).toMatchObject([{ standing: "offline" }]);
  });

  test("leaves no count of records at the operator", () => {
    const admin = run.view(run.trace.length - 1).cluster.nodes.find(({ id }) => id === "admin");
    expect(admin?.counts).toBeNull();
  });
});

test("servers of an ensemble that are down are listed with the others", () => {
  const run = open("zk-quorum-loss");
  const event = firstEvent(run, 0, (at) => {
    return run.state(at).hosts["zookeeper-1"]?.reason === "killed";
  });
  const { servers } = zookeeperView(run.state(event), null);
  expect(servers.map(({ host, life, quorum }) => [host, life, quorum !== null])).toEqual([
    ["zookeeper-1", "down", false],
    ["zookeeper-2", "down", false],
    ["zookeeper-3", "up", true],
  ]);
  expect(zookeeperView(open("add-partitions").state(100), null).servers).toEqual([]);
});

test("a slow disk is a fault as long as it is slow", () => {
  const { timeline, milestones } = open("zk-slow").index;
  const slow = timeline.faults.filter(({ kind }) => kind === "slow");
  expect(slow).toMatchObject([{ what: "zookeeper", reason: "1000" }]);
  const faults = milestones.filter(({ kind }) => kind === "fault").map(({ index }) => index);
  expect(faults).toEqual(expect.arrayContaining([slow[0]?.from, slow[0]?.to]));
});
