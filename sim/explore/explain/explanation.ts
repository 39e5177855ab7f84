import type { Told } from "../../check/told.ts";
import type { RunResult } from "../run-result.ts";
import { type Chain, chainOf } from "./chains.ts";
import { plainInput } from "./change.ts";
import type { Counterfactuals } from "./counterfactuals.ts";
import { describeChange } from "./describe-change.ts";
import { rankingOf } from "./ranking.ts";
import type { ChangeTold, ExplainTold, HappenedTold } from "./said.ts";
import type { Trial } from "./trial.ts";

/** Why a run went wrong and what would have saved it. Codes with arguments: text lives at the doors. */
export interface Explanation {
  readonly happened: HappenedTold;
  /** How it came about, and last how it is judged. */
  readonly why: readonly (Told | ExplainTold<"explain.first">)[];
  /** Settings that save it, the best first. */
  readonly settings: readonly ChangeTold[];
  readonly faults: readonly ChangeTold[];
  /** More replicas. */
  readonly replication: readonly ChangeTold[];
  /** The first later version in which it does not happen. */
  readonly era: string | null;
  /** What of that version is enough alone. */
  readonly switches: readonly ChangeTold[];
  /** Settings and replicas that avoid it, and what is acknowledged and committed then. */
  readonly costly: readonly CostlyChange[];
  /** Records acknowledged in the run itself. */
  readonly acked: number;
  /** Partitions of groups with a committed offset in the run itself. */
  readonly committed: number;
  /** How many changes were tried, and how many of them in vain. */
  readonly tried: number;
  readonly vain: number;
}

export interface CostlyChange {
  readonly change: ChangeTold;
  readonly acked: number;
  readonly committed: number;
}

/** Draws up why a run went wrong, from what came of it and of its counterfactuals. */
export function explanationOf(
  result: RunResult,
  counterfactuals: Counterfactuals,
): Explanation | null {
  const chain = chainOf(result, counterfactuals.wanted);
  if (chain === null) return null;
  const { scenario } = plainInput(result.input);
  const { saving, costly, vain } = rankingOf(counterfactuals);
  const told = (trial: Trial) => describeChange(scenario, trial.change);
  const of = (kind: Trial["change"]["kind"]) =>
    saving.filter(({ change }) => change.kind === kind).map(told);
  const era = saving.find(({ change }) => change.kind === "era")?.change;
  return {
    happened: chain.happened,
    why: [...firstOf(chain), ...chain.why],
    settings: of("settings"),
    faults: of("fault"),
    replication: of("replication"),
    era: era?.kind === "era" ? era.era : null,
    switches: of("switch"),
    costly: costly
      .filter(({ change }) => change.kind !== "fault")
      .map((trial) => {
        const { acked, committed } = trial;
        return { change: told(trial), acked, committed };
      }),
    acked: counterfactuals.acked,
    committed: counterfactuals.committed,
    tried: counterfactuals.trials.length,
    vain,
  };
}

/** Of several records the chain is told of the first. */
function firstOf({ values }: Chain): readonly ExplainTold<"explain.first">[] {
  const [value] = values;
  if (value === undefined || values.length === 1) return [];
  return [{ code: "explain.first", args: { value } }];
}
