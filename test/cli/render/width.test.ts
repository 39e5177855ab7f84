import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  displayWidth,
  padEnd,
  padStart,
  printable,
  truncate,
  wrap,
} from "../../../cli/render/width.ts";

describe("width on a terminal", () => {
  test("Chinese characters take two cells, colours and combining marks none", () => {
    expect(displayWidth("leader")).toBe(6);
    expect(displayWidth("领导者")).toBe(6);
    expect(displayWidth("\u001b[31mred\u001b[39m")).toBe(3);
    expect(displayWidth("e\u0301")).toBe(1);
  });

  test("padding counts cells", () => {
    expect(padEnd("分区", 6)).toBe("分区  ");
    expect(padStart("7", 3)).toBe("  7");
  });

  test("a text that is too long ends in an ellipsis", () => {
    expect(truncate("highwater", 5)).toBe("high…");
    expect(truncate("高水位标记", 5)).toBe("高水…");
    expect(truncate("short", 5)).toBe("short");
  });

  test("what would steer a terminal becomes visible", () => {
    expect(printable("a\u001b[2Jb\u202e\n")).toBe("a\\u{1b}[2Jb\\u{202e}\\u{a}");
    expect(printable("<b>plain</b> 标题")).toBe("<b>plain</b> 标题");
  });
});

describe("wrapping", () => {
  test("breaks at spaces, and between Chinese characters but not before a full stop", () => {
    expect(wrap("one two three", 8)).toEqual(["one two", "three"]);
    expect(wrap("选出新的领导者。", 14)).toEqual(["选出新的领导", "者。"]);
  });

  test("no line is wider than asked, and no word is lost", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.integer({ min: 4, max: 30 }),
        (text, width) => {
          const lines = wrap(text, width);
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
          expect(lines.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
        },
      ),
    );
  });
});
