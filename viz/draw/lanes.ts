import { type Selection, select } from "d3-selection";
import type { KeyMark, LaneView, PartitionLanes } from "../model/view.ts";
import { CELL_WIDTH, cellClass, cellMarkup } from "./cell-marks.ts";
import { type CellMark, laneCells, laneRuns, type OffsetWindow } from "./lane-cells.ts";
import { standingGlyph } from "./shapes.ts";

/** Words on the drawing, in the language of the page. */
export interface LanesText {
  lane(lane: LaneView): string;
  broker(lane: LaneView): string;
  position(client: string, offset: number): string;
  committed(group: string, offset: number): string;
  /** A segment that begins there. */
  segment(lane: LaneView, base: number): string;
}

export interface LanesFrame {
  /** First offset to show; null follows the end of the logs. */
  readonly firstOffset: number | null;
  /** Width of the stage in pixels. */
  readonly width: number;
  /** Offset that is pointed at or selected. */
  readonly selectedOffset: number | null;
  readonly text: LanesText;
}

export interface LanesHandlers {
  /** The pointer is over a cell, or over none (`null`). */
  hover(cell: { readonly broker: number; readonly offset: number } | null): void;
  select(cell: { readonly broker: number; readonly offset: number }): void;
}

export interface LanesDrawing {
  update(view: PartitionLanes, frame: LanesFrame): void;
  destroy(): void;
}

/** Height of the drawing of a partition with so many replicas. */
export function lanesHeight(replicas: number, keyed: boolean): number {
  return TOP + replicas * (keyed ? LANE_PITCH + KEYS_PITCH : LANE_PITCH);
}

export const GUTTER = 104;
const LANE_PITCH = 38;
/** Where keys stand below the cells. */
const KEYS_PITCH = 12;
/** Letters of a key that fit below a cell. */
const KEY_LETTERS = 4;
const TOP = 54;
const RIGHT = 56;

/** How many offsets a stage of that width shows. */
export function cellsThatFit(width: number): number {
  return Math.max(4, Math.floor((width - GUTTER - RIGHT) / CELL_WIDTH));
}

/** The window of offsets to show: the one asked for, or the end of the logs. */
export function offsetWindow(view: PartitionLanes, frame: LanesFrame): OffsetWindow {
  const count = cellsThatFit(frame.width);
  const latest = Math.max(view.base, view.end + 1 - count);
  const first = Math.max(view.base, Math.min(frame.firstOffset ?? latest, latest));
  return { first, count };
}

/** Draws the logs of one partition's replicas into an `svg` element, on one axis of offsets. */
export function lanesDrawing(element: SVGSVGElement, handlers: LanesHandlers): LanesDrawing {
  const svg = select(element);
  const axis = svg.append("g").attr("class", "offsets").attr("aria-hidden", "true");
  const committed = svg.append("g").attr("class", "positions committed");
  const positions = svg.append("g").attr("class", "positions");
  const rule = svg.append("line").attr("class", "isr-rule");
  const lanes = svg.append("g").attr("class", "lanes");
  return {
    update(view, frame) {
      const shown = offsetWindow(view, frame);
      const pitch = lanePitch(view);
      const height = TOP + view.lanes.length * pitch;
      svg.attr("viewBox", `0 0 ${frame.width} ${height}`);
      svg.attr("width", frame.width).attr("height", height);
      drawAxis(axis, view, shown);
      const { text } = frame;
      const reads = view.positions.map(({ client, offset }): OffsetMark => {
        return { name: client, offset, title: text.position(client, offset) };
      });
      const commits = view.committed.map(({ group, offset }): OffsetMark => {
        return { name: group, offset, title: text.committed(group, offset) };
      });
      drawPositions(positions, reads, shown, TOP - 30);
      drawPositions(committed, commits, shown, TOP - 43);
      const members = view.lanes.filter((lane) => lane.inIsr).length;
      const y = TOP + members * pitch - 14;
      rule
        .attr("x1", 8)
        .attr("x2", frame.width - 8)
        .attr("y1", y)
        .attr("y2", y)
        .style("display", members > 0 && members < view.lanes.length ? "inline" : "none");
      drawLanes(lanes, view, shown, frame, handlers);
    },
    destroy() {
      svg.selectAll("*").remove();
    },
  };
}

function lanePitch({ lanes }: PartitionLanes): number {
  return lanes.some(({ keys }) => keys.length > 0) ? LANE_PITCH + KEYS_PITCH : LANE_PITCH;
}

type Group = Selection<SVGGElement, unknown, null, undefined>;

