import type { ConsumerSpec, Scenario } from "../../../scenario/types.ts";
import { minimise } from "../minimise.ts";
import type { Candidates, Pass } from "../pass.ts";
import { type ShrinkCase, withScenario } from "../shrink-case.ts";

/** Clients that do less: no application, or fewer of its parts, no delays, no version of their own. */
export const applicationsPass: Pass = {
  name: "applications",
  *candidates(start) {
    let current = start;
    for (let i = 0; i < start.scenario.clients.length; i++) {
      current = yield* withoutOptions(current, i);
      current = yield* withLessWork(current, i);
    }
  },
};

const OPTIONS: readonly string[] = ["application", "delays", "era", "starts"];

function* withoutOptions(start: ShrinkCase, index: number): Candidates<ShrinkCase> {
  const client = start.scenario.clients[index];
  if (client === undefined) return start;
  const options = Object.keys(client).filter((key) => OPTIONS.includes(key));
  const build = (kept: readonly string[]) => {
    const entries = Object.entries(client);
    const fewer = entries.filter(([key]) => !OPTIONS.includes(key) || kept.includes(key));
    return withClient(start, index, Object.fromEntries(fewer) as unknown as ConsumerSpec);
  };
  return build(yield* minimise(options, build));
}

function* withLessWork(start: ShrinkCase, index: number): Candidates<ShrinkCase> {
  const client = start.scenario.clients[index];
  if (client === undefined || "producer" in client || client.application === undefined) {
    return start;
  }
  const build = (kept: readonly (readonly [string, unknown])[]) =>
    withClient(start, index, { ...client, application: Object.fromEntries(kept) });
  return build(yield* minimise(Object.entries(client.application), build));
}

/** A client that starts with the cluster is not started by a step. */
function withClient(start: ShrinkCase, index: number, next: ConsumerSpec): ShrinkCase {
  const { scenario } = start;
  const clients = scenario.clients.map((client, i) => (i === index ? next : client));
  const startsByStep = next.starts === "byStep";
  const steps: Scenario["steps"] = startsByStep
    ? scenario.steps
    : scenario.steps.filter((step) => !("start" in step && step.start === next.name));
  return withScenario(start, { ...scenario, clients, steps });
}
