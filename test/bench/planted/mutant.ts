import { signatureOf } from "../../../sim/explore/hunt/outcome.ts";
import type { HuntPlan } from "../../../sim/explore/hunt/plan.ts";
import { runCandidate } from "../../../sim/explore/hunt/run-candidate.ts";

/** One way in which a run fails. */
export interface Failure {
  readonly invariant: string;
  readonly signature: string;
}

/** In which ways the run of a seed fails, the gravest first: in whatever simulator this was bundled with. */
export function failuresOf(seed: string, plan: HuntPlan): readonly Failure[] {
  const { findings } = runCandidate({ seed, scenario: null }, plan);
  return findings.map((finding) => ({
    invariant: finding.invariant,
    signature: signatureOf(finding),
  }));
}
