import {
  type Chain,
  describeChange,
  ENGINE,
  encodeLink,
  linkOf,
  plainInput,
  type Told,
  type Trial,
  VERSION,
} from "../sim/index.ts";
import type { Language } from "../text/messages.ts";
import { renderExplanation } from "../text/paragraph.ts";
import { renderSaid } from "../text/render.ts";
import { type ExplainedRun, linkOfTrial } from "./explain-run.ts";

/** What `explain --json` prints: the run, and what went wrong in it, the gravest first. */
export function explainJson({ result, findings, timeOf }: ExplainedRun, language: Language) {
  const { input, hash } = result;
  const { scenario, control, seed, era, settings } = input;
  const steps = plainInput(input).scenario;
  const trialJson = (trial: Trial) => ({
    text: renderSaid(language, describeChange(steps, trial.change)),
    change: trial.change,
    verdict: trial.verdict,
    acked: trial.acked,
    committed: trial.committed,
    ...(trial.verdict === "refused" ? {} : { link: linkOfTrial(input, trial) }),
  });
  const chainJson = (chain: Chain) => {
    const {
      invariant,
      class: judged,
      fix,
      partition,
      values,
      offsets,
      status,
      happened,
      why,
    } = chain;
    const said = (told: (typeof why)[number]) => renderSaid(language, told as Told);
    return {
      invariant,
      class: judged,
      fix,
      partition,
      values,
      offsets,
      status,
      text: renderSaid(language, happened),
      chain: why
        .filter(({ event }) => event >= 0)
        .map((told) => ({
          event: told.event,
          virtualMs: timeOf(told.event) / 1000,
          text: said(told),
        })),
      because: why.filter(({ event }) => event < 0).map(said),
    };
  };
  return {
    highwater: VERSION,
    engine: ENGINE,
    scenario: scenario.id,
    control,
    seed,
    era,
    settings,
    hash: hash ?? "",
    findings: findings.map(({ finding, chains, counterfactuals, explanation }) => ({
      invariant: finding.invariant,
      class: finding.class,
      fix: finding.fix,
      outcomes: chains.map(chainJson),
      explanation: renderExplanation(language, explanation),
      acked: counterfactuals.acked,
      committed: counterfactuals.committed,
      runs: counterfactuals.runs,
      tried: counterfactuals.trials.map(trialJson),
    })),
    link: encodeLink(linkOf(input)),
  };
}
