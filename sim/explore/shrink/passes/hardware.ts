import type { ClusterHardwareSpec, Scenario } from "../../../scenario/types.ts";
import { minimise } from "../minimise.ts";
import type { Pass } from "../pass.ts";
import { withScenario } from "../shrink-case.ts";

/** No hardware, or fewer of its parts. */
export const hardwarePass: Pass = {
  name: "hardware",
  *candidates(start) {
    const { hardware } = start.scenario.cluster;
    if (hardware === undefined) return;
    if (yield withScenario(start, withHardware(start.scenario, null))) return;
    yield* minimise(Object.entries(hardware), (kept) =>
      withScenario(start, withHardware(start.scenario, Object.fromEntries(kept))),
    );
  },
};

/** Without hardware there are no disks that could be slow. */
function withHardware(scenario: Scenario, next: ClusterHardwareSpec | null): Scenario {
  const { hardware: _, ...cluster } = scenario.cluster;
  if (next !== null) return { ...scenario, cluster: { ...cluster, hardware: next } };
  const steps = scenario.steps.filter((step) => !("slow" in step && "disk" in step.slow));
  return { ...scenario, cluster, steps };
}
