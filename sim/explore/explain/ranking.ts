import type { Counterfactuals } from "./counterfactuals.ts";
import type { Trial } from "./trial.ts";

/** Trials by what they say of a change. */
export interface Ranking {
  /** Changes that save, the best first. */
  readonly saving: readonly Trial[];
  /** Changes that avoid it at the cost of acknowledged records. */
  readonly costly: readonly Trial[];
  /** How many changes were tried in vain, or to the same harm. */
  readonly vain: number;
  /** How many could not be tried, or came to no conclusion. */
  readonly undecided: number;
}

/**
 * Sorts what was tried. Of a bug the behaviour that repairs it comes first, then the version that has it;
 * of anything else a setting of the people who run it. A fault is nobody's choice, and more replicas are
 * more than a setting.
 */
export function rankingOf({ wanted, trials }: Counterfactuals): Ranking {
  const isBug = wanted.class === "protocol bug" || wanted.class === "simulator bug";
  const rank = (trial: Trial): number => {
    const { change } = trial;
    const isKnown = change.kind === "switch" && wanted.fix !== null && change.source === wanted.fix;
    const order = isBug
      ? ["switch", "era", "settings", "fault", "replication"]
      : ["settings", "fault", "replication", "era", "switch"];
    return (isKnown ? -10 : 0) + order.indexOf(change.kind);
  };
  const of = (verdict: Trial["verdict"]) => trials.filter((trial) => trial.verdict === verdict);
  const count = (...verdicts: Trial["verdict"][]) =>
    trials.filter(({ verdict }) => verdicts.includes(verdict)).length;
  return {
    // Sorting is stable: what was tried first stays first.
    saving: of("saves").sort((x, y) => rank(x) - rank(y)),
    costly: of("costs"),
    vain: count("vain", "harms"),
    undecided: count("refused", "inconclusive"),
  };
}
