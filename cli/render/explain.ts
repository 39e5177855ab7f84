import {
  type Chain,
  describeChange,
  plainInput,
  type RunInput,
  rankingOf,
  type Told,
  type Trial,
} from "../../sim/index.ts";
import type { CliText } from "../../text/cli.ts";
import { type ExplainCliText, explainCliText } from "../../text/explain-cli.ts";
import type { Language } from "../../text/messages.ts";
import { renderExplanation } from "../../text/paragraph.ts";
import { renderSaid } from "../../text/render.ts";
import { type ExplainedFinding, type ExplainedRun, linkOfTrial } from "../explain-run.ts";
import { numberedBy } from "./event-number.ts";
import { secondsText } from "./numbers.ts";
import { classText } from "./outcomes.ts";
import { beside, marked, paragraph, section } from "./sections.ts";
import type { Style } from "./style.ts";
import { padStart, printable, wrap } from "./width.ts";

/** Of one kind, more chains are told by their heads only. */
const MOST_CHAINS = 3;
const US_PER_MS = 1000;

interface Rendering {
  readonly run: ExplainedRun;
  readonly language: Language;
  readonly text: CliText;
  readonly own: ExplainCliText;
  readonly style: Style;
  /** How the run was named, and the options that belong to it. */
  readonly command: (options: readonly string[]) => string;
}

/** Everything that went wrong in a run: how, why, and what would have saved it. */
export function renderExplained(
  run: ExplainedRun,
  language: Language,
  text: CliText,
  style: Style,
  command: Rendering["command"],
): readonly string[] {
  const own = explainCliText(language);
  if (run.findings.length === 0) return [own.nothing];
  const rendering = { run, language, text, own, style, command };
  const parts = run.findings.map((found) => renderFinding(found, rendering));
  return parts.flatMap((lines, i) => (i === 0 ? lines : ["", ...lines]));
}

function renderFinding(found: ExplainedFinding, rendering: Rendering): readonly string[] {
  const { language, own, style } = rendering;
  const { chains, explanation, counterfactuals } = found;
  const { saving, costly } = rankingOf(counterfactuals);
  const of = (verdict: Trial["verdict"]) =>
    counterfactuals.trials.filter((trial) => trial.verdict === verdict);
  const short = printable(renderExplanation(language, explanation));
  return [
    ...chains.flatMap((chain, i) => [
      ...(i === 0 ? [] : [""]),
      ...renderChain(chain, i < MOST_CHAINS, rendering),
    ]),
    ...section(own.saves, renderTrials(saving, found, rendering), style),
    ...(saving.length === 0 ? ["", own.nothingSaves] : []),
    ...section(own.costly, renderTrials(costly, found, rendering), style),
    ...section(own.harm, renderNames(of("harms"), rendering), style),
    ...section(own.vain, renderNames(of("vain"), rendering), style),
    ...section(
      own.undecided,
      renderNames([...of("refused"), ...of("inconclusive")], rendering),
      style,
    ),
    ...section(own.inShort, paragraph(short, 2, style), style),
  ];
}

/** What happened, and below it event by event how. */
function renderChain(chain: Chain, isTold: boolean, rendering: Rendering): readonly string[] {
  const { run, language, text, style } = rendering;
  const head = printable(renderSaid(language, chain.happened));
  const lines = [...wrap(head, style.width).map(style.bold), `  ${classText(chain, text, style)}`];
  if (!isTold) return lines;
  const happened = chain.why.filter(({ event }) => event >= 0);
  const number = numberedBy(happened.map(({ event }) => event));
  const times = happened.map(({ event }) => secondsText(run.timeOf(event) / US_PER_MS));
  const width = Math.max(...times.map(({ length }) => length));
  const subject =
    chain.values.length > 1 ? [`  ${text.whyOf(printable(chain.values[0] ?? ""))}`] : [];
  return [
    ...lines,
    "",
    ...subject,
    ...happened.flatMap((told, i) => {
      const when = `${number(told.event)}  ${padStart(times[i] ?? "", width)}`;
      return beside(when, printable(renderSaid(language, told as Told)), style);
    }),
    ...chain.why
      .filter(({ event }) => event < 0)
      .flatMap((told) =>
        marked(style.dim("→"), printable(renderSaid(language, told as Told)), style),
      ),
  ];
}

/** Changes, each with a command that shows it. */
function renderTrials(
  trials: readonly Trial[],
  { counterfactuals }: ExplainedFinding,
  rendering: Rendering,
): readonly string[] {
  const { own, style } = rendering;
  return trials.flatMap((trial) => {
    const isCostly = trial.verdict === "costs";
    const mark = isCostly ? style.warn("!") : style.good("✓");
    const notes = [
      ...(isCostly ? [costOf(trial, counterfactuals, own)] : []),
      ...(trial.allowance.passed.length > 0
        ? [own.withoutSteps(trial.allowance.passed.map((step) => step + 1))]
        : []),
    ];
    const said = [nameOf(trial, rendering), ...notes].join(own.semicolon);
    return [
      ...marked(mark, printable(said), style),
      `    ${style.dim(commandOf(trial, rendering))}`,
    ];
  });
}

function costOf(
  { acked, committed }: Trial,
  before: ExplainedFinding["counterfactuals"],
  own: ExplainCliText,
): string {
  return acked < before.acked
    ? own.costs(acked, before.acked)
    : own.costsCommits(committed, before.committed);
}

function renderNames(trials: readonly Trial[], rendering: Rendering): readonly string[] {
  if (trials.length === 0) return [];
  const { own, style } = rendering;
  const behaviours = trials.filter(({ change }) => change.kind === "switch").length;
  const names = trials
    .filter(({ change }) => change.kind !== "switch")
    .map((trial) => nameOf(trial, rendering));
  const all = behaviours === 0 ? names : [...names, own.behaviours(behaviours)];
  return paragraph(printable(all.join(own.comma)), 2, style);
}

function nameOf({ change }: Trial, { run, language }: Rendering): string {
  return renderSaid(language, describeChange(plainInput(run.result.input).scenario, change));
}

/** Settings and versions are options; the rest needs a scenario of its own, which is in the link. */
function commandOf(trial: Trial, { run, command }: Rendering): string {
  const { change, allowance } = trial;
  const isPlain = allowance.passed.length === 0 && !allowance.skips;
  if (isPlain && change.kind === "settings") {
    return command(Object.entries(change.settings).map(setOption));
  }
  if (isPlain && change.kind === "switch") return command([setOption([change.name, change.value])]);
  if (isPlain && change.kind === "era") return command([`--era ${change.era}`]);
  return `highwater run '${linkOfTrial(run.result.input, trial)}'`;
}

function setOption([name, value]: readonly [string, string]): string {
  return `--set ${name}=${value}`;
}

/** The command that runs what was asked for; options that are given again come last and count. */
export function commandFor(
  run: string,
  { seed, era, settings, control }: Pick<RunInput, "seed" | "era" | "settings" | "control">,
  given: { readonly seed?: string; readonly era?: string },
): Rendering["command"] {
  return (options) => {
    const changesEra = options.some((option) => option.startsWith("--era "));
    const own = [
      ...(given.seed === undefined ? [] : [`--seed ${seed}`]),
      ...(given.era === undefined || changesEra ? [] : [`--era ${era}`]),
      ...Object.entries(settings).map(setOption),
      ...(control ? ["--control"] : []),
    ];
    const named = /^[A-Za-z0-9._/-]+$/.test(run) ? run : `'${run.replaceAll("'", "'\\''")}'`;
    return ["highwater run", named, ...own, ...options].join(" ");
  };
}
