import { minimise } from "../minimise.ts";
import type { Pass } from "../pass.ts";
import { UNCHANGED } from "../rename.ts";
import { renamed } from "../rename-scenario.ts";
import { withScenario } from "../shrink-case.ts";

/** Fewer topics, without the steps and subscriptions that are about those that go. */
export const topicsPass: Pass = {
  name: "topics",
  *candidates(start) {
    const { scenario } = start;
    const names = scenario.topics.map(({ name }) => name);
    yield* minimise(names, (kept) => {
      const gone = names.filter((name) => !kept.includes(name));
      const topic = (name: string) => (gone.includes(name) ? null : name);
      return withScenario(start, renamed(scenario, { ...UNCHANGED, topic }));
    });
  },
};
