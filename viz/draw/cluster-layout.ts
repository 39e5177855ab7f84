import type { NodeKind } from "../model/view.ts";
import { placeBelow, placeBeside } from "./client-layout.ts";

/** What a layout needs to know of a host. */
export interface LayoutNode {
  readonly id: string;
  readonly kind: NodeKind;
}

/** A box, by its centre. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
  /** Whether brokers have room for one chip per partition. */
  readonly detailed: boolean;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Dimensions {
  readonly width: number;
  readonly height: number;
  readonly broker: readonly [width: number, height: number];
  readonly client: readonly [width: number, height: number];
  /** Distance of the centres of neighbouring brokers of one row. */
  readonly spacing: number;
  /** Distance of the outer two of three brokers, which stand on an arc. */
  readonly arc: number;
  /** Least distance of a broker's centre from the side. */
  readonly side: number;
  readonly zookeeperY: number;
}

const WIDE: Dimensions = {
  width: 720,
  height: 360,
  broker: [128, 64],
  client: [108, 44],
  spacing: 170,
  arc: 340,
  side: 190,
  zookeeperY: 36,
};

const NARROW: Dimensions = {
  width: 390,
  height: 390,
  broker: [96, 60],
  client: [84, 44],
  spacing: 128,
  arc: 218,
  side: 67,
  zookeeperY: 34,
};

/** The stage on which the cluster is drawn. */
export interface Stage {
  /** Narrow stages have clients below the brokers instead of beside them. */
  readonly narrow: boolean;
  /** Height by width; the layout makes use of a stage that is higher than it needs. */
  readonly aspect: number;
}

/** Above this number brokers are drawn small. */
export const DETAILED_BROKERS = 9;

/**
 * Places hosts: ZooKeeper above, brokers on an arc in the order given, producers to the left,
 * consumers to the right (below, on a narrow stage). Depends on the set of hosts only, so that
 * nothing moves from one event to the next.
 */
export function layoutCluster(nodes: readonly LayoutNode[], stage: Stage): Layout {
  const { narrow } = stage;
  const dimensions = fitted(narrow ? NARROW : WIDE, stage.aspect);
  const brokers = nodes.filter((node) => node.kind === "broker");
  const boxes = new Map<string, Box>();
  const detailed = brokers.length <= DETAILED_BROKERS;
  const size = detailed
    ? placeBrokers(boxes, brokers, dimensions)
    : placeManyBrokers(boxes, brokers, dimensions);
  placeZooKeeper(
    boxes,
    nodes.filter((node) => node.kind === "zookeeper"),
    dimensions,
    size,
  );
  const left = nodes.filter((node) => node.kind === "producer");
  const right = nodes.filter((node) => node.kind === "consumer");
  const rest = nodes.filter((node) => node.kind === "admin");
  const whole = narrow
    ? placeBelow(boxes, [left, right], dimensions, size)
    : placeBeside(boxes, [left, right], dimensions, size);
  const [width, boxHeight] = dimensions.client;
  rest.forEach((node, i) => {
    const x = whole.width - 8 - width / 2 - i * (width + 12);
    boxes.set(node.id, { x, y: dimensions.zookeeperY, width, height: boxHeight });
  });
  return { ...whole, boxes, detailed };
}

