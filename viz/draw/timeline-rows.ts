import type { GroupOfRun, TimelineView } from "../model/run-view.ts";

export type TimelineRow =
  | "faults"
  | "controller"
  | "leader"
  | "isr"
  | "group"
  | "violations"
  | "events";

/** Rows of the timeline, from above; each group has one, of those that are shown. */
const ROWS: readonly (readonly [name: TimelineRow, height: number])[] = [
  ["faults", 27],
  ["controller", 13],
  ["leader", 13],
  ["isr", 13],
  ["group", 13],
  ["violations", 13],
  ["events", 18],
];

/** Groups that have a row; more would leave the stage no room. */
const MOST_GROUP_ROWS = 4;

/** A row, and where it lies. */
export interface TimelineRowBox {
  readonly name: TimelineRow;
  readonly top: number;
  readonly height: number;
  /** Of a group's row. */
  readonly group: GroupOfRun | null;
}

const FIRST_ROW_TOP = 3;
const ROW_GAP = 2;
/** The labels of the moments, below the rows. */
const TICKS_HEIGHT = 17;

/** The rows of a timeline with so many groups, and its height. */
export function timelineRows({ groups }: Pick<TimelineView, "groups">): readonly TimelineRowBox[] {
  let top = FIRST_ROW_TOP;
  const boxes: TimelineRowBox[] = [];
  const shown = groups.filter(({ runs }) => runs.length > 0).slice(0, MOST_GROUP_ROWS);
  for (const [name, height] of ROWS) {
    for (const group of name === "group" ? shown : [null]) {
      boxes.push({ name, top, height, group });
      top += height + (name === "faults" ? ROW_GAP + 1 : ROW_GAP);
    }
  }
  return boxes;
}

export function timelineHeight(rows: readonly TimelineRowBox[]): number {
  const last = rows.at(-1);
  return (last === undefined ? 0 : last.top + last.height) + TICKS_HEIGHT;
}

/** The row at a height; null between rows. */
export function rowAt(rows: readonly TimelineRowBox[], y: number): TimelineRowBox | null {
  return rows.find(({ top, height }) => y >= top && y < top + height) ?? null;
}
