import type { RunJson, RunResult, StoryItem, Told } from "../sim/index.ts";
import { toJson } from "../sim/index.ts";
import type { Language } from "../text/messages.ts";
import { localized, renderTold } from "../text/render.ts";
import type { StoryLine } from "./render/story.ts";

/** A run in the words of a language. */
export interface RunView {
  readonly result: RunResult;
  readonly json: RunJson;
  readonly story: readonly StoryLine[];
  readonly say: (told: Told) => string;
}

/** What is shown of a run. */
export function viewOf(result: RunResult, language: Language): RunView {
  const say = (told: Told) => renderTold(language, told);
  const sentence = (item: StoryItem) =>
    "note" in item ? localized(language, item.note) : say(item);
  return {
    result,
    json: toJson(result, language, (told) => say(told as Told)),
    story: result.story.map((item) => ({ timeUs: item.timeUs, text: sentence(item) })),
    say,
  };
}
