import type { Box, Dimensions, LayoutNode, Size } from "./cluster-layout.ts";

/** A box of one of very many clients, and the distances of their columns and rows. */
const SMALL_CLIENT = { width: 62, height: 30, columnPitch: 70, rowPitch: 44 } as const;
/** Where the first row of very many clients stands, below ZooKeeper's. */
const FIRST_CLIENTS_Y = 96;

type Sides = readonly [readonly LayoutNode[], readonly LayoutNode[]];

/** Producers to the left, consumers to the right. @returns the size that the stage now has */
export function placeBeside(
  boxes: Map<string, Box>,
  sides: Sides,
  d: Dimensions,
  size: Size,
): Size {
  const pitch = d.client[1] + 14;
  const room = Math.floor((size.height - 2 * 16) / pitch);
  const isMany = sides.map((clients) => clients.length > room);
  const stage = isMany.includes(true) ? widened(boxes, sides, isMany, size) : { ...size, rows: 1 };
  sides.forEach((clients, side) => {
    if (isMany[side]) placeColumns(boxes, clients, side === 0, stage);
    else placeColumn(boxes, clients, side === 0, d, stage);
  });
  return { width: stage.width, height: stage.height };
}

/** Clients of one side, one below the other. */
function placeColumn(
  boxes: Map<string, Box>,
  clients: readonly LayoutNode[],
  isLeft: boolean,
  d: Dimensions,
  stage: Size,
): void {
  const [width, height] = d.client;
  const x = isLeft ? 10 + width / 2 : stage.width - 10 - width / 2;
  const middle = clients.length <= 2 ? stage.height * 0.73 : stage.height / 2 + 20;
  clients.forEach((node, i) => {
    const y = middle + (i - (clients.length - 1) / 2) * (height + 14);
    boxes.set(node.id, { x, y: Math.round(y), width, height });
  });
}

interface WideStage extends Size {
  /** Of very many clients. */
  readonly rows: number;
}

/** Makes room for columns of small boxes, in as many rows as leave everything largest. */
function widened(
  boxes: Map<string, Box>,
  sides: Sides,
  isMany: readonly boolean[],
  size: Size,
): WideStage {
  const { columnPitch, rowPitch } = SMALL_CLIENT;
  const sized = (rows: number) => {
    // One column has its place on the stage already.
    const [left = 0, right = 0] = sides.map((clients, side) => {
      return isMany[side] ? (Math.ceil(clients.length / rows) - 1) * columnPitch : 0;
    });
    const height = Math.max(size.height, FIRST_CLIENTS_Y + rows * rowPitch);
    return { rows, left, width: size.width + left + right, height };
  };
  const scale = (one: Size) => Math.min(size.width / one.width, size.height / one.height);
  let best = sized(4);
  for (let rows = 5; rows <= Math.max(sides[0].length, sides[1].length); rows++) {
    const other = sized(rows);
    if (scale(other) > scale(best)) best = other;
  }
  for (const [id, box] of boxes) boxes.set(id, { ...box, x: box.x + best.left });
  return best;
}

/** Very many clients of one side, in small boxes. */
function placeColumns(
  boxes: Map<string, Box>,
  clients: readonly LayoutNode[],
  isLeft: boolean,
  stage: WideStage,
): void {
  const { width, height, columnPitch, rowPitch } = SMALL_CLIENT;
  const columns = Math.ceil(clients.length / stage.rows);
  // The legend stands above the clients at the left.
  const top = stage.height - 20 - stage.rows * rowPitch;
  const first = isLeft ? 10 : stage.width - 10 - columns * columnPitch + (columnPitch - width);
  clients.forEach((node, i) => {
    const x = first + Math.floor(i / stage.rows) * columnPitch + width / 2;
    const y = Math.max(FIRST_CLIENTS_Y, top) + (i % stage.rows) * rowPitch + height / 2;
    boxes.set(node.id, { x, y, width, height });
  });
}

/** With more clients than this their boxes are small. */
const MOST_BELOW = 8;

/** Clients in rows below the brokers. @returns the size that the stage now has */
export function placeBelow(boxes: Map<string, Box>, sides: Sides, d: Dimensions, size: Size): Size {
  const clients = [...sides[0], ...sides[1]];
  const isSmall = clients.length > MOST_BELOW;
  const [width, boxHeight] = isSmall ? [SMALL_CLIENT.width, SMALL_CLIENT.height] : d.client;
  const perRow = Math.max(1, Math.floor(size.width / (width + (isSmall ? 8 : 10))));
  const rows = Math.max(1, Math.ceil(clients.length / perRow));
  const top = size.height - d.client[1] - 10 + boxHeight / 2;
  const fewOnBothSides = clients.length <= 2;
  clients.forEach((node, i) => {
    const inRow = Math.min(perRow, clients.length - Math.floor(i / perRow) * perRow);
    const spread = fewOnBothSides ? size.width - width - 20 : size.width / inRow;
    const left = sides[0].includes(node);
    const x = fewOnBothSides
      ? left && i === 0
        ? 10 + width / 2
        : 10 + width / 2 + spread
      : spread * ((i % perRow) + 0.5);
    const y = top + Math.floor(i / perRow) * (boxHeight + 14);
    boxes.set(node.id, { x: Math.round(x), y, width, height: boxHeight });
  });
  return { ...size, height: size.height + (rows - 1) * (boxHeight + 14) };
}
