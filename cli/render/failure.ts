import type { Beside, Failure } from "../../sim/explore/hunt/report.ts";
import type { CliText } from "../../text/cli.ts";
import type { Language } from "../../text/messages.ts";
import { localized } from "../../text/render.ts";
import { grouped, secondsText } from "./numbers.ts";
import { classText, judgedText } from "./outcomes.ts";
import { paragraph } from "./sections.ts";
import { stepWords } from "./step-words.ts";
import type { Style } from "./style.ts";
import { table } from "./table.ts";
import { padStart, printable, wrap } from "./width.ts";

const SIZES = ["steps", "clients", "records", "brokers", "partitions", "virtualMs"] as const;

/** One row per way to fail. */
export function renderFailureTable(
  failures: readonly (Beside & { readonly steps?: number })[],
  text: CliText,
  style: Style,
): string[] {
  if (failures.length === 0) return [];
  const { columns } = text.hunt;
  return table(
    [
      { header: style.dim(columns.failure) },
      { header: style.dim(columns.class) },
      { header: style.dim(columns.seeds), align: "right" },
      { header: style.dim(columns.lowest), align: "right" },
      ...(failures.some(({ steps }) => steps !== undefined)
        ? [{ header: style.dim(columns.steps), align: "right" as const }]
        : []),
    ],
    failures.map((failure) => [
      printable(failure.invariant),
      classText(failure, text, style),
      grouped(failure.seeds),
      failure.seed,
      ...(failure.steps === undefined ? [] : [String(failure.steps)]),
    ]),
  ).map((line) => `  ${line}`);
}

/** A way to fail: the steps that lead to it, why, what would avoid it, and how to see it again. */
export function renderFailure(
  failure: Failure,
  language: Language,
  text: CliText,
  style: Style,
): string[] {
  const { hunt } = text;
  const { scenario, explanation, message, link } = failure;
  const title = printable(text.about(failure.invariant, judgedText(failure, text)));
  const control = printable(localized(language, scenario.control.title));
  return [
    `${style.bad("✗")} ${style.bold(title)}`,
    ...(message === null ? [] : paragraph(printable(hunt.stopped(message)), 2, style)),
    ...renderSteps(failure, text, style),
    "",
    ...paragraph(printable(localized(language, explanation)), 2, style),
    ...(control === "" ? [] : paragraph(hunt.control(control), 2, style)),
    "",
    ...renderRemoved(failure, text, style),
    `  ${style.dim(hunt.replay)}`,
    `  highwater run '${link}'`,
  ];
}

function renderSteps({ scenario }: Failure, { hunt }: CliText, style: Style): string[] {
  const width = String(scenario.steps.length).length;
  return scenario.steps.flatMap((step, i) => {
    const number = style.dim(padStart(String(i + 1), width));
    const words = printable(stepWords(step, hunt.steps));
    const [first = "", ...rest] = wrap(words, style.width - width - 6);
    const margin = " ".repeat(width + 6);
    return [`    ${number}  ${first}`, ...rest.map((line) => margin + line)];
  });
}

/** What shrinking took away, where it took something. */
function renderRemoved({ removed, tries }: Failure, { hunt }: CliText, style: Style): string[] {
  const sizes = SIZES.flatMap((name) => {
    const [before, after] = [removed.before[name], removed.after[name]];
    if (before === after) return [];
    const said = name === "virtualMs" ? secondsText : grouped;
    return [`${hunt.sizes[name]} ${said(before)} → ${said(after)}`];
  });
  if (sizes.length === 0) return [];
  return paragraph(hunt.shrunk(grouped(tries), sizes), 2, style).map(style.dim);
}
