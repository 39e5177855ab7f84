import type { Scenario, Step } from "../../../scenario/types.ts";
import { episodesOf } from "../episodes.ts";
import { firstOf, minimise } from "../minimise.ts";
import type { Candidates, Pass } from "../pass.ts";
import { type ShrinkCase, withScenario } from "../shrink-case.ts";
import { hostListsOf, type StepList, withHosts } from "../step-hosts.ts";

/** Faults of fewer hosts, and cuts in both directions. */
export const hostsPass: Pass = {
  name: "hosts",
  *candidates(start) {
    let current = start;
    for (let i = 0; i < start.scenario.steps.length; i++) {
      const step = current.scenario.steps[i];
      if (step === undefined) return;
      for (const list of hostListsOf(step)) current = yield* withFewerHosts(current, i, list);
      current = yield* bothWays(current, i);
    }
  },
};

function* withFewerHosts(start: ShrinkCase, index: number, list: StepList): Candidates<ShrinkCase> {
  const build = (kept: StepList["hosts"]) => {
    if (kept.length === 0) return null;
    return changed(start, index, (step) => withHosts(step, { ...list, hosts: kept }));
  };
  const kept = yield* minimise(list.hosts, build);
  return kept.length === list.hosts.length ? start : (build(kept) ?? start);
}

function* bothWays(start: ShrinkCase, index: number): Candidates<ShrinkCase> {
  const step = start.scenario.steps[index];
  if (step === undefined || !("cut" in step) || step.cut.oneWay === undefined) return start;
  const twoWay = (other: Step): Step => {
    if ("cut" in other) return { ...other, cut: withoutOneWay(other.cut) };
    if (!("heal" in other) || other.heal === "all") return other;
    return { ...other, heal: withoutOneWay(other.heal) };
  };
  return (yield* firstOf([changed(start, index, twoWay)])) ?? start;
}

function withoutOneWay<T extends { readonly oneWay?: boolean }>({ oneWay: _, ...link }: T) {
  return link;
}

/** A step and the one that ends it, changed in the same way. */
function changed(start: ShrinkCase, index: number, change: (step: Step) => Step): ShrinkCase {
  const scenario: Scenario = start.scenario;
  const end = episodesOf(scenario.steps).find(({ begin }) => begin === index)?.end ?? -1;
  const steps = scenario.steps.map((step, i) => (i === index || i === end ? change(step) : step));
  return withScenario(start, { ...scenario, steps });
}
