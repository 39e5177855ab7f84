import { MARKS, type MarkName } from "../../sim/explore/marks/marks.ts";
import { marksOf } from "../../sim/explore/marks/marks-of.ts";
import { nearestWord } from "../../sim/index.ts";
import type { Language } from "../../text/messages.ts";
import { testingText } from "../../text/testing.ts";
import { commandLines } from "./message.ts";
import { runAgain } from "./subject.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Whether a run reaches a coverage mark. A result that is given is run again: marks are seen on the way.
 * @throws RangeError for a mark that there is not, with the nearest
 */
export function reached(received: unknown, mark: MarkName, language: Language): Verdict {
  if (!MARKS.includes(mark)) {
    const nearest = nearestWord(mark, MARKS);
    throw new RangeError(
      `there is no mark ${mark}${nearest === null ? "" : `; did you mean ${nearest}?`}`,
    );
  }
  const run = runAgain(received);
  const result = run.finish();
  const pass = marksOf(run).includes(mark);
  const { failures, missed } = testingText(language);
  const headline = (pass ? missed : failures).unmarked(mark);
  return { pass, message: () => [headline, "", ...commandLines(result, language)].join("\n") };
}
