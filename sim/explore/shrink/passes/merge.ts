import type { HostRef, Step } from "../../../scenario/types.ts";
import { expandValues } from "../../../scenario/values.ts";
import type { Pass } from "../pass.ts";
import { valuesOf } from "../rename.ts";
import { withScenario } from "../shrink-case.ts";

/** One step instead of two of the same kind: where the earlier is, or the later. */
export const mergePass: Pass = {
  name: "merge",
  *candidates(start) {
    let current = start;
    for (let i = 0; i < current.scenario.steps.length; i++) {
      for (let j = i + 1; j < current.scenario.steps.length; j++) {
        const { scenario } = current;
        const [first, second] = [scenario.steps[i], scenario.steps[j]];
        const merged = first && second ? mergedStep(first, second) : null;
        if (merged === null) continue;
        for (const place of [i, j]) {
          const at = scenario.steps[place]?.at;
          const step = { ...merged, ...(at === undefined ? {} : { at }) };
          const steps = scenario.steps.flatMap((other, k) => {
            if (k === place) return [step];
            return k === i || k === j ? [] : [other];
          });
          const candidate = withScenario(current, { ...scenario, steps });
          if (!(yield candidate)) continue;
          current = candidate;
          j = i;
          break;
        }
      }
    }
  },
};

const OF_HOSTS = ["kill", "powerLoss", "shutdown", "pause", "restart", "resume"] as const;

/** Two steps as one, without a time; null when they are of different kinds. */
function mergedStep(first: Step, second: Step): Step | null {
  const [{ at: _, ...one }, { at: __, ...other }] = [first, second];
  if ("produce" in one && "produce" in other) {
    const { values: before, ...produce } = one.produce;
    const { values: after, ...same } = other.produce;
    if (JSON.stringify(produce) !== JSON.stringify(same)) return null;
    const values = [...(expandValues(before) ?? []), ...(expandValues(after) ?? [])];
    const names = values.filter((value) => value !== null);
    const all = names.length === values.length ? valuesOf(names) : values;
    return { produce: { ...produce, values: all } };
  }
  for (const key of OF_HOSTS) {
    const [hosts, more] = [hostsOf(one, key), hostsOf(other, key)];
    if (hosts === null || more === null) continue;
    const options = [one, other].map((step) => JSON.stringify({ ...step, [key]: null }));
    if (options[0] !== options[1]) return null;
    return { ...one, [key]: [...new Set([...hosts, ...more])] } as unknown as Step;
  }
  return null;
}

/** The hosts of a step of that kind; null when it is none, or names them by what they are then. */
function hostsOf(step: object, key: string): readonly HostRef[] | null {
  if (!(key in step)) return null;
  const value = (step as Readonly<Record<string, HostRef | readonly HostRef[]>>)[key];
  if (value === undefined) return null;
  const hosts = typeof value === "object" ? value : [value];
  return hosts.includes("all") || hosts.includes("controller") ? null : hosts;
}
