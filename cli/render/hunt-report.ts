import { ruleOfThree } from "../../sim/explore/hunt/bound.ts";
import type { HuntReport } from "../../sim/explore/hunt/report.ts";
import { endOf } from "../../sim/explore/hunt/seeds.ts";
import type { CliText } from "../../text/cli.ts";
import type { Language } from "../../text/messages.ts";
import { renderFailure, renderFailureTable } from "./failure.ts";
import { renderFaultCounts, renderMarks } from "./hunt-coverage.ts";
import { longTimeText } from "./long-time.ts";
import { grouped } from "./numbers.ts";
import { marked, paragraph, section } from "./sections.ts";
import type { Style } from "./style.ts";
import { table } from "./table.ts";
import { printable, wrap } from "./width.ts";

const COUNTS = ["sent", "acked", "failed", "unknown", "unacknowledged"] as const;

/** A report for a person: what was searched, what was found, and what it means. */
export function renderHuntReport(
  report: HuntReport,
  language: Language,
  text: CliText,
  style: Style,
): readonly string[] {
  const { headings } = text.hunt;
  const { failures } = report;
  return [
    ...renderSearch(report, text, style),
    ...section(headings.faults, renderFaultCounts(report.faults, language, text, style), style),
    ...section(headings.marks, renderMarks(report, language, text, style), style),
    ...section(headings.records, renderRecords(report, text, style), style),
    ...section(headings.inconclusive, renderInconclusive(report, style), style),
    ...section(headings.besides, renderBesides(report, text, style), style),
    ...section(headings.failures, renderFailureTable(failures, text, style), style),
    ...failures.flatMap((failure) => ["", ...renderFailure(failure, language, text, style)]),
    "",
    ...renderMeaning(report, text, style),
  ];
}

function renderSearch(report: HuntReport, text: CliText, style: Style): string[] {
  const { hunt, setting } = text;
  const { space, seeds, strategy, settings, find, checkDeterminism } = report;
  const last = (endOf(seeds) - 1n).toString();
  const what = [
    setting.era(report.era),
    ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    space.base === null ? hunt.drawn : hunt.base(space.base.id),
    hunt.strategy(strategy),
    hunt.finds[find],
    ...(checkDeterminism ? [hunt.twice] : []),
  ].join(" · ");
  const where = [
    seeds.count === 0 ? hunt.noSeeds : hunt.seeds(seeds.first, last),
    hunt.faultKinds(space.faults.join(", ")),
  ].join(" · ");
  const work = hunt.work(
    grouped(report.runs),
    grouped(report.events),
    longTimeText(report.virtualMs / 1000),
  );
  return [
    style.bold(hunt.title),
    ...[what, where, work]
      .flatMap((line) => wrap(printable(line), style.width))
      .map((line) => style.dim(line)),
  ];
}

function renderRecords(report: HuntReport, text: CliText, style: Style): string[] {
  const { records, lost } = report;
  if (records.sent === 0) return [];
  const counts = table(
    COUNTS.map((name) => ({ header: style.dim(text.columns[name]), align: "right" })),
    [COUNTS.map((name) => grouped(records[name]))],
  );
  const classes = Object.entries(lost)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${text.classes[name] ?? name} ${grouped(count)}`);
  return [
    ...counts.map((line) => `  ${line}`),
    ...(classes.length === 0
      ? []
      : paragraph(text.about(text.columns.lost, classes.join(", ")), 2, style)),
  ];
}

function renderInconclusive({ inconclusive }: HuntReport, style: Style): string[] {
  return table(
    [{ align: "right" }, {}],
    Object.entries(inconclusive).map(([reason, count]) => [grouped(count), printable(reason)]),
  ).flatMap((line) => paragraph(line, 2, style));
}

/** Bugs that this search did not look for. */
function renderBesides({ besides }: HuntReport, text: CliText, style: Style): string[] {
  if (besides.length === 0) return [];
  return [...renderFailureTable(besides, text, style), ...paragraph(text.hunt.besides, 2, style)];
}

/** What it means: failures, or how rare they can be. */
function renderMeaning(report: HuntReport, text: CliText, style: Style): string[] {
  const { hunt } = text;
  const { failures, runs } = report;
  const open = inconclusiveRuns(report);
  const doubt = open === 0 ? [] : [hunt.inconclusiveRuns(grouped(open))];
  if (runs === 0) return marked(style.warn("?"), style.bold(hunt.nothingRan), style, 0);
  if (failures.length > 0) {
    const said = [hunt.failed(failures.length), ...doubt].join(hunt.space);
    return marked(style.bad("✗"), style.bold(said), style, 0);
  }
  const bound = ruleOfThree(runs - open);
  const said = [
    hunt.clean(grouped(runs)),
    ...(bound > 1 ? [hunt.bound(grouped(bound))] : []),
    ...doubt,
  ].join(hunt.space);
  const mark = open === 0 ? style.good("✓") : style.warn("?");
  return marked(mark, style.bold(said), style, 0);
}

/** How many runs came to no conclusion. */
export function inconclusiveRuns({ inconclusive }: Pick<HuntReport, "inconclusive">): number {
  return Object.values(inconclusive).reduce((sum, count) => sum + count, 0);
}
