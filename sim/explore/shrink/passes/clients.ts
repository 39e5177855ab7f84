import { minimise } from "../minimise.ts";
import type { Pass } from "../pass.ts";
import { UNCHANGED } from "../rename.ts";
import { renamed } from "../rename-scenario.ts";
import { withScenario } from "../shrink-case.ts";

/** Fewer clients, without the steps that are about those that go. */
export const clientsPass: Pass = {
  name: "clients",
  *candidates(start) {
    const { scenario } = start;
    const names = scenario.clients.map(({ name }) => name);
    yield* minimise(names, (kept) => {
      const gone = names.filter((name) => !kept.includes(name));
      const host = (name: string) => (gone.includes(name) ? null : name);
      const fewer = renamed(scenario, { ...UNCHANGED, host });
      return withScenario(start, fewer);
    });
  },
};
