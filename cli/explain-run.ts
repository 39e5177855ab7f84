import {
  bareLinkOf,
  type Chain,
  COUNTERFACTUAL_OPTIONS,
  type Counterfactuals,
  chainOf,
  chainsOf,
  changedInput,
  counterfactuals,
  describeChange,
  type Explanation,
  encodeLink,
  explanationOf,
  type Finding,
  findingsOf,
  plainInput,
  type RunInput,
  type RunResult,
  type Trial,
} from "../sim/index.ts";
import { explainCliText } from "../text/explain-cli.ts";
import type { Language } from "../text/messages.ts";
import { renderSaid } from "../text/render.ts";
import { execute } from "./execute.ts";
import type { Io } from "./io.ts";
import { Progress } from "./progress.ts";

/** Something that went wrong, how, and what would have saved it. */
export interface ExplainedFinding {
  readonly finding: Finding;
  /** What came of records or broke, all that this finding stands for. */
  readonly chains: readonly Chain[];
  readonly counterfactuals: Counterfactuals;
  readonly explanation: Explanation;
}

/** A run with all that went wrong in it. */
export interface ExplainedRun {
  readonly result: RunResult;
  readonly findings: readonly ExplainedFinding[];
  /** Virtual time of an event, microseconds. */
  readonly timeOf: (event: number) => number;
}

/** Findings that say the same of records that are gone, the gravest first. */
const LOSSES = ["ack-durability", "lost", "consistent-read", "leader-completeness"];

/** Runs something, and runs it again with one thing changed at a time; long work tells how far it is. */
export function explainRun(input: RunInput, io: Io, language: Language): ExplainedRun {
  const run = execute(input, "full", io, input.scenario.id);
  const result = run.result();
  const { scenario } = plainInput(input);
  const progress = new Progress(io);
  const text = explainCliText(language);
  const findings = findingsToExplain(findingsOf(result, "all")).flatMap((finding) => {
    const search = counterfactuals(input, finding, COUNTERFACTUAL_OPTIONS);
    let step = search.next();
    while (step.done !== true) {
      const { runs, tried, of, change } = step.value;
      const changed = () => renderSaid(language, describeChange(scenario, change));
      progress.update(() => text.progress(runs, tried, of, changed()));
      step = search.next();
    }
    const explanation = explanationOf(result, step.value);
    if (explanation === null) return [];
    const chains = chainsOfFinding(result, finding);
    return [{ finding, chains, counterfactuals: step.value, explanation }];
  });
  progress.done();
  const columns = run.recorder?.trace.columns ?? null;
  return { result, findings, timeOf: (event) => columns?.time(event) ?? 0 };
}

/** A link to a run with a change that was tried. */
export function linkOfTrial(input: RunInput, { change, allowance }: Trial): string {
  return encodeLink(bareLinkOf(changedInput(plainInput(input), change, allowance)));
}

/** One for each thing to explain: what follows from lost records is told with them. */
function findingsToExplain(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(
    (finding, i) =>
      !LOSSES.includes(finding.invariant) ||
      findings.findIndex(({ invariant }) => LOSSES.includes(invariant)) === i,
  );
}

function chainsOfFinding(result: RunResult, finding: Finding): readonly Chain[] {
  const chosen = chainOf(result, finding);
  if (chosen === null) return [];
  const alike = chainsOf(result).filter(({ invariant }) => invariant === chosen.invariant);
  return alike.length > 0 ? alike : [chosen];
}
