import type { FaultBand, PartitionTimeline, TimelineView } from "../model/run-view.ts";
import { type Axis, prepareCanvas, readTokens, xOfEvent } from "./axis.ts";
import { binEvents, drawDensity } from "./density.ts";
import { drawTicks } from "./time-ticks.ts";

/** Rows of the timeline, from above. */
export const TIMELINE_ROWS = [
  { name: "faults", top: 3, height: 27 },
  { name: "controller", top: 33, height: 13 },
  { name: "leader", top: 48, height: 13 },
  { name: "isr", top: 63, height: 13 },
  { name: "violations", top: 78, height: 13 },
  { name: "events", top: 93, height: 18 },
] as const;

export type TimelineRow = (typeof TIMELINE_ROWS)[number]["name"];
export const TIMELINE_HEIGHT = 128;

export interface TimelineFrame {
  readonly axis: Axis;
  readonly width: number;
  readonly view: TimelineView;
  readonly classes: Uint8Array;
  /** Partition whose leader and ISR are shown. */
  readonly tp: string | null;
  readonly text: TimelineText;
}

export interface TimelineText {
  row(name: TimelineRow): string;
  fault(band: FaultBand): string;
  controller(broker: number, epoch: number): string;
  leader(broker: number, epoch: number): string;
  isr(brokers: readonly number[]): string;
  time(timeUs: number): string;
}

export interface TimelineDrawing {
  update(frame: TimelineFrame): void;
}

/** Draws faults, epochs, ISR, violations and the density of events on a canvas. */
export function timelineDrawing(canvas: HTMLCanvasElement): TimelineDrawing {
  return {
    update(frame) {
      const token = readTokens(canvas);
      const context = prepareCanvas(canvas, frame.width, TIMELINE_HEIGHT, token("panel"));
      if (context === null) return;
      const pen: Pen = { context, frame, token };
      drawRowNames(pen);
      context.save();
      context.beginPath();
      const { left, right } = frame.axis;
      context.rect(left, 0, right - left, TIMELINE_HEIGHT);
      context.clip();
      drawGaps(pen);
      drawFaults(pen);
      drawControllers(pen);
      const partition = frame.tp === null ? undefined : frame.view.partitions[frame.tp];
      if (partition !== undefined) drawPartition(pen, partition);
      const row = rowOf("events");
      const colours = ["produce", "fetch", "control", "zk", "group"].map((c) => token(`msg-${c}`));
      const bins = binEvents(frame.axis, frame.classes);
      drawDensity(context, frame.axis, bins, [...colours, token("line")], row.top, row.height);
      drawViolations(pen);
      context.restore();
      drawTicks(context, frame.axis, {
        y: TIMELINE_HEIGHT - 4,
        colour: token("muted"),
        font: `10px ${token("sans")}`,
        label: frame.text.time,
      });
    },
  };
}

interface Pen {
  readonly context: CanvasRenderingContext2D;
  readonly frame: TimelineFrame;
  readonly token: (name: string) => string;
}

function rowOf(name: TimelineRow): { readonly top: number; readonly height: number } {
  return TIMELINE_ROWS.find((row) => row.name === name) ?? TIMELINE_ROWS[0];
}

function drawRowNames({ context, frame, token }: Pen): void {
  if (frame.axis.left < 60) return;
  context.font = `11px ${token("sans")}`;
  context.fillStyle = token("muted");
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const { name, top, height } of TIMELINE_ROWS) {
    context.fillText(frame.text.row(name), frame.axis.left - 8, top + height / 2 + 0.5);
  }
}

/** Breaks in the axis, where silence was left out. */
function drawGaps({ context, frame, token }: Pen): void {
  const { axis } = frame;
  context.fillStyle = token("raised");
  for (const gap of axis.scale.gaps) {
    const from = xOfEvent(axis, gap.index - 1);
    const to = xOfEvent(axis, gap.index);
    if (to - from >= 6 && to > axis.left && from < axis.right) {
      context.fillRect(from + 1, 0, to - from - 2, TIMELINE_HEIGHT - 14);
    }
  }
}

interface BlockStyle {
  readonly fill: string;
  readonly stroke: string;
  readonly colour: string;
}

/** A stretch of time with a label, as far as it fits. */
function block(
  { context, frame, token }: Pen,
  from: number,
  to: number,
  top: number,
  height: number,
  style: BlockStyle,
  label: string,
): void {
  const { axis } = frame;
  const x0 = Math.max(axis.left - 2, xOfEvent(axis, from));
  const x1 = Math.min(axis.right + 2, Math.max(x0 + 2, xOfEvent(axis, to)));
  if (x1 < axis.left || x0 > axis.right) return;
  context.fillStyle = style.fill;
  context.fillRect(x0, top, x1 - x0, height);
  context.strokeStyle = style.stroke;
  context.lineWidth = 1;
  context.strokeRect(x0 + 0.5, top + 0.5, Math.max(1, x1 - x0 - 1), height - 1);
  if (height < 10 || label === "") return;
  context.font = `${Math.min(10, height - 2)}px ${token("sans")}`;
  if (context.measureText(label).width + 8 > x1 - x0) return;
  context.fillStyle = style.colour;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(label, Math.max(x0, axis.left) + 4, top + height / 2 + 0.5);
}

