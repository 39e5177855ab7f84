import type { MarkName } from "../../sim/explore/marks/marks.ts";
import type { Language } from "../../text/messages.ts";
import { testingText } from "../../text/testing.ts";
import { JUDGES, type JudgeName } from "./judgements.ts";
import { commandLines, inconclusiveText, messageOf } from "./message.ts";
import { reached } from "./reached.ts";
import { replayed } from "./replayed.ts";
import { resultOf } from "./subject.ts";
import type { Verdict } from "./verdict.ts";

/** A matcher on a result, or on what is to be run. */
export type RunMatcher = (received: unknown) => Verdict;

/** The matchers by name, for `expect.extend`. */
export interface RunMatchers {
  readonly toLoseNothing: RunMatcher;
  readonly toHaveNoDuplicates: RunMatcher;
  readonly toKeepOrder: RunMatcher;
  readonly toProcessEverything: RunMatcher;
  readonly toProcessNothingTwice: RunMatcher;
  readonly toKeepItsPromises: RunMatcher;
  readonly toMeetItsExpectations: RunMatcher;
  readonly toReplay: RunMatcher;
  readonly toReachMark: (received: unknown, mark: MarkName) => Verdict;
}

/**
 * The matchers, whose messages are in that language.
 * @example expect.extend(matchersIn("zh"))
 */
export function matchersIn(language: Language): RunMatchers {
  return {
    toLoseNothing: matcher("lost", language),
    toHaveNoDuplicates: matcher("duplicated", language),
    toKeepOrder: matcher("reordered", language),
    toProcessEverything: matcher("neverProcessed", language),
    toProcessNothingTwice: matcher("processedTwice", language),
    toKeepItsPromises: matcher("bugs", language),
    toMeetItsExpectations: matcher("unmet", language),
    toReplay: (received) => replayed(received, language),
    toReachMark: (received, mark) => reached(received, mark, language),
  };
}

/** A run that came to no conclusion is neither as wanted nor the contrary, unless something was found. */
function matcher(name: JudgeName, language: Language): RunMatcher {
  return (received) => {
    const result = resultOf(received);
    const judgement = JUDGES[name](result);
    const text = testingText(language);
    if (judgement.count === 0 && result.inconclusive !== null) {
      const why = inconclusiveText(result, language);
      throw new Error([text.inconclusive, why, "", ...commandLines(result, language)].join("\n"));
    }
    const pass = judgement.count === 0;
    const headline = () => {
      if (pass) return text.missed[name];
      if (name === "unmet") {
        return text.failures.unmet(judgement.unmet.length, judgement.violations.length);
      }
      return text.failures[name](judgement.count);
    };
    return { pass, message: () => messageOf(headline(), result, judgement, language) };
  };
}
