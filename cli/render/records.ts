import type { CliColumn, CliText } from "../../text/cli.ts";
import type { RunView } from "../view-of.ts";
import { renderOutcomes } from "./outcomes.ts";
import type { Style } from "./style.ts";
import { table } from "./table.ts";

const COUNTS = ["sent", "acked", "failed", "unknown", "unacknowledged"] as const;

/** What became of the records: how many of each, and the unlucky ones by partition and offset. */
export function renderRecords(
  { json, result, say }: RunView,
  text: CliText,
  style: Style,
): string[] {
  const { records } = json;
  const { ledger } = result.report;
  const fates = [
    ["lost", [...ledger.lost, ...ledger.lostUnacknowledged]],
    ["duplicated", ledger.duplicated],
    ["reordered", ledger.reordered],
  ] as const;
  // They are among the unknown, and listed only.
  const doubts = [
    ["unsent", ledger.unsent],
    ["ambiguous", ledger.ambiguous],
  ] as const;
  const cells: readonly (readonly [CliColumn, string])[] = [
    ...COUNTS.map((name) => [name, countText(records[name], style)] as const),
    ...fates.map(([name, found]) => [name, alarmText(found.length, style)] as const),
  ];
  const counts = table(
    cells.map(([name]) => ({ header: style.dim(text.columns[name]), align: "right" })),
    [cells.map(([, count]) => count)],
  );
  return [
    ...counts.map((line) => `  ${line}`),
    ...[...fates, ...doubts].flatMap(([name, found]) =>
      renderOutcomes(name, found, say, text, style),
    ),
  ];
}

function countText(count: number, style: Style): string {
  return count === 0 ? style.dim("0") : String(count);
}

function alarmText(count: number, style: Style): string {
  return count === 0 ? style.dim("0") : style.bad(String(count));
}