/** Bands that overlap share the height of the row. */
function drawFaults(pen: Pen): void {
  const { view, text } = pen.frame;
  const row = rowOf("faults");
  const lines = stack(view.faults);
  const count = Math.max(2, ...lines.map((line) => line + 1));
  const height = row.height / count;
  view.faults.forEach((band, i) => {
    const top = row.top + (lines[i] as number) * height;
    block(pen, band.from, band.to, top, height - 1, faultStyle(pen, band), "");
    hatch(pen, band, top, height - 1, text.fault(band));
  });
}

function faultStyle({ token }: Pen, band: FaultBand): BlockStyle {
  const line = band.kind === "cut" ? token("violation") : token("offline-line");
  return { fill: token("panel"), stroke: line, colour: token("text") };
}

function hatch(
  { context, frame, token }: Pen,
  band: FaultBand,
  top: number,
  height: number,
  label: string,
): void {
  const { axis } = frame;
  const x0 = Math.max(axis.left, xOfEvent(axis, band.from));
  const x1 = Math.min(axis.right, xOfEvent(axis, band.to));
  if (x1 - x0 < 3) return;
  context.save();
  context.beginPath();
  context.rect(x0, top, x1 - x0, height);
  context.clip();
  context.strokeStyle = band.kind === "cut" ? token("violation") : token("offline-line");
  context.globalAlpha = 0.55;
  context.beginPath();
  const lean = band.kind === "paused" ? 0 : height;
  for (let x = x0 - height; x < x1 + height; x += 5) {
    context.moveTo(x, top + height);
    context.lineTo(x + lean, top);
  }
  context.stroke();
  context.globalAlpha = 1;
  context.font = `10px ${token("sans")}`;
  const width = context.measureText(label).width + 8;
  if (height >= 10 && width <= x1 - x0) {
    context.fillStyle = token("panel");
    context.fillRect(x0 + 1, top + 1, width, height - 2);
    context.fillStyle = token("text");
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillText(label, x0 + 5, top + height / 2 + 0.5);
  }
  context.restore();
}

/** For each band the lowest line on which it overlaps none before it. */
export function stack(bands: readonly { readonly from: number; readonly to: number }[]): number[] {
  const ends: number[] = [];
  return bands.map((band) => {
    const free = ends.findIndex((end) => end <= band.from);
    const line = free === -1 ? ends.length : free;
    ends[line] = band.to;
    return line;
  });
}

function drawControllers(pen: Pen): void {
  const row = rowOf("controller");
  const { token } = pen;
  for (const run of pen.frame.view.controllers) {
    const style = {
      fill: token("raised"),
      stroke: token("control-line"),
      colour: token("text"),
    };
    const label = pen.frame.text.controller(run.broker, run.epoch);
    block(pen, run.from, run.to, row.top, row.height, style, label);
  }
}

function epochStyle(token: Pen["token"], epoch: number): BlockStyle {
  const n = ((epoch % 4) + 4) % 4;
  return {
    fill: token(`epoch-${n}`),
    stroke: token(`epoch-${n}-line`),
    colour: token(`epoch-${n}-text`),
  };
}

function drawPartition(pen: Pen, partition: PartitionTimeline): void {
  const { token, frame } = pen;
  const none = { fill: token("panel"), stroke: token("violation"), colour: token("violation") };
  const leaders = rowOf("leader");
  for (const run of partition.leaders) {
    const style = run.leader < 0 ? none : epochStyle(token, run.epoch);
    const label = frame.text.leader(run.leader, run.epoch);
    block(pen, run.from, run.to, leaders.top, leaders.height, style, label);
  }
  const isr = rowOf("isr");
  const whole = { fill: token("isr"), stroke: token("isr-line"), colour: token("isr-text") };
  const shrunk = { fill: token("out"), stroke: token("out-line"), colour: token("out-text") };
  for (const run of partition.isr) {
    const style = run.whole ? whole : shrunk;
    block(pen, run.from, run.to, isr.top, isr.height, style, frame.text.isr(run.isr));
  }
}

/** Violations nearer than this are one mark with their number. */
const CLUSTER_WIDTH = 18;

function drawViolations({ context, frame, token }: Pen): void {
  const row = rowOf("violations");
  for (const cluster of clusterMarks(frame)) {
    const x = cluster.x;
    context.fillStyle = token("violation");
    context.beginPath();
    context.moveTo(x, row.top);
    context.lineTo(x + 7, row.top + row.height - 1);
    context.lineTo(x - 7, row.top + row.height - 1);
    context.fill();
    context.fillStyle = token("violation-text");
    context.font = `bold 9px ${token("sans")}`;
    context.textAlign = "center";
    context.textBaseline = "alphabetic";
    context.fillText("!", x, row.top + row.height - 2.5);
    if (cluster.count > 1) {
      context.fillStyle = token("violation");
      context.textAlign = "left";
      context.fillText(`${cluster.count}`, x + 9, row.top + row.height - 2);
    }
  }
}

interface MarkCluster {
  readonly x: number;
  readonly index: number;
  count: number;
}

/** Where violations are drawn, those that would overlap together. */
export function clusterMarks(frame: Pick<TimelineFrame, "axis" | "view">): MarkCluster[] {
  const clusters: MarkCluster[] = [];
  for (const { index } of frame.view.violations) {
    const x = xOfEvent(frame.axis, index);
    const last = clusters.at(-1);
    if (last !== undefined && x - last.x < CLUSTER_WIDTH) last.count++;
    else clusters.push({ x, index, count: 1 });
  }
  return clusters;
}

/** The row at a height; null between rows. */
export function rowAt(y: number): TimelineRow | null {
  return TIMELINE_ROWS.find(({ top, height }) => y >= top && y < top + height)?.name ?? null;
}
