import { brushX } from "d3-brush";
import { select } from "d3-selection";
import type { MilestoneView } from "../model/run-view.ts";
import type { TimeScale } from "../model/time-scale.ts";
import {
  AXIS_RIGHT,
  axisFor,
  axisGutter,
  prepareCanvas,
  readTokens,
  xOfEvent,
  xOfPlace,
} from "./axis.ts";
import { binEvents, drawDensity } from "./density.ts";

export const OVERVIEW_HEIGHT = 28;

export interface OverviewFrame {
  readonly scale: TimeScale;
  readonly width: number;
  readonly classes: Uint8Array;
  readonly milestones: readonly MilestoneView[];
  /** Places that the timeline shows. */
  readonly viewport: readonly [number, number];
}

export interface OverviewDrawing {
  update(frame: OverviewFrame): void;
  /** Moves the window only. */
  moveWindow(frame: OverviewFrame): void;
}

/**
 * Draws the whole run with the window that the timeline shows.
 *
 * @param brushed told the places of the window when a person moves it; null asks for everything
 */
export function overviewDrawing(
  canvas: HTMLCanvasElement,
  svgElement: SVGSVGElement,
  brushed: (viewport: readonly [number, number] | null) => void,
): OverviewDrawing {
  let frame: OverviewFrame | null = null;
  const brush = brushX<unknown>().on("brush end", (event: BrushEvent) => {
    if (frame === null || event.sourceEvent === null || event.sourceEvent === undefined) return;
    if (event.selection === null) {
      if (event.type === "end") brushed(null);
      return;
    }
    const { scale, width } = frame;
    const span = width - AXIS_RIGHT - axisGutter(width);
    const place = (x: number) =>
      scale.start + ((x - axisGutter(width)) / span) * (scale.end - scale.start);
    brushed([place(event.selection[0]), place(event.selection[1])]);
  });
  const group = select(svgElement).append("g").attr("class", "brush");

  function moveWindow(next: OverviewFrame): void {
    frame = next;
    const { scale, width, viewport } = next;
    const axis = axisFor(scale, [scale.start, scale.end], width);
    brush.extent([
      [axis.left, 1],
      [axis.right, OVERVIEW_HEIGHT - 1],
    ]);
    group.call(brush);
    group.call(brush.move, [xOfPlace(axis, viewport[0]), xOfPlace(axis, viewport[1])]);
  }

  return {
    update(next) {
      const token = readTokens(canvas);
      const context = prepareCanvas(canvas, next.width, OVERVIEW_HEIGHT, token("panel"));
      if (context === null) return;
      const axis = axisFor(next.scale, [next.scale.start, next.scale.end], next.width);
      const colours = ["produce", "fetch", "control", "zk", "group"].map((c) => token(`msg-${c}`));
      const bins = binEvents(axis, next.classes);
      drawDensity(context, axis, bins, [...colours, token("line")], 9, OVERVIEW_HEIGHT - 11);
      for (const { index, kind } of next.milestones) {
        context.fillStyle = kind === "violation" ? token("violation") : token("text");
        const height = kind === "violation" ? 7 : 5;
        context.fillRect(
          Math.round(xOfEvent(axis, index)) - 0.5,
          2,
          kind === "violation" ? 2 : 1,
          height,
        );
      }
      moveWindow(next);
    },
    moveWindow,
  };
}

interface BrushEvent {
  readonly type: string;
  readonly selection: readonly [number, number] | null;
  readonly sourceEvent: unknown;
}
