import { secondsText } from "./numbers.ts";
import type { Style } from "./style.ts";
import { displayWidth, padStart, printable, wrap } from "./width.ts";

/** One line of a story: when, and a sentence. */
export interface StoryLine {
  readonly timeUs: number;
  readonly text: string;
}

/** The story: times in a column, sentences wrapped beside it. */
export function renderStory(lines: readonly StoryLine[], style: Style): string[] {
  const times = lines.map((line) => secondsText(line.timeUs / 1000));
  const column = Math.max(0, ...times.map(displayWidth));
  const room = style.width - column - 4;
  return lines.flatMap((line, i) => {
    const [first = "", ...rest] = wrap(printable(line.text), room);
    const time = style.dim(padStart(times[i] ?? "", column));
    return [`  ${time}  ${first}`, ...rest.map((text) => `${" ".repeat(column + 4)}${text}`)];
  });
}
