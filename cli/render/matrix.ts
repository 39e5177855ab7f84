import { type Era, eraRanges } from "../../sim/index.ts";
import type { CliText } from "../../text/cli.ts";
import { EXIT_INCONCLUSIVE, EXIT_OK, EXIT_UNMET } from "../exit-status.ts";
import { type Cell, hasDiverged, lostIn, type Row, statusOfRows } from "../matrix.ts";
import { grouped } from "./numbers.ts";
import { marked, paragraph, section } from "./sections.ts";
import type { Style } from "./style.ts";
import { table } from "./table.ts";
import { displayWidth, printable } from "./width.ts";

const INDENT = 2;
const GAP = 2;
const DIVERGES = "≠";
const FAILED = "!";

/** One row per scenario and one column per era, in as many tables as the width asks for. */
export function renderMatrix(
  eras: readonly Era[],
  rows: readonly Row[],
  text: CliText,
  style: Style,
): readonly string[] {
  const cells = rows.map((row) => row.cells.map((cell) => cellText(cell, text)));
  const widths = eras.map((era, i) =>
    Math.max(era.length, ...cells.map((row) => displayWidth(row[i] ?? ""))),
  );
  const room = style.width - INDENT - widest(rows, text);
  const lines = blocks(widths, room).flatMap((block, number) => [
    ...(number > 0 ? [""] : []),
    ...renderBlock(block, eras, rows, cells, text, style),
  ]);
  return [
    ...lines,
    ...legend(cells.flat(), text, style),
    ...section(text.matrix.behind, renderBugs(rows, text, style), style),
    "",
    style.bold(summaryOf(eras, rows, text)),
  ];
}

function renderBlock(
  block: readonly number[],
  eras: readonly Era[],
  rows: readonly Row[],
  cells: readonly (readonly string[])[],
  text: CliText,
  style: Style,
): string[] {
  const lines = table(
    [
      { header: style.dim(text.columns.scenario) },
      ...block.map((i) => ({ header: style.dim(eras[i] ?? ""), align: "right" as const })),
    ],
    rows.map((row, r) => [
      printable(row.scenario),
      ...block.map((i) => paint(row.cells[i], cells[r]?.[i] ?? "", style)),
    ]),
  );
  return lines.map((line) => " ".repeat(INDENT) + line);
}

/** Indices of columns, about equally many to a table, so that every table fits. */
function blocks(widths: readonly number[], room: number): number[][] {
  const fewest = chunks(widths, room, widths.length).length;
  return chunks(widths, room, Math.ceil(widths.length / Math.max(1, fewest)));
}

function chunks(widths: readonly number[], room: number, most: number): number[][] {
  const found: number[][] = [];
  let left = 0;
  widths.forEach((width, i) => {
    const last = found.at(-1);
    if (last === undefined || last.length >= most || left < width + GAP) {
      found.push([i]);
      left = room - width - GAP;
    } else {
      last.push(i);
      left -= width + GAP;
    }
  });
  return found;
}

function widest(rows: readonly Row[], { columns }: CliText): number {
  return Math.max(...[columns.scenario, ...rows.map((row) => row.scenario)].map(displayWidth));
}

/** `lost 3 ≠!`; in brackets where the scenario says nothing of the era. */
function cellText(cell: Cell, text: CliText): string {
  const failed = cell.status === EXIT_UNMET ? FAILED : "";
  const said = `${outcomeText(cell, text)}${failed}`;
  return cell.isSpoken ? said : `(${said})`;
}

function outcomeText(cell: Cell, { matrix }: CliText): string {
  const { result, status, worst } = cell;
  if (result === null) return matrix.refused;
  const { ledger } = result.report;
  const [lost, diverges] = [lostIn(cell), hasDiverged(cell)];
  const words = [
    ...(lost > 0 ? [matrix.lost(grouped(lost)) + (diverges ? ` ${DIVERGES}` : "")] : []),
    ...(diverges ? [matrix.diverges] : []),
    ...(ledger.duplicated.length > 0 ? [matrix.duplicated(grouped(ledger.duplicated.length))] : []),
    ...(worst !== null ? [matrix.violated] : []),
    ...(ledger.failed > 0 ? [matrix.failed(grouped(ledger.failed))] : []),
  ];
  if (result.inconclusive !== null) return [...words.slice(0, 1), matrix.inconclusive].join(" ");
  return words[0] ?? (status === EXIT_OK ? matrix.ok : matrix.unmet);
}

function paint(cell: Cell | undefined, text: string, style: Style): string {
  if (cell === undefined) return text;
  if (cell.status === EXIT_UNMET) return style.bad(text);
  if (!cell.isSpoken) return style.dim(text);
  if (cell.status === EXIT_INCONCLUSIVE) return style.warn(text);
  const isBad = lostIn(cell) > 0 || hasDiverged(cell);
  return isBad ? style.warn(text) : style.good(text);
}

/** What the signs mean that the table has. */
function legend(cells: readonly string[], { matrix }: CliText, style: Style): string[] {
  const has = (sign: string) => cells.some((cell) => cell.includes(sign));
  const signs = [
    ...(has("(") ? [matrix.legendSilent] : []),
    ...(has(DIVERGES) ? [matrix.legendDiverges] : []),
    ...(has(matrix.inconclusive) ? [matrix.legendInconclusive] : []),
    ...(has(FAILED) ? [matrix.legendFailed] : []),
  ];
  const lines = signs.flatMap((line) => paragraph(line, INDENT, style));
  return lines.length === 0 ? [] : ["", ...lines.map(style.dim)];
}

/** The bugs that were met, by scenario, with what repaired them. */
function renderBugs(rows: readonly Row[], text: CliText, style: Style): string[] {
  return rows.flatMap(({ scenario, cells }) => {
    const byBug = new Map<string, { readonly cell: Cell; readonly eras: Era[] }>();
    for (const cell of cells) {
      if (cell.worst === null || !cell.worst.class.endsWith("bug")) continue;
      const key = `${cell.worst.class} ${cell.worst.fix}`;
      const known = byBug.get(key);
      if (known === undefined) byBug.set(key, { cell, eras: [cell.era] });
      else known.eras.push(cell.era);
    }
    return [...byBug.values()].flatMap(({ cell, eras }) => {
      const judged = cell.worst?.class ?? "";
      const words = text.classes[judged] ?? judged;
      const said = text.matrix.bug(eraRanges(eras), words, cell.worst?.fix ?? null);
      return marked(style.dim("·"), text.about(printable(scenario), said), style);
    });
  });
}

function summaryOf(eras: readonly Era[], rows: readonly Row[], { matrix }: CliText): string {
  const statuses = rows.flatMap(({ scenario, cells }) =>
    cells.map((cell) => statusOfRows([{ scenario, cells: [cell] }])),
  );
  const count = (status: number) => statuses.filter((one) => one === status).length;
  return matrix.summary(rows.length, eras.length, count(EXIT_UNMET), count(EXIT_INCONCLUSIVE));
}