/** Uses up to a third more height than needed. */
function fitted(dimensions: Dimensions, aspect: number): Dimensions {
  const { width, height } = dimensions;
  const wanted = Math.round(width * aspect);
  return { ...dimensions, height: Math.max(height, Math.min(height * 1.34, wanted)) };
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

function placeBrokers(
  boxes: Map<string, Box>,
  brokers: readonly LayoutNode[],
  d: Dimensions,
): Size {
  const count = brokers.length;
  const upper = Math.ceil(count / 2);
  // With an even number the rows are shifted against each other, so that none hides another's links.
  const shift = count % 2 === 0 ? d.spacing / 4 : 0;
  const width = Math.max(d.width, 2 * (d.side + shift) + (upper - 1) * d.spacing);
  const [boxWidth, boxHeight] = d.broker;
  const [upperY, lowerY] = brokerRows(d);
  const spread = count === 3 ? d.arc : d.spacing;
  brokers.forEach((node, i) => {
    // Neighbours by number stand in the upper and the lower row in turn: an arc with long links.
    const isUpper = i % 2 === 0;
    const inRow = isUpper ? upper : count - upper;
    const x = width / 2 + ((i >> 1) - (inRow - 1) / 2) * spread + (isUpper ? -shift : shift);
    const y = count === 1 ? (upperY + lowerY) / 2 : isUpper ? upperY : lowerY;
    boxes.set(node.id, { x, y, width: boxWidth, height: boxHeight });
  });
  return { width, height: d.height };
}

/** ZooKeeper's servers side by side, between the legend and the operator; one alone in the middle. */
function placeZooKeeper(
  boxes: Map<string, Box>,
  servers: readonly LayoutNode[],
  d: Dimensions,
  size: Size,
): void {
  const count = servers.length;
  const begin = d.width < WIDE.width ? 8 : 100;
  const end = size.width - d.client[0] - 24;
  const width = Math.min(128, Math.floor((end - begin - (count - 1) * 8) / count));
  const gap = count === 1 ? 0 : Math.min(56, (end - begin - count * width) / (count - 1));
  const total = count * (width + gap) - gap;
  const left = Math.max(begin, Math.min((size.width - total) / 2, end - total));
  servers.forEach((node, i) => {
    const x = left + i * (width + gap) + width / 2;
    boxes.set(node.id, { x, y: d.zookeeperY, width, height: 44 });
  });
}

/** Heights of the two rows of brokers: below ZooKeeper, and above the edge or the clients. */
function brokerRows(d: Dimensions): readonly [upper: number, lower: number] {
  const clientsBelow = d.width < WIDE.width;
  const bottom = clientsBelow ? d.client[1] + 80 : 36;
  const lower = d.height - bottom - d.broker[1] / 2;
  return [d.zookeeperY + (lower - d.zookeeperY) * 0.5, lower];
}

/** Size of a box of many, and the distance of their rows. */
const SMALL = { width: 56, height: 34, columnPitch: 68, rowPitch: 60 } as const;

interface Grid {
  readonly perRow: number;
  readonly size: Size;
}

/** Rows of so many brokers, and the room that they need. */
function gridOf(count: number, perRow: number, d: Dimensions): Grid {
  const wide = d.width >= WIDE.width;
  const width = 2 * (wide ? 130 : 20) + perRow * SMALL.columnPitch - 12;
  const below = wide ? 0 : d.client[1] + 16;
  const height = d.zookeeperY + 100 + Math.ceil(count / perRow) * SMALL.rowPitch + below;
  return {
    perRow,
    size: { width: Math.max(d.width, width), height: Math.max(d.height, height) },
  };
}

/** Small boxes in as many rows as leave them largest on the stage. */
function placeManyBrokers(
  boxes: Map<string, Box>,
  brokers: readonly LayoutNode[],
  d: Dimensions,
): Size {
  const { width, height, columnPitch, rowPitch } = SMALL;
  const scale = ({ size }: Grid) => Math.min(d.width / size.width, d.height / size.height);
  let grid = gridOf(brokers.length, 5, d);
  for (let perRow = 6; perRow <= 20; perRow++) {
    const other = gridOf(brokers.length, perRow, d);
    if (scale(other) > scale(grid)) grid = other;
  }
  const { perRow, size } = grid;
  const left = (size.width - (perRow * columnPitch - 12)) / 2;
  brokers.forEach((node, i) => {
    const x = left + (i % perRow) * columnPitch + width / 2;
    const y = d.zookeeperY + 90 + Math.floor(i / perRow) * rowPitch;
    boxes.set(node.id, { x, y, width, height });
  });
  return size;
}

/** How far the ways there and back lie apart. */
const WAY_OFFSET = 5;

/**
 * The way of a packet: from the edge of one box to the edge of the other, a little to the right of
 * the line between their centres, so that requests and responses do not meet.
 */
export function way(layout: Layout, from: string, to: string): readonly [Point, Point] | null {
  const a = layout.boxes.get(from);
  const b = layout.boxes.get(to);
  if (a === undefined || b === undefined || a === b) return null;
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = Math.hypot(dx, dy);
  const ux = dx / length;
  const uy = dy / length;
  const start = exit(a, ux, uy);
  const end = length - exit(b, ux, uy);
  const [ox, oy] = [-uy * WAY_OFFSET, ux * WAY_OFFSET];
  const at = (distance: number) => ({ x: a.x + ux * distance + ox, y: a.y + uy * distance + oy });
  return start < end ? [at(start), at(end)] : [at(length / 2), at(length / 2)];
}

/** Distance from the centre of a box to its edge in a direction. */
function exit(box: Box, ux: number, uy: number): number {
  const horizontal = ux === 0 ? Number.POSITIVE_INFINITY : box.width / 2 / Math.abs(ux);
  const vertical = uy === 0 ? Number.POSITIVE_INFINITY : box.height / 2 / Math.abs(uy);
  return Math.min(horizontal, vertical);
}

/** A point between two points; `share` 0 is the first. */
export function between(ends: readonly [Point, Point], share: number): Point {
  const [a, b] = ends;
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}
