import { expect, test } from "vitest";
import type { TimelineText } from "../../viz/draw/timeline.ts";
import {
  rowAt,
  type TimelineRow,
  timelineHeight,
  timelineRows,
} from "../../viz/draw/timeline-rows.ts";
import { wordsAt } from "../../viz/draw/timeline-words.ts";
import type { TimelineView } from "../../viz/model/run-view.ts";

const view: TimelineView = {
  faults: [
    { from: 10, to: 20, kind: "down", what: "broker-1", reason: "killed" },
    { from: 15, to: 30, kind: "cut", what: "broker-2>broker-3", reason: "cut" },
  ],
  controllers: [{ from: 0, to: 40, broker: 4, epoch: 1 }],
  partitions: {
    "orders-0": {
      leaders: [
        { from: 5, to: 15, leader: 1, epoch: 0 },
        { from: 15, to: 40, leader: 2, epoch: 1 },
      ],
      isr: [{ from: 5, to: 40, isr: [1, 2], whole: true }],
    },
  },
  groups: [
    {
      id: "billing",
      clients: ["c1"],
      topics: ["orders"],
      offsetsPartition: null,
      runs: [
        { from: 8, to: 12, phase: "PreparingRebalance", generation: 0 },
        { from: 12, to: 40, phase: "Stable", generation: 1 },
      ],
    },
    { id: "idle", clients: [], topics: [], offsetsPartition: null, runs: [] },
  ],
  violations: [],
};
const text: TimelineText = {
  row: (name) => name,
  fault: ({ what }) => what,
  controller: (broker, epoch) => `${broker} e${epoch}`,
  leader: (broker, epoch) => `${broker} e${epoch}`,
  isr: (brokers) => brokers.join(),
  group: ({ phase }) => phase,
  groupBrief: ({ phase }) => phase,
  groupWords: (group, { phase, generation }) => `${group} ${phase} ${generation}`,
  time: String,
};

test("each row says what it shows at an event", () => {
  const rows = timelineRows(view);
  const at = (name: TimelineRow, event: number) => {
    const row = rows.find((each) => each.name === name);
    return row === undefined ? [] : wordsAt(row, event, view, "orders-0", text);
  };
  expect(at("faults", 9)).toEqual([]);
  expect(at("faults", 15)).toEqual(["broker-1", "broker-2>broker-3"]);
  expect(at("faults", 20)).toEqual(["broker-2>broker-3"]);
  expect(at("controller", 20)).toEqual(["4 e1"]);
  expect(at("leader", 14)).toEqual(["orders-0 1 e0"]);
  expect(at("leader", 15)).toEqual(["orders-0 2 e1"]);
  expect(at("isr", 15)).toEqual(["orders-0 ISR 1,2"]);
  expect(at("group", 11)).toEqual(["billing PreparingRebalance 0"]);
  expect(at("group", 12)).toEqual(["billing Stable 1"]);
  expect(at("events", 15)).toEqual([]);
  expect(wordsAt({ name: "leader", group: null }, 15, view, null, text)).toEqual([]);
});

test("a run with groups has a row for each of them that a broker ever held", () => {
  const names = timelineRows(view).map(({ name, group }) => group?.id ?? name);
  expect(names).toEqual([
    "faults",
    "controller",
    "leader",
    "isr",
    "billing",
    "violations",
    "events",
  ]);
  const without = timelineRows({ groups: [] });
  expect(without.map(({ name }) => name)).not.toContain("group");
  expect(timelineHeight(without)).toBe(128);
  expect(timelineHeight(timelineRows(view))).toBe(128 + 15);
});

test("a height belongs to the row that is drawn there", () => {
  const rows = timelineRows(view);
  for (const row of rows) expect(rowAt(rows, row.top)).toBe(row);
});
