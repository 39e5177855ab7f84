import { describe, expect, test } from "vitest";
import { SCENARIOS } from "../../scenarios/index.ts";
import { createRun } from "../../sim/explore/run.ts";
import { DEFAULT_LIMITS, runOf } from "../../sim/explore/run-input.ts";
import { Snapshots } from "../../sim/trace/fold.ts";
import { TraceReader } from "../../sim/trace/jsonl-reader.ts";
import { traceText } from "../../sim/trace/jsonl-writer.ts";
import { hashState } from "../../sim/trace/state-hash.ts";
import { foldedGroups, liveGroups } from "./live-groups.ts";
import { foldedLiveState, liveState } from "./live-state.ts";
import { META } from "./support.ts";

const RUNS = SCENARIOS.flatMap((scenario) => [
  { name: scenario.id, scenario, control: false },
  { name: `${scenario.id} (control)`, scenario, control: true },
]);

describe.each(RUNS)("$name", ({ scenario, control }) => {
  const input = { ...runOf(scenario), control };

  test("the folded state is what the processes hold, between any two events", () => {
    const run = createRun(input, { trace: "full", limits: DEFAULT_LIMITS });
    const { sim, recorder, cluster } = run;
    const state = recorder?.trace.state ?? fail();
    // The longer a run and the larger its cluster, the more of its events lie between two looks.
    const size = () => 1 + Math.floor(Object.keys(state.partitions).length / 20);
    while (run.advance(7 + Math.floor((sim.events * size()) / 1000))) {
      const live = liveState(cluster);
      expect(foldedLiveState(state, sim, live)).toEqual(live);
      if (Object.keys(state.groups).length === 0) continue;
      const groups = liveGroups(cluster);
      expect(foldedGroups(state, groups)).toEqual(groups);
    }
    expect(sim.events).toBeGreaterThan(100);
  });

  test("its trace folds to the recorded states and survives the way to a file and back", () => {
    const run = createRun(input, { trace: "full", limits: DEFAULT_LIMITS });
    run.finish();
    const trace = run.recorder?.trace ?? fail();
    const snapshots = new Snapshots(trace.events());
    for (const mark of trace.marks) {
      expect(hashState(snapshots.at(mark.events - 1))).toBe(mark.state);
    }
    expect(hashState(snapshots.at(trace.length - 1))).toBe(trace.currentStateHash());
    const reader = new TraceReader();
    for (const piece of traceText(trace, META)) reader.push(piece);
    const { trace: again, stateMismatch } = reader.end();
    expect(again.hash).toBe(trace.hash);
    expect(again.state).toEqual(trace.state);
    expect(stateMismatch).toBeNull();
  });
});

function fail(): never {
  throw new Error("the run is recorded");
}
