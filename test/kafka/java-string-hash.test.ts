import { describe, expect, test } from "vitest";
import { compareJavaStrings, javaStringHash } from "../../sim/kafka/java-string-hash.ts";

describe("Java's texts", () => {
  test("have hashes that wrap at 32 bits", () => {
    expect(javaStringHash("")).toBe(0);
    expect(javaStringHash("my-group")).toBe(-1906497762);
    expect(javaStringHash("polygenelubricants")).toBe(-2147483648);
    expect(javaStringHash("Aa")).toBe(javaStringHash("BB"));
  });

  test("are compared by UTF-16 units", () => {
    expect(compareJavaStrings("Z", "a")).toBe(-1);
    expect(compareJavaStrings("\u{1F600}", "\uFF5E")).toBe(-1);
    expect(compareJavaStrings("a", "a")).toBe(0);
    expect(compareJavaStrings("ab", "a")).toBe(1);
  });
});
