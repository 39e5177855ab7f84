import type { Selection } from "d3-selection";
import type { CutView } from "../model/view.ts";
import { between, type Layout, type Point, way } from "./cluster-layout.ts";
import { SCISSORS } from "./shapes.ts";

export type Group = Selection<SVGGElement, unknown, null, undefined>;

export interface LinkLine {
  readonly key: string;
  readonly a: Point;
  readonly b: Point;
}

export function drawLinks(group: Group, lines: readonly LinkLine[]): void {
  group
    .selectAll<SVGLineElement, LinkLine>("line")
    .data(lines, (line) => line.key)
    .join("line")
    .order()
    .attr("x1", (line) => round(line.a.x))
    .attr("y1", (line) => round(line.a.y))
    .attr("x2", (line) => round(line.b.x))
    .attr("y2", (line) => round(line.b.y));
}

/** Where the scissors are, as a share of the way; packets that are held stop before them. */
export const CUT_SHARE = 0.5;
export const HELD_SHARE = 0.37;

interface CutMark {
  readonly key: string;
  readonly ends: readonly [Point, Point];
  readonly label: string;
}

/** A cut link: its way dashed in the colour of violations, with scissors in the middle. */
export function drawCuts(
  group: Group,
  cuts: readonly CutView[],
  layout: Layout,
  label: (cut: CutView) => string,
): void {
  const marks = cutMarks(cuts, layout, label);
  const joined = group
    .selectAll<SVGGElement, CutMark>("g")
    .data(marks, (mark) => mark.key)
    .join((enter) => {
      const added = enter.append("g").attr("class", "cut").attr("role", "img");
      added.append("title");
      added.append("line");
      added.append("circle").attr("r", 11);
      added.append("path").attr("d", SCISSORS);
      return added;
    })
    .order()
    .attr("aria-label", (mark) => mark.label);
  joined.select("title").text((mark) => mark.label);
  joined
    .select("line")
    .attr("x1", (mark) => round(mark.ends[0].x))
    .attr("y1", (mark) => round(mark.ends[0].y))
    .attr("x2", (mark) => round(mark.ends[1].x))
    .attr("y2", (mark) => round(mark.ends[1].y));
  joined.select("circle").attr("transform", middle);
  joined.select("path").attr("transform", middle);
}

/** A link that is cut in both directions is one mark, between its two ways. */
function cutMarks(
  cuts: readonly CutView[],
  layout: Layout,
  label: (cut: CutView) => string,
): CutMark[] {
  const marks: CutMark[] = [];
  for (const cut of cuts) {
    const there = way(layout, cut.from, cut.to);
    const back = way(layout, cut.to, cut.from);
    if (there === null || back === null) continue;
    const opposite = cuts.find(({ from, to }) => from === cut.to && to === cut.from);
    const key = `${cut.from}>${cut.to}`;
    if (opposite === undefined) marks.push({ key, ends: there, label: label(cut) });
    else if (cut.from < cut.to) {
      const ends = [between([there[0], back[1]], 0.5), between([there[1], back[0]], 0.5)] as const;
      marks.push({ key, ends, label: `${label(cut)}\n${label(opposite)}` });
    }
  }
  return marks;
}

function middle(mark: CutMark): string {
  const { x, y } = between(mark.ends, CUT_SHARE);
  return `translate(${round(x)},${round(y)})`;
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