function xOf(offset: number, shown: OffsetWindow): number {
  return GUTTER + (offset - shown.first) * CELL_WIDTH;
}

function inside(offset: number, shown: OffsetWindow): boolean {
  return offset >= shown.first && offset <= shown.first + shown.count;
}

function drawAxis(group: Group, view: PartitionLanes, shown: OffsetWindow): void {
  const last = Math.min(shown.first + shown.count, Math.max(view.end, view.base + 1));
  const offsets = Array.from(
    { length: Math.max(0, last - shown.first) },
    (_, i) => shown.first + i,
  );
  const step = last > 999 ? 5 : last > 99 ? 2 : 1;
  group
    .selectAll<SVGTextElement, number>("text")
    .data(
      offsets.filter((offset) => offset % step === 0),
      (offset) => offset,
    )
    .join("text")
    .order()
    .attr("x", (offset) => xOf(offset, shown) + CELL_WIDTH / 2)
    .attr("y", TOP - 15)
    .attr("text-anchor", "middle")
    .text((offset) => offset);
}

/** Something that stands at an offset: a consumer, or what a group has committed. */
interface OffsetMark {
  readonly name: string;
  readonly offset: number;
  readonly title: string;
}

interface PositionMark {
  readonly key: string;
  readonly label: string;
  readonly title: string;
  readonly x: number;
}

function drawPositions(
  group: Group,
  offsets: readonly OffsetMark[],
  shown: OffsetWindow,
  y: number,
): void {
  const byOffset = new Map<number, OffsetMark[]>();
  for (const mark of offsets) {
    if (!inside(mark.offset, shown)) continue;
    byOffset.set(mark.offset, [...(byOffset.get(mark.offset) ?? []), mark]);
  }
  const marks = [...byOffset].map(([offset, here]): PositionMark => {
    return {
      key: `${offset}`,
      label: here.length > 2 ? `${here.length}` : here.map(({ name }) => name).join(", "),
      title: here.map(({ title }) => title).join("\n"),
      x: xOf(offset, shown),
    };
  });
  const joined = group
    .selectAll<SVGGElement, PositionMark>("g")
    .data(marks, (mark) => mark.key)
    .join((enter) => {
      const added = enter.append("g").attr("class", "position");
      added.append("title");
      added.append("path").attr("d", "M-5 -8L5 -8L0 0Z");
      added.append("text").attr("x", 8).attr("y", -2);
      return added;
    })
    .order()
    .attr("transform", (mark) => `translate(${mark.x},${y})`);
  joined.select("title").text((mark) => mark.title);
  joined.select("text").text((mark) => mark.label);
}

interface LaneMark {
  readonly lane: LaneView;
  readonly y: number;
}

function drawLanes(
  group: Group,
  view: PartitionLanes,
  shown: OffsetWindow,
  frame: LanesFrame,
  handlers: LanesHandlers,
): void {
  const pitch = lanePitch(view);
  const marks = view.lanes.map((lane, i): LaneMark => ({ lane, y: TOP + i * pitch }));
  const joined = group
    .selectAll<SVGGElement, LaneMark>("g.lane")
    .data(marks, (mark) => mark.lane.broker)
    .join((enter) => {
      const added = enter.append("g").attr("role", "img");
      added.append("title");
      added.append("rect").attr("class", "standing").attr("x", 8).attr("width", 90);
      added.selectAll("rect.standing").attr("y", 1).attr("height", 20).attr("rx", 5);
      added.append("path").attr("class", "lane-glyph").attr("transform", "translate(19,11)");
      added.append("text").attr("class", "lane-name").attr("x", 30).attr("y", 15);
      added.append("g").attr("class", "cells");
      added.append("g").attr("class", "segments");
      added.append("g").attr("class", "keys").attr("aria-hidden", "true");
      added.append("path").attr("class", "log-start");
      added.append("path").attr("class", "log-end");
      added.append("text").attr("class", "log-end-label").attr("y", 15);
      added.append("path").attr("class", "high-watermark");
      added.append("text").attr("class", "high-watermark-label").attr("y", -2);
      return added;
    })
    .order()
    .attr("class", ({ lane }) => `lane ${lane.standing}`)
    .attr("data-broker", ({ lane }) => lane.broker)
    .attr("aria-label", ({ lane }) => frame.text.lane(lane))
    .attr("transform", ({ y }) => `translate(0,${y})`);
  joined.select("title").text(({ lane }) => frame.text.lane(lane));
  joined.select("path.lane-glyph").attr("d", ({ lane }) => standingGlyph(lane.standing, 60));
  joined.select("text.lane-name").text(({ lane }) => frame.text.broker(lane));
  drawBounds(joined, shown);
  joined.select<SVGGElement>("g.segments").each(function ({ lane }) {
    drawSegments(select(this), lane, shown, frame);
  });
  joined.select<SVGGElement>("g.cells").each(function ({ lane }) {
    drawCells(select(this), lane, view, shown, frame, handlers);
  });
  joined.select<SVGGElement>("g.keys").each(function ({ lane }) {
    drawKeys(select(this), lane, shown);
  });
}

