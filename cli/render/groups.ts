import type { RunJson } from "../../sim/index.ts";
import type { CliColumn, CliText } from "../../text/cli.ts";
import type { RunView } from "../view-of.ts";
import { secondsText } from "./numbers.ts";
import { renderOutcomes } from "./outcomes.ts";
import type { Style } from "./style.ts";
import { table } from "./table.ts";
import { printable } from "./width.ts";

const COLUMNS = [
  "generation",
  "processed",
  "processedTwice",
  "neverProcessed",
  "overwritten",
  "unconsumed",
] as const satisfies readonly CliColumn[];

/** What consumer groups made of the records, and how some met another fate than to be processed once. */
export function renderGroups(
  { json, result, say }: RunView,
  text: CliText,
  style: Style,
): readonly string[] {
  if (json.groups.length === 0) return [];
  const { groups } = result.report;
  const fates = [
    ["processedTwice", groups.processedTwice],
    ["neverProcessed", groups.neverProcessed],
    ["overwritten", groups.overwritten],
  ] as const;
  const counts = table(
    [
      { header: style.dim(text.columns.group) },
      ...COLUMNS.map((name) => ({
        header: style.dim(text.columns[name]),
        align: "right" as const,
      })),
    ],
    json.groups.map(({ group, generation, processed }) => [
      printable(group),
      // Groups of the old consumer, in ZooKeeper, have none.
      generation === 0 ? "–" : String(generation),
      String(processed),
      ...fates.map(([, outcomes]) => {
        const count = outcomes.filter((outcome) => outcome.group === group).length;
        return count === 0 ? style.dim("0") : style.bad(String(count));
      }),
      unconsumedText(json, group, style),
    ]),
  );
  return [
    ...counts.map((line) => `  ${line}`),
    ...fates.flatMap(([name, found]) => renderOutcomes(name, found, say, text, style)),
  ];
}

/** The time in which partitions of a group were without a consumer, added up. */
function unconsumedText({ unconsumed }: RunJson, group: string, style: Style): string {
  let ms = 0;
  for (const window of unconsumed) if (window.group === group) ms += window.toMs - window.fromMs;
  return ms === 0 ? style.dim(secondsText(0)) : secondsText(ms);
}
