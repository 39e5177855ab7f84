import { ticks } from "d3-array";
import { type Axis, xOfPlace } from "./axis.ts";

export interface TickStyle {
  /** Baseline of the labels. */
  readonly y: number;
  readonly colour: string;
  readonly font: string;
  label(timeUs: number): string;
}

const TICK_DISTANCE = 110;

/** Labels moments along the axis; each says the time at its place, whatever the scale. */
export function drawTicks(context: CanvasRenderingContext2D, axis: Axis, style: TickStyle): void {
  const count = Math.max(2, Math.floor((axis.right - axis.left) / TICK_DISTANCE));
  context.font = style.font;
  context.fillStyle = style.colour;
  context.strokeStyle = style.colour;
  context.lineWidth = 1;
  context.textBaseline = "alphabetic";
  let lastEnd = Number.NEGATIVE_INFINITY;
  for (const place of ticks(axis.from, axis.to, count)) {
    const x = Math.round(xOfPlace(axis, place));
    const label = style.label(axis.scale.timeAt(place));
    const half = context.measureText(label).width / 2;
    const at = Math.max(axis.left + half, Math.min(axis.right - half, x));
    if (at - half < lastEnd + 12) continue;
    lastEnd = at + half;
    context.beginPath();
    context.moveTo(x + 0.5, style.y - 13);
    context.lineTo(x + 0.5, style.y - 10);
    context.stroke();
    context.textAlign = "center";
    context.fillText(label, at, style.y);
  }
}
