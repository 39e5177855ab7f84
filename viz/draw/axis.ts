import type { TimeScale } from "../model/time-scale.ts";

/** Where the time axis lies on a stage, and which places it shows. */
export interface Axis {
  readonly scale: TimeScale;
  /** Places at the left and at the right end. */
  readonly from: number;
  readonly to: number;
  /** Pixels. */
  readonly left: number;
  readonly right: number;
}

/** Pixels at the left of both time axes, for the names of the rows. */
export function axisGutter(width: number): number {
  return width < 600 ? 12 : 92;
}

export const AXIS_RIGHT = 12;

export function axisFor(
  scale: TimeScale,
  viewport: readonly [number, number],
  width: number,
): Axis {
  const [from, to] = viewport;
  return { scale, from, to, left: axisGutter(width), right: width - AXIS_RIGHT };
}

export function xOfPlace(axis: Axis, place: number): number {
  return axis.left + ((place - axis.from) / (axis.to - axis.from)) * (axis.right - axis.left);
}

export function placeOfX(axis: Axis, x: number): number {
  return axis.from + ((x - axis.left) / (axis.right - axis.left)) * (axis.to - axis.from);
}

export function xOfEvent(axis: Axis, index: number): number {
  return xOfPlace(axis, axis.scale.placeOfEvent(index));
}

/** A canvas of the given size in CSS pixels, sharp on dense screens, ready to be drawn on. */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  ground: string,
): CanvasRenderingContext2D | null {
  const density = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) return null;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  return context;
}

/** Reads colours from the style sheet; canvases do so once per theme. */
export function readTokens(element: Element): (name: string) => string {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}
