import type { CellMark } from "./lane-cells.ts";

/** One offset of a log, in pixels; a little less is drawn, so that cells stand apart. */
export const CELL_WIDTH = 22;
const WIDTH = CELL_WIDTH - 2;
const HEIGHT = 18;

/** The second cue beside the colour of an epoch: plain, leaning right, dots, leaning left. */
const EPOCH_PATTERNS: readonly string[] = [
  "",
  "M2 17l3 -3M7 17l3 -3M12 17l3 -3M17 17l1.5 -1.5",
  "M4 15.8h.1M8 15.8h.1M12 15.8h.1M16 15.8h.1",
  "M2 14l3 3M7 14l3 3M12 14l3 3M17 14l1.5 1.5",
];

/** A circle with a stroke through it, in the lower left corner: there is no value. */
const TOMBSTONE = "M-1 16a3.8 3.8 0 1 0 7.6 0a3.8 3.8 0 1 0 -7.6 0M-0.8 19.6L6.4 12.4";

/** Inside of a cell: few elements, since there are many cells. Numbers only, never text of a trace. */
export function cellMarkup(cell: CellMark): string {
  if (cell.gap)
    return `<rect class="nothing" width="${WIDTH}" height="${HEIGHT}"/><path class="gap" d="M3 9h14"/>`;
  const pattern = EPOCH_PATTERNS[colourOf(cell.epoch)] ?? "";
  return [
    `<rect class="ground" rx="3" width="${WIDTH}" height="${HEIGHT}"/>`,
    pattern === "" ? "" : `<path class="pattern" d="${pattern}"/>`,
    `<text text-anchor="middle" x="${WIDTH / 2}" y="12.5">${Number(cell.epoch)}</text>`,
    cell.tombstone ? `<path class="tombstone" d="${TOMBSTONE}"/>` : "",
    cell.acked ? `<circle class="acked" r="2.7" cx="${WIDTH - 2.5}" cy="2.5"/>` : "",
    cell.truncated ? `<path class="strike" d="M-2 ${HEIGHT + 1}L${CELL_WIDTH} -1"/>` : "",
  ].join("");
}

/** @param selected offset that is selected */
export function cellClass(cell: CellMark, selected: number | null): string {
  const committed = cell.committed ? "" : " uncommitted";
  const truncated = cell.truncated ? " truncated" : "";
  const marked = cell.offset === selected ? " selected" : "";
  if (cell.gap) return "cell gap";
  return `cell epoch-${colourOf(cell.epoch)}${committed}${truncated}${marked}`;
}

/** Epochs take turns in four colours. */
function colourOf(epoch: number): number {
  return ((epoch % 4) + 4) % 4;
}
