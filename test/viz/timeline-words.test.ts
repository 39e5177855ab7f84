import { expect, test } from "vitest";
import { rowAt, TIMELINE_ROWS, type TimelineText } from "../../viz/draw/timeline.ts";
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
  violations: [],
};
const text: TimelineText = {
  row: (name) => name,
  fault: ({ what }) => what,
  controller: (broker, epoch) => `${broker} e${epoch}`,
  leader: (broker, epoch) => `${broker} e${epoch}`,
  isr: (brokers) => brokers.join(),
  time: String,
};

test("each row says what it shows at an event", () => {
  const at = (row: (typeof TIMELINE_ROWS)[number]["name"], event: number) =>
    wordsAt(row, event, view, "orders-0", text);
  expect(at("faults", 9)).toEqual([]);
  expect(at("faults", 15)).toEqual(["broker-1", "broker-2>broker-3"]);
  expect(at("faults", 20)).toEqual(["broker-2>broker-3"]);
  expect(at("controller", 20)).toEqual(["4 e1"]);
  expect(at("leader", 14)).toEqual(["orders-0 1 e0"]);
  expect(at("leader", 15)).toEqual(["orders-0 2 e1"]);
  expect(at("isr", 15)).toEqual(["orders-0 ISR 1,2"]);
  expect(at("events", 15)).toEqual([]);
  expect(wordsAt("leader", 15, view, null, text)).toEqual([]);
});

test("a height belongs to the row that is drawn there", () => {
  for (const { name, top } of TIMELINE_ROWS) expect(rowAt(top)).toBe(name);
});
