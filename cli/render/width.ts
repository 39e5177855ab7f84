/** Characters that take two cells of a terminal: CJK, full-width forms, emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const COMBINING = /\p{Mn}|\p{Me}|\p{Cf}/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are such sequences.
const COLOUR = /\u001b\[[0-9;]*m/g;
/** Control characters, and those that turn the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Cells that a text takes on a terminal; colours take none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(COLOUR, "")) {
    if (COMBINING.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

/** Spaces after the text up to `width` cells. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/** Spaces before the text up to `width` cells. */
export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** At most `width` cells, the last of them an ellipsis when something is missing. */
export function truncate(text: string, width: number, ellipsis = "…"): string {
  if (displayWidth(text) <= width) return text;
  const room = width - displayWidth(ellipsis);
  let kept = "";
  let used = 0;
  for (const character of text) {
    const cells = displayWidth(character);
    if (used + cells > room) break;
    kept += character;
    used += cells;
  }
  return kept + ellipsis;
}

/**
 * A text from a file or a link, fit for a terminal: characters that would move the cursor, change
 * colours or turn the direction of writing become visible escapes.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

/** Lines of at most `width` cells. Breaks at spaces, and between any two wide characters. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces(text)) {
    const joined = line + piece;
    if (line === "" || displayWidth(joined.trimEnd()) <= width) line = joined;
    else {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    }
    if (displayWidth(line.trimEnd()) > width) {
      const broken = breakAnywhere(line.trimEnd(), width);
      lines.push(...broken.slice(0, -1));
      line = broken.at(-1) ?? "";
    }
  }
  if (line.trimEnd() !== "" || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

/** Chinese punctuation that must not begin a line. */
const CLOSING = /[，。、；：？！）】》”’]/;

function pieces(text: string): string[] {
  const found: string[] = [];
  for (const character of text) {
    const last = found.at(-1);
    const glued =
      last !== undefined &&
      (CLOSING.test(character) ||
        character === " " ||
        (!last.endsWith(" ") && !WIDE.test(character) && !WIDE.test(last.at(-1) ?? "")));
    if (glued) found[found.length - 1] = last + character;
    else found.push(character);
  }
  return found;
}

function breakAnywhere(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const character of text) {
    if (line !== "" && displayWidth(line + character) > width) {
      lines.push(line);
      line = "";
    }
    line += character;
  }
  lines.push(line);
  return lines;
}
