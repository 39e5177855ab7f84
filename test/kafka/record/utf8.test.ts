import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8Bytes, utf8Length, utf8Text } from "../../../sim/kafka/record/utf8.ts";

const text = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }).filter((point) => point < 0xd800 || point > 0xdfff))
  .map((points) => String.fromCodePoint(...points));

describe("texts in UTF-8", () => {
  test("are read as they were written", () => {
    fc.assert(
      fc.property(text, (written) => {
        const bytes = Uint8Array.from(utf8Bytes(written));
        expect(utf8Text(bytes)).toBe(written);
        expect(bytes).toHaveLength(utf8Length(written));
      }),
    );
  });

  test("are read from any bytes, with replacements where a decoder has them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
        const exact = (read: string) => read.replaceAll("\ufffd", "");
        const decoded = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
        expect(exact(utf8Text(bytes))).toBe(exact(decoded));
      }),
    );
  });
});
