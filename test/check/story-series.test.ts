import { describe, expect, test } from "vitest";
import type { StoryLine } from "../../sim/check/story.ts";
import { folded } from "../../sim/check/story-series.ts";

function empty(event: number, group: string): StoryLine {
  const args = { group, down: "", paused: "", left: "c1", late: "", out: "" };
  return { event, timeUs: event, code: "story.groupEmpty", args };
}

function stopped(event: number, host: string): StoryLine {
  return { event, timeUs: event, code: "story.stopped", args: { host, reason: "shut down" } };
}

const codes = (lines: readonly StoryLine[]) => lines.map(({ code, event }) => [event, code]);

describe("a series in a story that is too long", () => {
  test("is told by its first four and its last, and how many there were between", () => {
    const lines = Array.from({ length: 10 }, (_, i) => empty(i, "g"));
    expect(codes(folded(lines))).toEqual([
      [0, "story.groupEmpty"],
      [1, "story.groupEmpty"],
      [2, "story.groupEmpty"],
      [3, "story.groupEmpty"],
      [8, "story.moreRebalances"],
      [9, "story.groupEmpty"],
    ]);
    expect(folded(lines)[4]?.args).toEqual({ group: "g", times: 5 });
  });

  test("is told whole when little would be saved", () => {
    const lines = Array.from({ length: 6 }, (_, i) => empty(i, "g"));
    expect(folded(lines)).toEqual(lines);
  });

  test("is that of one group", () => {
    const lines = Array.from({ length: 10 }, (_, i) => empty(i, `g${i % 2}`));
    expect(folded(lines)).toEqual(lines);
  });

  test("is one of clients, never of brokers", () => {
    const brokers = Array.from({ length: 10 }, (_, i) => stopped(i, `broker-${i}`));
    expect(folded(brokers)).toEqual(brokers);
    const clients = Array.from({ length: 10 }, (_, i) => stopped(i, `c${i}`));
    expect(codes(folded(clients))[4]).toEqual([8, "story.moreRestarts"]);
  });
});
