import type { Inconclusive } from "../../sim/index.ts";
import type { CliText } from "../../text/cli.ts";
import { grouped, secondsText } from "./numbers.ts";
import { paragraph } from "./sections.ts";
import type { Style } from "./style.ts";
import { printable } from "./width.ts";

const MOST_FOUND = 12;

/** Why a run came to no conclusion, and in what state it was. */
export function renderInconclusive(
  problem: Inconclusive,
  stepCount: number,
  text: CliText,
  style: Style,
): string[] {
  const words = text.inconclusive;
  const step = stepText(problem.step, stepCount, text);
  switch (problem.reason) {
    case "wait": {
      const found = problem.found
        .slice(0, MOST_FOUND)
        .map((state) => words.found(printable(state)));
      const hidden = problem.found.length - found.length;
      const awaited = words.awaited(printable(problem.wanted));
      const lines = [words.wait(step), awaited, ...found];
      if (hidden > 0) lines.push(text.more(hidden));
      return lines.flatMap((line) => paragraph(line, 2, style));
    }
    case "impossible":
      return paragraph(words.impossible(step, problem.host), 2, style);
    case "limit": {
      const said =
        problem.limit === "events"
          ? words.events(step, grouped(problem.value))
          : words.virtualTime(step, secondsText(problem.value / 1000));
      const busiest = problem.busiest
        .map(([kind, count]) => `${kind} ${grouped(count)}`)
        .join(", ");
      return [said, words.busiest(busiest)].flatMap((line) => paragraph(line, 2, style));
    }
  }
}

function stepText(step: number, stepCount: number, text: CliText): string {
  const { startUp, afterSteps, step: numbered } = text.inconclusive;
  if (step < 0) return startUp;
  return step < stepCount ? numbered(step + 1) : afterSteps;
}