function drawBounds(
  joined: Selection<SVGGElement, LaneMark, SVGGElement, unknown>,
  shown: OffsetWindow,
): void {
  const place = (offset: number, path: (x: number) => string) =>
    inside(offset, shown) ? path(xOf(offset, shown)) : "";
  joined
    .select("path.log-start")
    .attr("d", ({ lane }) => place(lane.logStartOffset, (x) => `M${x + 5} 0H${x}V22H${x + 5}`));
  joined
    .select("path.log-end")
    .attr("d", ({ lane }) => place(lane.logEndOffset, (x) => `M${x + 1} 0H${x + 6}V22H${x + 1}`));
  joined
    .select("text.log-end-label")
    .attr("x", ({ lane }) => {
      // Beside what is struck out, not upon it.
      return xOf(Math.max(lane.logEndOffset, lane.truncated.at(-1)?.end ?? 0), shown) + 10;
    })
    .text(({ lane }) => (inside(lane.logEndOffset, shown) ? `LEO ${lane.logEndOffset}` : ""));
  joined
    .select("path.high-watermark")
    .attr("d", ({ lane }) => place(lane.highWatermark, (x) => `M${x} -9V24`));
  joined
    .select("text.high-watermark-label")
    .attr("x", ({ lane }) => {
      return xOf(lane.highWatermark, shown) + (lane.highWatermark - shown.first < 2 ? 4 : -4);
    })
    .attr("text-anchor", ({ lane }) => (lane.highWatermark - shown.first < 2 ? "start" : "end"))
    .text(({ lane }) => (inside(lane.highWatermark, shown) ? `HW ${lane.highWatermark}` : ""));
}

/** Where the second and later segments begin: a gate between two cells. */
function drawSegments(group: Group, lane: LaneView, shown: OffsetWindow, frame: LanesFrame): void {
  const bases = lane.segmentBaseOffsets.filter(
    (base) => inside(base, shown) && base > lane.logStartOffset,
  );
  group
    .selectAll<SVGPathElement, number>("path")
    .data(bases, (base) => base)
    .join((enter) => {
      const added = enter.append("path").attr("class", "segment-start");
      added.append("title");
      return added;
    })
    .order()
    .attr("d", (base) => `M${xOf(base, shown)} 24V-4h5`)
    .select("title")
    .text((base) => frame.text.segment(lane, base));
}

/** As much of each key as fits below its cell. */
function drawKeys(group: Group, { keys }: LaneView, shown: OffsetWindow): void {
  const last = shown.first + shown.count;
  group
    .selectAll<SVGTextElement, KeyMark>("text")
    .data(
      keys.filter(({ offset }) => offset >= shown.first && offset < last),
      ({ offset }) => offset,
    )
    .join("text")
    .order()
    .attr("x", ({ offset }) => xOf(offset, shown) + CELL_WIDTH / 2)
    .attr("y", 31)
    .attr("text-anchor", "middle")
    .attr("class", ({ tombstone }) => (tombstone ? "tombstone" : ""))
    .text(({ key }) => (key.length > KEY_LETTERS ? `${key.slice(0, KEY_LETTERS - 1)}…` : key));
}

function drawCells(
  group: Group,
  lane: LaneView,
  view: PartitionLanes,
  shown: OffsetWindow,
  frame: LanesFrame,
  handlers: LanesHandlers,
): void {
  const cells = laneCells(laneRuns(lane), lane, view.acked, shown);
  group
    .selectAll<SVGGElement, CellMark>("g")
    .data(cells, (cell) => cell.offset)
    .join((enter) => {
      const added = enter.append("g");
      added.on("mouseenter", (_event, { offset }) =>
        handlers.hover({ broker: lane.broker, offset }),
      );
      added.on("mouseleave", () => handlers.hover(null));
      added.on("click", (_event, { offset }) => handlers.select({ broker: lane.broker, offset }));
      return added;
    })
    .order()
    .attr("class", (cell) => cellClass(cell, frame.selectedOffset))
    .attr("data-offset", (cell) => cell.offset)
    .attr("transform", (cell) => `translate(${xOf(cell.offset, shown) + 1},2)`)
    .html(cellMarkup);
}
