import { expect, test } from "vitest";
import { SCENARIOS } from "../../scenarios/index.ts";
import { createRun, DEFAULT_LIMITS, runOf, type StoryItem, toJson } from "../../sim/index.ts";
import { en } from "../../text/en.ts";
import type { Language } from "../../text/messages.ts";
import { localized, renderTold } from "../../text/render.ts";
import { zh } from "../../text/zh.ts";

const LANGUAGES: readonly Language[] = ["en", "zh"];

function lineOf(language: Language, item: StoryItem): string {
  return `- ${"note" in item ? localized(language, item.note) : renderTold(language, item)}`;
}

/** Without the times, which move with every change of the protocol's code. */
function timeless(text: string): string {
  return text.replace(/\d+\.\d{3}(?= s| 秒)/g, "#.###");
}

test("the stories of the published cases read well in both languages", async () => {
  const lines: string[] = [];
  for (const scenario of SCENARIOS) {
    const run = createRun(runOf(scenario), { trace: "hash", limits: DEFAULT_LIMITS });
    const result = run.finish();
    for (const language of LANGUAGES) {
      const json = toJson(result, language, (told) => renderTold(language, told as never));
      lines.push(`# ${localized(language, scenario.title)}`);
      lines.push(...result.story.map((item) => lineOf(language, item)));
      const [lost] = json.records.lost;
      if (lost !== undefined) lines.push(`${lost.value}: ${lost.why}`);
      lines.push(...json.violations.map(({ detail }) => detail), "");
    }
  }
  await expect(timeless(lines.join("\n"))).toMatchFileSnapshot("stories.golden.txt");
}, 300_000);

/** What arguments are that stand for a word of each language. */
const WORDS: Readonly<Record<string, string>> = { fault: "kill", invariant: "lost" };

/** Names of settings and versions, and what others said. */
const SAME_EVERYWHERE = [
  "problem.invalid",
  "problem.contradiction",
  "change.settings",
  "change.switch",
  "change.era",
];

test("every code has its sentence in both languages, and Chinese ones are Chinese", () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  const anything = new Proxy(
    {},
    { get: (_, key) => WORDS[String(key)] ?? (/(Us|Ms|Bytes)$/.test(String(key)) ? 1 : "x") },
  );
  for (const [code, say] of Object.entries(zh) as [string, (args: never) => string][]) {
    if (SAME_EVERYWHERE.includes(code)) continue;
    expect(say(anything as never), code).toMatch(/[\u4e00-\u9fff]/);
  }
  for (const [code, say] of Object.entries(en) as [string, (args: never) => string][]) {
    const sentence = say(anything as never);
    expect(sentence, code).not.toMatch(/undefined|NaN|\[object/);
    expect(sentence, code).not.toMatch(/[\u4e00-\u9fff]/);
  }
});
