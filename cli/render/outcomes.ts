import { type RecordOutcome, valuesText } from "../../sim/index.ts";
import type { CliColumn, CliText } from "../../text/cli.ts";
import type { RunView } from "../view-of.ts";
import { numberedBy } from "./event-number.ts";
import { beside, marked } from "./sections.ts";
import type { Style } from "./style.ts";
import { table } from "./table.ts";
import { printable, truncate } from "./width.ts";

const MOST_ROWS = 12;
const MOST_EXPLAINED = 4;
const VALUE_CELLS = 32;

/** A class, and the KIP or the JIRA that repaired it. */
interface Judged {
  readonly class: string;
  readonly fix: string | null;
}

/** Neighbours in one partition that had the same fate. */
interface Group {
  readonly first: RecordOutcome;
  readonly members: readonly RecordOutcome[];
}

/** The records of one fate by partition and offset, and below how the first of each group met it. */
export function renderOutcomes(
  name: CliColumn,
  outcomes: readonly RecordOutcome[],
  say: RunView["say"],
  text: CliText,
  style: Style,
): string[] {
  if (outcomes.length === 0) return [];
  const groups = groupNeighbours(outcomes);
  const shown = groups.slice(0, MOST_ROWS);
  const header = (column: CliColumn) => style.dim(text.columns[column]);
  const lines = table(
    [
      { header: style.bold(text.columns[name]) },
      { header: header("offset"), align: "right" },
      { header: header("value") },
      { header: header("status") },
      { header: header("class") },
    ],
    shown.map(({ first, members }) => [
      printable(first.partition),
      offsetsText(members),
      truncate(printable(valuesText(members.map((record) => record.value))), VALUE_CELLS),
      text.statuses[first.status] ?? first.status,
      classText(first, text, style),
    ]),
  );
  const hidden = outcomes.length - shown.reduce((sum, group) => sum + group.members.length, 0);
  return [
    "",
    ...lines.map((line) => `  ${line}`),
    ...(hidden > 0 ? [`  ${style.dim(text.more(hidden))}`] : []),
    ...shown.slice(0, MOST_EXPLAINED).flatMap((group) => renderWhy(group.first, say, text, style)),
  ];
}

/** How it came about, as a chain of sentences. */
function renderWhy(
  { value, why }: RecordOutcome,
  say: RunView["say"],
  text: CliText,
  style: Style,
): string[] {
  if (why.length === 0) return [];
  const happened = why.filter(({ event }) => event >= 0);
  const judged = why.filter(({ event }) => event < 0);
  const number = numberedBy(happened.map(({ event }) => event));
  const head = text.whyOf(truncate(printable(value), VALUE_CELLS));
  return [
    "",
    `  ${style.bold(head)}`,
    ...happened.flatMap((told) => beside(number(told.event), printable(say(told)), style)),
    ...judged.flatMap((told) => marked(style.dim("→"), printable(say(told)), style)),
  ];
}

function groupNeighbours(outcomes: readonly RecordOutcome[]): readonly Group[] {
  const groups: { first: RecordOutcome; members: RecordOutcome[] }[] = [];
  for (const outcome of outcomes) {
    const group = groups.at(-1);
    const last = group?.members.at(-1);
    if (group !== undefined && last !== undefined && continues(last, outcome)) {
      group.members.push(outcome);
    } else groups.push({ first: outcome, members: [outcome] });
  }
  return groups;
}

function continues(last: RecordOutcome, next: RecordOutcome): boolean {
  const follows = next.offset === last.offset + 1 || (next.offset === -1 && last.offset === -1);
  return (
    follows &&
    next.partition === last.partition &&
    next.status === last.status &&
    next.class === last.class &&
    next.fix === last.fix &&
    chainOf(next) === chainOf(last)
  );
}

/** What kinds of things happened to a record. */
function chainOf({ why }: RecordOutcome): string {
  return why.map((told) => told.code).join(" ");
}

function offsetsText(outcomes: readonly RecordOutcome[]): string {
  const first = outcomes[0]?.offset ?? -1;
  const last = outcomes.at(-1)?.offset ?? -1;
  if (first < 0) return "–";
  return first === last ? String(first) : `${first}..${last}`;
}

/** How something bad is judged, and what repaired it; what Kafka never promised is no alarm. */
export function classText(judged: Judged, text: CliText, style: Style): string {
  const words = judgedText(judged, text);
  return judged.class.endsWith("bug") ? style.bad(words) : style.warn(words);
}

/** `protocol bug · KIP-101`. */
export function judgedText({ class: name, fix }: Judged, text: CliText): string {
  const words = text.classes[name] ?? name;
  return fix === null ? words : `${words} · ${fix}`;
}
