import type { FaultCounts } from "../../sim/explore/hunt/outcome.ts";
import type { HuntReport } from "../../sim/explore/hunt/report.ts";
import { isMark, MARK_THEMES, marksOfTheme, mayBeReached } from "../../sim/explore/marks/marks.ts";
import { isEra } from "../../sim/index.ts";
import type { CliText } from "../../text/cli.ts";
import { grouped } from "./numbers.ts";
import { paragraph } from "./sections.ts";
import type { Style } from "./style.ts";
import { displayWidth, padEnd, printable, wrap } from "./width.ts";

/** How often each kind of fault struck, and what it did. */
export function renderFaultCounts(faults: FaultCounts, style: Style): string[] {
  return labelled(
    Object.entries(faults).map(([kind, counts]) => [kind, countsText(counts)] as const),
    style,
  );
}

/** Which coverage marks were reached in how many runs, theme by theme, and which were not. */
export function renderMarks(report: HuntReport, { hunt }: CliText, style: Style): string[] {
  const { marks, era, space, settings } = report;
  const names = Object.keys(marks);
  if (names.length === 0) return [];
  const reached = names.filter((name) => (marks[name] ?? 0) > 0);
  const never = names.filter((name) => marks[name] === 0);
  const possible = never.filter(
    (name) => isMark(name) && isEra(era) && mayBeReached(name, era, space.faults, settings),
  );
  const others = never.filter((name) => !possible.includes(name));
  const told = (say: (marks: string) => string, list: readonly string[]) =>
    list.length === 0 ? [] : paragraph(say(printable(list.join(", "))), 2, style);
  const counted = (list: readonly string[]) =>
    list.filter((name) => reached.includes(name)).map((name) => [name, marks[name] ?? 0] as const);
  const known = MARK_THEMES.flatMap((theme): readonly string[] => marksOfTheme(theme));
  const strange = reached.filter((name) => !known.includes(name));
  const rows = [
    ...MARK_THEMES.map((theme) => [theme, counted(marksOfTheme(theme))] as const),
    ["", counted(strange)] as const,
  ];
  return [
    ...paragraph(hunt.marksReached(reached.length, names.length), 2, style),
    ...labelled(
      rows.flatMap(([theme, counts]) =>
        counts.length === 0 ? [] : [[theme, countsText(Object.fromEntries(counts))] as const],
      ),
      style,
    ),
    ...told(hunt.neverReached, possible),
    ...told(hunt.outOfReach, others),
  ];
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${grouped(count)}`)
    .join(", ");
}

/** Labels in a column, texts wrapped beside them. */
function labelled(rows: readonly (readonly [label: string, text: string])[], style: Style) {
  const width = Math.max(0, ...rows.map(([label]) => displayWidth(printable(label))));
  const margin = " ".repeat(width + 4);
  return rows.flatMap(([label, text]) => {
    const [first = "", ...rest] = wrap(printable(text), style.width - width - 4);
    return [
      `  ${style.dim(padEnd(printable(label), width))}  ${first}`,
      ...rest.map((line) => margin + line),
    ];
  });
}
