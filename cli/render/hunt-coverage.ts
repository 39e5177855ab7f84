import type { FaultCounts } from "../../sim/explore/hunt/outcome.ts";
import type { HuntReport } from "../../sim/explore/hunt/report.ts";
import { FAULT_EFFECTS } from "../../sim/explore/marks/effects.ts";
import { isMark, MARK_THEMES, marksOfTheme, mayBeReached } from "../../sim/explore/marks/marks.ts";
import { FAULT_KINDS } from "../../sim/faults/plan.ts";
import { isEra } from "../../sim/index.ts";
import type { CliText } from "../../text/cli.ts";
import { faultCountText, faultKindName } from "../../text/fault-counts.ts";
import { markName, markThemeName } from "../../text/marks.ts";
import type { Language } from "../../text/messages.ts";
import { longTimeText } from "./long-time.ts";
import { grouped } from "./numbers.ts";
import { paragraph } from "./sections.ts";
import type { Style } from "./style.ts";
import { displayWidth, padEnd, printable, wrap } from "./width.ts";

const MS_PER_SECOND = 1000;
type Row = readonly [label: string, text: string];

const KINDS = [...FAULT_KINDS, "other"] as const;

/** How often each kind of fault struck, and what it did. */
export function renderFaultCounts(
  faults: FaultCounts,
  language: Language,
  { hunt }: CliText,
  style: Style,
): string[] {
  const rows = KINDS.flatMap((kind): Row[] => {
    const said = FAULT_EFFECTS.flatMap((effect) => {
      const count = faults[kind]?.[effect] ?? 0;
      if (count === 0) return [];
      const text = effect === "heldMs" ? longTimeText(count / MS_PER_SECOND) : grouped(count);
      return [faultCountText(language, effect, text)];
    });
    return said.length === 0 ? [] : [[faultKindName(language, kind), said.join(hunt.comma)]];
  });
  return labelled(rows, style);
}

/** Which coverage marks were reached in how many runs, theme by theme, and which were not. */
export function renderMarks(
  report: HuntReport,
  language: Language,
  { hunt }: CliText,
  style: Style,
): string[] {
  const { marks, era, space, settings } = report;
  const names = Object.keys(marks);
  if (names.length === 0) return [];
  const timesOf = (name: string) => marks[name] ?? 0;
  const wordsOf = (name: string) => (isMark(name) ? markName(language, name) : name);
  const listed = (list: readonly string[]) =>
    list
      .map((name) => {
        const times = timesOf(name);
        return times === 0 ? wordsOf(name) : `${wordsOf(name)} ${grouped(times)}`;
      })
      .join(hunt.comma);
  const reached = names.filter((name) => timesOf(name) > 0);
  const never = names.filter((name) => timesOf(name) === 0);
  const possible = never.filter(
    (name) => isMark(name) && isEra(era) && mayBeReached(name, era, space.faults, settings),
  );
  const impossible = never.filter((name) => !possible.includes(name));
  const told = (say: (marks: string) => string, list: readonly string[]) =>
    list.length === 0 ? [] : paragraph(say(printable(listed(list))), 2, style);
  const strange = reached.filter((name) => !isMark(name));
  return [
    ...paragraph(hunt.marksReached(reached.length, names.length), 2, style),
    ...labelled(
      [
        ...MARK_THEMES.flatMap((theme): Row[] => {
          const list = marksOfTheme(theme).filter((name) => reached.includes(name));
          return list.length === 0 ? [] : [[markThemeName(language, theme), listed(list)]];
        }),
        // Marks of a report that another version made.
        ...(strange.length === 0 ? [] : [["", listed(strange)] as const]),
      ],
      style,
    ),
    ...told(hunt.neverReached, possible),
    ...told(hunt.outOfReach, impossible),
  ];
}

/** Labels in a column, texts wrapped beside them. */
function labelled(rows: readonly Row[], style: Style): string[] {
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
