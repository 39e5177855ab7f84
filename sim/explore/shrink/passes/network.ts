import type { LinkSpec, NetworkSpec, Scenario } from "../../../scenario/types.ts";
import { firstOf, minimise } from "../minimise.ts";
import type { Pass } from "../pass.ts";
import { withScenario } from "../shrink-case.ts";

/** The usual network, or one with fewer peculiarities. */
export const networkPass: Pass = {
  name: "network",
  *candidates(start) {
    const { scenario } = start;
    const { network } = scenario.cluster;
    if (network === undefined) return;
    const build = (next: NetworkSpec) => withScenario(start, withNetwork(scenario, next));
    const parts = yield* minimise(Object.entries(network), (kept) =>
      build(Object.fromEntries(kept)),
    );
    const left: NetworkSpec = Object.fromEntries(parts);
    if (left.links === undefined) return;
    const links = yield* minimise(left.links, (kept) => build({ ...left, links: kept }));
    let current = links;
    for (const [i, link] of links.entries()) {
      if (link.jitter === undefined) continue;
      const steady: LinkSpec = { between: link.between, latency: link.latency };
      const next = current.map((other, j) => (j === i ? steady : other));
      const better = yield* firstOf([build({ ...left, links: next })]);
      if (better !== null) current = next;
    }
  },
};

function withNetwork(scenario: Scenario, network: NetworkSpec): Scenario {
  return { ...scenario, cluster: { ...scenario.cluster, network } };
}
