import { inputDifferences } from "../../sim/explore/input-difference.ts";
import type { RunInput } from "../../sim/index.ts";
import { Snapshots } from "../../sim/trace/fold.ts";
import { eventLine } from "../../sim/trace/jsonl-writer.ts";
import { FactBuffer } from "../../sim/trace/pack.ts";
import type { State } from "../../sim/trace/state.ts";
import {
  differences,
  pathText,
  type ValueDifference,
  valueAt,
} from "../../sim/trace/state-difference.ts";
import { MARK_EVENTS, type Trace } from "../../sim/trace/trace.ts";
import type { CliText } from "../../text/cli.ts";
import type { Style } from "./style.ts";
import { table } from "./table.ts";
import { printable, truncate, wrap } from "./width.ts";

/** Two runs and the first event at which they differ. */
export interface Difference {
  readonly x: Trace;
  readonly y: Trace;
  readonly event: number;
}

const MOST_FACTS = 8;
const MOST_STATES = 12;
const MOST_INPUTS = 8;
/** How many events after the one that differs the states are compared. */
const FARTHEST = 1000;
/** Of a value in a table. */
const VALUE_CELLS = 24;
const LONGEST = 10_000;
/** Of what two values have in common, before they part. */
const CONTEXT = 8;
const NOTHING = "—";

/**
 * The event of both runs, with the facts that only one of them has; then what the states after it differ
 * in, and what was there before.
 */
export function renderDifference(
  { x, y, event }: Difference,
  labels: Labels,
  text: CliText,
  style: Style,
): string[] {
  const [factsX, factsY] = [factTexts(x, event), factTexts(y, event)];
  return [
    ...renderSide(labels.x, x, event, without(factsX, factsY), style),
    ...renderSide(labels.y, y, event, without(factsY, factsX), style),
    ...renderStates({ x, y, event }, labels, text, style),
  ];
}

/** What both runs are called. */
export interface Labels {
  readonly x: string;
  readonly y: string;
}

/** What differs in the inputs of two runs: `seed: 1 | 2`. */
export function renderInputs(x: RunInput, y: RunInput, text: CliText, style: Style): string[] {
  const found = inputDifferences(x, y);
  if (found.length === 0) return [];
  const lines = found.slice(0, MOST_INPUTS).map(({ keys, x: ofX, y: ofY }) => {
    const values = `${valueText(ofX, style.width)} | ${valueText(ofY, style.width)}`;
    return `    ${truncate(`${printable(pathText(keys))}: ${values}`, style.width - 4)}`;
  });
  return [`  ${style.bold(text.replay.inputs)}`, ...lines, ...moreLines(found, MOST_INPUTS, style)];
}

function renderStates(
  difference: Difference,
  labels: Labels,
  { replay }: CliText,
  style: Style,
): string[] {
  const parted = statesWhereTheyPart(difference);
  if (parted === null) return [`  ${style.dim(replay.sameState)}`];
  const { event, found, before } = parted;
  const rows = found
    .slice(0, MOST_STATES)
    .map((place): string[] => [
      printable(pathText(place.keys)),
      beforeText(place, before.x, before.y),
      ...differingTexts(place),
    ]);
  const lines = table(
    [
      { header: style.dim(replay.state) },
      { header: style.dim(replay.before) },
      { header: style.dim(labels.x) },
      { header: style.dim(labels.y) },
    ],
    rows,
  );
  return [
    ...(event === difference.event ? [] : [`  ${replay.laterState(event)}`]),
    ...lines.map((line) => `  ${line}`),
    ...moreLines(found, MOST_STATES, style),
  ];
}

/** What the states of two runs differ in after some event, and both states before it. */
interface PartedStates {
  readonly event: number;
  readonly found: readonly ValueDifference[];
  readonly before: { readonly x: State; readonly y: State };
}

/**
 * The first event, from that on at which the runs part, after which their states differ; null when there
 * is none soon. After the last event of a run its state stays.
 */
function statesWhereTheyPart({ x, y, event: first }: Difference): PartedStates | null {
  const [ofX, ofY] = [statesOf(x), statesOf(y)];
  let before = { x: ofX(first - 1), y: ofY(first - 1) };
  const end = Math.min(first + FARTHEST, Math.max(x.length, y.length));
  for (let event = first; event < end; event++) {
    const after = { x: ofX(event), y: ofY(event) };
    const found = differences(after.x, after.y);
    if (found.length > 0) return { event, found, before };
    before = after;
  }
  return null;
}

/** The state after an event; -1: before the first. */
function statesOf(trace: Trace): (event: number) => State {
  const snapshots = new Snapshots(trace.events());
  return (event) => {
    const known = Math.min(event, trace.length - 1);
    if (known < 0) return snapshots.at(known);
    const chunk = Math.floor(known / MARK_EVENTS);
    return snapshots.steps(chunk)[known - chunk * MARK_EVENTS] ?? snapshots.at(known);
  };
}

/** What was there in both runs; where they had parted in it before, what was there in each. */
function beforeText({ keys }: ValueDifference, x: State, y: State): string {
  const [ofX, ofY] = [valueText(valueAt(x, keys)), valueText(valueAt(y, keys))];
  return ofX === ofY ? ofX : `${ofX} | ${ofY}`;
}

/** Both values; of long ones the part where they part. */
function differingTexts({ x, y }: ValueDifference): readonly [string, string] {
  const [ofX, ofY] = [valueText(x, LONGEST), valueText(y, LONGEST)];
  let same = 0;
  while (same < ofX.length && ofX[same] === ofY[same]) same++;
  const isShown = Math.max(ofX.length, ofY.length) <= VALUE_CELLS || same < VALUE_CELLS / 2;
  const from = isShown ? 0 : Math.max(0, same - CONTEXT);
  const part = (text: string) => truncate(`${from > 0 ? "…" : ""}${text.slice(from)}`, VALUE_CELLS);
  return [part(ofX), part(ofY)];
}

function valueText(value: unknown, cells = VALUE_CELLS): string {
  if (value === undefined) return NOTHING;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return truncate(printable(text), cells);
}

function moreLines(all: readonly unknown[], most: number, style: Style): string[] {
  return all.length > most ? [`    ${style.dim(`… ${all.length - most}`)}`] : [];
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
