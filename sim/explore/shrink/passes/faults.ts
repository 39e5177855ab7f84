import { CONTROLLER_HOST } from "../../../scenario/dynamic-hosts.ts";
import { brokerIdsOf, hostName } from "../../../scenario/names.ts";
import type { Scenario, Step } from "../../../scenario/types.ts";
import type { Pass } from "../pass.ts";
import { UNCHANGED } from "../rename.ts";
import { renamedStep } from "../rename-scenario.ts";
import { withScenario } from "../shrink-case.ts";

/** Plainer faults: a crash instead of a power loss, a broker by its id, fewer options. */
export const faultsPass: Pass = {
  name: "faults",
  *candidates(start) {
    let current = start;
    for (let i = 0; i < start.scenario.steps.length; i++) {
      const step = current.scenario.steps[i];
      if (step === undefined) return;
      for (const plainer of plainerThan(step, current.scenario)) {
        const steps = current.scenario.steps.map((other, j) => (j === i ? plainer : other));
        const candidate = withScenario(current, { ...current.scenario, steps });
        if (yield candidate) {
          current = candidate;
          break;
        }
      }
    }
  },
};

/** What a step might be instead, the plainest first. */
function plainerThan(step: Step, scenario: Scenario): readonly Step[] {
  const named = brokerIdsOf(scenario.cluster).map((id) => withController(step, id));
  return [...withFewerOptions(step), ...named];
}

function withFewerOptions(step: Step): readonly Step[] {
  const time = step.at === undefined ? {} : { at: step.at };
  if ("powerLoss" in step) {
    const kill: Step = { kill: step.powerLoss, ...time };
    const { lose } = step;
    const loses: readonly ("none" | "all")[] =
      lose === undefined || lose === "choice" ? ["none", "all"] : [];
    return [kill, ...loses.map((all): Step => ({ powerLoss: step.powerLoss, lose: all, ...time }))];
  }
  if ("shutdown" in step) return [{ kill: step.shutdown, ...time }];
  if ("pause" in step && step.clocks !== undefined) return [{ pause: step.pause, ...time }];
  if ("restart" in step && (step.era !== undefined || step.settings !== undefined)) {
    return [{ restart: step.restart, ...time }];
  }
  if ("heal" in step && step.heal !== "all") return [{ heal: "all", ...time }];
  return [];
}

/** The step with a broker where it says `controller`. */
function withController(step: Step, id: number): Step {
  const host = (name: string) => (name === CONTROLLER_HOST ? hostName(id) : name);
  return renamedStep(step, { ...UNCHANGED, host }) ?? step;
}
