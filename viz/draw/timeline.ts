import type {
  FaultBand,
  GroupPhase,
  GroupRun,
  PartitionTimeline,
  TimelineView,
} from "../model/run-view.ts";
import { type Axis, prepareCanvas, readTokens, xOfEvent } from "./axis.ts";
import { binEvents, drawDensity } from "./density.ts";
import { drawTicks } from "./time-ticks.ts";
import {
  type TimelineRow,
  type TimelineRowBox,
  timelineHeight,
  timelineRows,
} from "./timeline-rows.ts";

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
  /** @param group of a group's row */
  row(name: TimelineRow, group: string | null): string;
  fault(band: FaultBand): string;
  controller(broker: number, epoch: number): string;
  leader(broker: number, epoch: number): string;
  isr(brokers: readonly number[]): string;
  group(run: GroupRun): string;
  /** The same with fewer letters. */
  groupBrief(run: GroupRun): string;
  groupWords(group: string, run: GroupRun): string;
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
      const rows = timelineRows(frame.view);
      const height = timelineHeight(rows);
      const context = prepareCanvas(canvas, frame.width, height, token("panel"));
      if (context === null) return;
      const pen: Pen = { context, frame, token, rows, height };
      drawRowNames(pen);
      context.save();
      context.beginPath();
      const { left, right } = frame.axis;
      context.rect(left, 0, right - left, height);
      context.clip();
      drawGaps(pen);
      drawFaults(pen);
      drawControllers(pen);
      const partition = frame.tp === null ? undefined : frame.view.partitions[frame.tp];
      if (partition !== undefined) drawPartition(pen, partition);
      drawGroups(pen);
      const row = rowOf(pen, "events");
      const colours = ["produce", "fetch", "control", "zk", "group"].map((c) => token(`msg-${c}`));
      const bins = binEvents(frame.axis, frame.classes);
      drawDensity(context, frame.axis, bins, [...colours, token("line")], row.top, row.height);
      drawViolations(pen);
      context.restore();
      drawTicks(context, frame.axis, {
        y: height - 4,
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
  readonly rows: readonly TimelineRowBox[];
  /** Of the whole drawing, pixels. */
  readonly height: number;
}

function rowOf({ rows }: Pen, wanted: TimelineRow): TimelineRowBox {
  const found = rows.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`the timeline has a row of ${wanted}`);
  return found;
}

function drawRowNames({ context, frame, token, rows }: Pen): void {
  if (frame.axis.left < 60) return;
  context.font = `11px ${token("sans")}`;
  context.fillStyle = token("muted");
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const { name, top, height, group } of rows) {
    const room = frame.axis.left - 14;
    const full = frame.text.row(name, group?.id ?? null);
    const label = group !== null && context.measureText(full).width > room ? group.id : full;
    context.fillText(fitted(context, label, room), frame.axis.left - 8, top + height / 2 + 0.5);
  }
}

/** As much of a text as fits. */
function fitted(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let length = text.length - 1;
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > room) length--;
  return `${text.slice(0, length)}…`;
}

/** Breaks in the axis, where silence was left out. */
function drawGaps({ context, frame, token, height }: Pen): void {
  const { axis } = frame;
  context.fillStyle = token("raised");
  for (const gap of axis.scale.gaps) {
    const from = xOfEvent(axis, gap.index - 1);
    const to = xOfEvent(axis, gap.index);
    if (to - from >= 6 && to > axis.left && from < axis.right) {
      context.fillRect(from + 1, 0, to - from - 2, height - 14);
    }
  }
}

interface BlockStyle {
  readonly fill: string;
  readonly stroke: string;
  readonly colour: string;
}

/** A stretch of time with the first of its labels that fits. */
function block(
  { context, frame, token }: Pen,
  from: number,
  to: number,
  top: number,
  height: number,
  style: BlockStyle,
  ...labels: readonly string[]
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
  if (height < 10) return;
  context.font = `${Math.min(10, height - 2)}px ${token("sans")}`;
  const fits = (text: string) => context.measureText(text).width + 8 <= x1 - x0;
  const shown = labels.find(fits) ?? "";
  context.fillStyle = style.colour;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(shown, Math.max(x0, axis.left) + 4, top + height / 2 + 0.5);
}

/** Bands that overlap share the height of the row. */
function drawFaults(pen: Pen): void {
  const { view, text } = pen.frame;
  const row = rowOf(pen, "faults");
  const lines = stack(view.faults);
  const count = Math.max(2, ...lines.map((line) => line + 1));
  const height = row.height / count;
  view.faults.forEach((band, i) => {
    const top = row.top + (lines[i] as number) * height;
    block(pen, band.from, band.to, top, height - 1, faultStyle(pen, band));
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
  const row = rowOf(pen, "controller");
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
  const leaders = rowOf(pen, "leader");
  for (const run of partition.leaders) {
    const style = run.leader < 0 ? none : epochStyle(token, run.epoch);
    const label = frame.text.leader(run.leader, run.epoch);
    block(pen, run.from, run.to, leaders.top, leaders.height, style, label);
  }
  const isr = rowOf(pen, "isr");
  const whole = { fill: token("isr"), stroke: token("isr-line"), colour: token("isr-text") };
  const shrunk = { fill: token("out"), stroke: token("out-line"), colour: token("out-text") };
  for (const run of partition.isr) {
    const style = run.whole ? whole : shrunk;
    block(pen, run.from, run.to, isr.top, isr.height, style, frame.text.isr(run.isr));
  }
}

/** The state of each group, with its generation. */
function drawGroups(pen: Pen): void {
  const { token, frame } = pen;
  const styles: Readonly<Record<GroupPhase, BlockStyle>> = {
    Stable: { fill: token("isr"), stroke: token("isr-line"), colour: token("isr-text") },
    PreparingRebalance: {
      fill: token("out"),
      stroke: token("out-line"),
      colour: token("out-text"),
    },
    CompletingRebalance: {
      fill: token("epoch-2"),
      stroke: token("epoch-2-line"),
      colour: token("epoch-2-text"),
    },
    Empty: { fill: token("panel"), stroke: token("control-line"), colour: token("text") },
  };
  for (const { group, top, height } of pen.rows) {
    for (const run of group?.runs ?? []) {
      const { from, to, phase, generation } = run;
      const { text } = frame;
      const labels = [text.group(run), text.groupBrief(run), `${generation}`];
      block(pen, from, to, top, height, styles[phase], ...labels);
    }
  }
}

/** Violations nearer than this are one mark with their number. */
const CLUSTER_WIDTH = 18;

function drawViolations(pen: Pen): void {
  const { context, frame, token } = pen;
  const row = rowOf(pen, "violations");
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
