import type { RunJson, RunResult, StoryItem, Told } from "../sim/index.ts";
import { eraNamed, eraNotices, toJson } from "../sim/index.ts";
import type { Language } from "../text/messages.ts";
import { localized, renderExpectation, renderNotice, renderTold } from "../text/render.ts";
import type { StoryLine } from "./render/story.ts";

/** A run in the words of a language. */
export interface RunView {
  readonly result: RunResult;
  readonly json: RunJson;
  readonly story: readonly StoryLine[];
  /** What was expected, with what was measured. */
  readonly expectations: readonly { readonly text: string; readonly met: boolean }[];
  /** What should be known of the run and its era. */
  readonly notices: readonly string[];
  readonly say: (told: Told) => string;
}

/** What is shown of a run. */
export function viewOf(result: RunResult, language: Language): RunView {
  const say = (told: Told) => renderTold(language, told);
  const sentence = (item: StoryItem) =>
    "note" in item ? localized(language, item.note) : say(item);
  const { input, scenario } = result;
  const notices = eraNotices(input.scenario, scenario, input.control, eraNamed(input.era));
  return {
    result,
    json: toJson(result, language, (told) => say(told as Told)),
    story: result.story.map((item) => ({ timeUs: item.timeUs, text: sentence(item) })),
    expectations: result.expectations.map((expectation) => ({
      text: renderExpectation(language, expectation),
      met: expectation.met,
    })),
    notices: notices.map((notice) => renderNotice(language, notice)),
    say,
  };
}
