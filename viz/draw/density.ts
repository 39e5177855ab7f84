import { bisectLeft } from "d3-array";
import { EVENT_CLASSES } from "../model/run-view.ts";
import type { Axis } from "./axis.ts";

/** Events per pixel column and class: `classes` numbers for each column. */
export function binEvents(axis: Axis, classes: Uint8Array): Uint32Array {
  const columns = Math.max(1, Math.floor(axis.right - axis.left));
  const kinds = EVENT_CLASSES.length;
  const bins = new Uint32Array(columns * kinds);
  const { places } = axis.scale;
  const perPlace = columns / (axis.to - axis.from);
  for (let i = bisectLeft(places, axis.from); i < places.length; i++) {
    const column = Math.floor(((places[i] as number) - axis.from) * perPlace);
    if (column > columns) break;
    const at = Math.min(columns - 1, column) * kinds + (classes[i] as number);
    bins[at] = (bins[at] as number) + 1;
  }
  return bins;
}

/** Draws events per pixel column, stacked by class, the height growing with the logarithm. */
export function drawDensity(
  context: CanvasRenderingContext2D,
  axis: Axis,
  bins: Uint32Array,
  colours: readonly string[],
  top: number,
  height: number,
): void {
  const kinds = EVENT_CLASSES.length;
  const columns = bins.length / kinds;
  const totals = new Float64Array(columns);
  let most = 1;
  for (let column = 0; column < columns; column++) {
    let total = 0;
    for (let k = 0; k < kinds; k++) total += bins[column * kinds + k] as number;
    totals[column] = total;
    most = Math.max(most, total);
  }
  const unit = height / Math.log1p(most);
  for (let k = 0; k < kinds; k++) {
    context.fillStyle = colours[k] ?? "gray";
    context.beginPath();
    for (let column = 0; column < columns; column++) {
      const count = bins[column * kinds + k] as number;
      if (count === 0) continue;
      const total = totals[column] as number;
      let below = 0;
      for (let lower = 0; lower < k; lower++) below += bins[column * kinds + lower] as number;
      const full = Math.log1p(total) * unit;
      const y = top + height - (full * (below + count)) / total;
      context.rect(axis.left + column, y, 1, (full * count) / total);
    }
    context.fill();
  }
}
