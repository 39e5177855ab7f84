import { eventLine } from "../../sim/trace/jsonl-writer.ts";
import { FactBuffer } from "../../sim/trace/pack.ts";
import type { Trace } from "../../sim/trace/trace.ts";
import type { Style } from "./style.ts";
import { printable, truncate, wrap } from "./width.ts";

/** Two runs and the first event at which they differ. */
export interface Difference {
  readonly x: Trace;
  readonly y: Trace;
  readonly event: number;
}

const MOST_FACTS = 8;

/** The event of both runs, with the facts that only one of them has. */
export function renderDifference(
  { x, y, event }: Difference,
  labelX: string,
  labelY: string,
  style: Style,
): string[] {
  const [factsX, factsY] = [factTexts(x, event), factTexts(y, event)];
  return [
    ...renderSide(labelX, x, event, without(factsX, factsY), style),
    ...renderSide(labelY, y, event, without(factsY, factsX), style),
  ];
}

function renderSide(
  label: string,
  trace: Trace,
  event: number,
  facts: readonly string[],
  style: Style,
): string[] {
  const shown = facts.slice(0, MOST_FACTS).map((fact) => truncate(fact, style.width - 6));
  const head = wrap(headOf(trace, event), style.width - 4);
  return [
    `  ${style.bold(label)}`,
    ...head.map((line) => `    ${line}`),
    ...shown.map((fact) => `      ${style.dim(fact)}`),
    ...(facts.length > shown.length ? [`      ${style.dim("…")}`] : []),
  ];
}

function headOf(trace: Trace, event: number): string {
  if (event >= trace.length) return "—";
  const { t, k, p, c, m } = eventLine(trace.events(), event, new FactBuffer());
  const causes = c === undefined ? [] : [`causes ${c.join(", ")}`];
  const message = m === undefined ? [] : [`message ${m}`];
  return printable([`#${event}`, `${t / 1e6} s`, p ?? "", k, ...message, ...causes].join("  "));
}

function factTexts(trace: Trace, event: number): readonly string[] {
  if (event >= trace.length) return [];
  const { s } = eventLine(trace.events(), event, new FactBuffer());
  return (s ?? []).map((fact) => printable(JSON.stringify(fact)));
}

function without(facts: readonly string[], others: readonly string[]): readonly string[] {
  return facts.filter((fact) => !others.includes(fact));
}
