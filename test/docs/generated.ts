import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";

/**
 * Holds the lines of a page between `<!-- name -->` and `<!-- end -->` against what the code says.
 * UPDATE_DOCS=1 writes them.
 */
export function expectSection(page: string, name: string, lines: readonly string[]): void {
  const text = readFileSync(page, "utf8");
  const opening = `<!-- ${name} -->\n`;
  const start = text.indexOf(opening) + opening.length;
  const end = text.indexOf("<!-- end -->", start);
  expect(start >= opening.length && end >= start, `${page} has a section ${name}`).toBe(true);
  const section = `\n${lines.join("\n")}\n\n`;
  if (process.env.UPDATE_DOCS === "1") {
    writeFileSync(page, text.slice(0, start) + section + text.slice(end));
  } else expect(text.slice(start, end)).toBe(section);
}

/** The cells of the row of a table that begins with this cell; undefined when there is none. */
export function rowOf(page: string, first: string): readonly string[] | undefined {
  const line = readFileSync(page, "utf8")
    .split("\n")
    .find((text) => text.startsWith(`| ${first} |`));
  return line
    ?.split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** Words in a line that wraps at 100 characters. */
export function wrapped(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  words.forEach((word, i) => {
    const item = i < words.length - 1 ? `\`${word}\`,` : `\`${word}\`.`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + item.length <= 100) {
      lines[lines.length - 1] = `${last} ${item}`;
    } else lines.push(item);
  });
  return lines;
}
