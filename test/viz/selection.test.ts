import { describe, expect, test } from "vitest";
import { selectionOf, selectionText } from "../../viz/ui/selection.ts";
import type { Selection } from "../../viz/ui/store.ts";

describe("a selection in a link", () => {
  test.each<Selection>([
    { kind: "host", host: "broker-1" },
    { kind: "host", host: "a.dotted.name" },
    { kind: "message", message: 771 },
    { kind: "cell", tp: "my.topic-0", broker: 2, offset: 14 },
  ])("$kind survives the way through it", (selection) => {
    expect(selectionOf(selectionText(selection))).toEqual(selection);
  });

  test("that names nothing known selects nothing", () => {
    expect(["", "host", "cell.x", "znode./a"].map((text) => selectionOf(text))).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(selectionText(null)).toBeNull();
  });
});
