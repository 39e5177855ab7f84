import { beforeAll, describe, expect, test } from "vitest";
import type { GroupOfRun } from "../../viz/model/run-view.ts";
import { OpenRun } from "../../viz/worker/open-run.ts";
import { outcomeOfTrace } from "../../viz/worker/outcome.ts";
import { runView } from "../../viz/worker/run-view-of.ts";
import { simulateScenario } from "./flagship.ts";
import { GROUP_SCENARIO } from "./group-scenario.ts";

let run: OpenRun;
let group: GroupOfRun;
beforeAll(() => {
  const { trace, meta } = simulateScenario(GROUP_SCENARIO);
  run = new OpenRun(trace, meta);
  const [only] = run.index.timeline.groups;
  if (only === undefined) throw new Error("the run has a group");
  group = only;
});

/** The first event of the nth stretch in which the group is stable. */
function stable(n: number): number {
  return group.runs.filter(({ phase }) => phase === "Stable")[n]?.from ?? -1;
}

test("while a broker that was cut off still holds a group, its new coordinator's word counts", () => {
  const [before] = run.groups(stable(0)).groups;
  const old = before?.coordinator ?? -1;
  const [begin] = GROUP_SCENARIO.steps;
  if (begin === undefined) throw new Error("the scenario has steps");
  const others = ["zookeeper", 1, 2, 3, "c1", "c2"].filter((host) => host !== old);
  const { trace, meta } = simulateScenario({
    ...GROUP_SCENARIO,
    steps: [begin, { cut: { from: old, to: others } }, { sleep: "60s" }],
  });
  const other = new OpenRun(trace, meta);
  const [view] = other.groups(trace.length - 1).groups;
  expect(view?.formerCoordinators).toEqual([old]);
  expect(view?.coordinator).not.toBe(old);
  for (const { from, to, phase, generation } of other.index.timeline.groups[0]?.runs ?? []) {
    for (const event of [from, to - 1]) {
      expect(other.groups(event).groups[0], `at ${event}`).toMatchObject({ phase, generation });
    }
  }
  expect(other.index.timeline.groups[0]?.runs.at(-1)).toMatchObject({ phase: "Stable" });
});

describe("a run with a group", () => {
  test("knows its members, topics and the partition of its coordinator", () => {
    expect(group).toMatchObject({ id: "billing", clients: ["c1", "c2"], topics: ["orders"] });
    expect(group.offsetsPartition).toMatch(/^__consumer_offsets-\d+$/);
  });

  test("has stretches of states that follow each other, with the generation of each", () => {
    const told = group.runs.map(({ phase, generation }) => `${generation} ${phase}`);
    expect(told.filter((text) => text.endsWith("Stable"))).toEqual([
      "1 Stable",
      "2 Stable",
      "3 Stable",
    ]);
    for (const [i, { from }] of group.runs.entries()) {
      expect(from).toBeGreaterThanOrEqual(group.runs[i - 1]?.to ?? 0);
    }
    expect(group.runs.at(-1)?.to).toBe(run.trace.length);
  });

  test("has the beginning and the end of every rebalance among its milestones", () => {
    const at = run.index.milestones.filter(({ kind }) => kind === "rebalance");
    const begun = group.runs.filter(
      ({ phase }) => phase === "PreparingRebalance" || phase === "Stable",
    );
    expect(at.map(({ index }) => index)).toEqual(begun.map(({ from }) => from));
  });

  test("tells the state of the group at every moment as its stretches do", () => {
    for (const { from, to, phase, generation } of group.runs) {
      for (const event of [from, to - 1]) {
        expect(run.groups(event).groups[0]).toMatchObject({ phase, generation });
      }
    }
  });

  test("shows who stands still as a zombie once the others have gone on", () => {
    const [view] = run.groups(stable(1) + 20).groups;
    expect(view?.members.map(({ client, standing }) => [client, standing])).toEqual([
      ["c1", "member"],
      ["c2", "zombie"],
    ]);
    expect(view?.partitions.filter(({ owners }) => owners.length === 2)).toHaveLength(2);
    const [last] = run.groups(run.trace.length - 1).groups;
    expect(last?.members.map(({ standing }) => standing)).toEqual(["member", "member"]);
    expect(last?.members.map(({ claimed }) => claimed)).toEqual([2, 2]);
    expect(last?.lag).toBe(0);
  });

  test("leaves Kafka's own topics out, but for the partition of the group", () => {
    const { trace, meta } = run;
    const outcome = outcomeOfTrace(trace, meta);
    const choices = { link: null, otherSide: null, eras: [], otherEras: [], notices: [] };
    const view = runView(run, { kind: "trace", name: "x" }, choices, outcome, []);
    const own = ["orders-0", "orders-1", "orders-2", "orders-3"];
    expect(view.partitions).toEqual(own);
    expect(view.internalPartitions).toEqual([group.offsetsPartition]);
    expect(view.replicas).toBe(12);
    expect(Object.keys(view.timeline.partitions)).toEqual([...own, group.offsetsPartition]);
    const end = run.view(trace.length - 1);
    expect(end.lanes.map(({ tp }) => tp)).toEqual([...own, group.offsetsPartition]);
    for (const { chips } of end.cluster.nodes) expect(chips.length).toBeLessThanOrEqual(4);
  });

  test("marks the coordinator, the members and what the group has committed", () => {
    const { cluster, lanes } = run.view(run.trace.length - 1);
    const coordinators = cluster.nodes.filter(({ coordinates }) => coordinates.includes("billing"));
    expect(coordinators).toHaveLength(1);
    expect(cluster.nodes.find(({ id }) => id === "c1")?.group).toEqual({
      id: "billing",
      generation: 3,
      owned: 2,
    });
    const first = lanes.find(({ tp }) => tp === "orders-0");
    expect(first?.committed).toEqual([
      { group: "billing", offset: first?.lanes[0]?.highWatermark },
    ]);
    const processed = cluster.nodes.map(({ counts }) => counts?.processed ?? 0);
    expect(processed.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(28);
  });
});
