import type { Inconclusive, RecordOutcome, RunResult, StoryItem } from "../../sim/index.ts";
import { cliText } from "../../text/cli.ts";
import { seconds } from "../../text/format.ts";
import type { Language } from "../../text/messages.ts";
import { localized, renderExpectation, renderTold } from "../../text/render.ts";
import { testingText } from "../../text/testing.ts";
import type { Judgement } from "./judgements.ts";
import { linkText } from "./subject.ts";

const MOST_OUTCOMES = 3;
const MOST_VIOLATIONS = 5;
/** Of a longer story the beginning and the end are told. */
const FIRST_LINES = 10;
const LAST_LINES = 26;

/** What is told of a run that is not as wanted: what is wrong and why, the story, how to have it again. */
export function messageOf(
  headline: string,
  result: RunResult,
  { outcomes, violations, unmet }: Judgement,
  language: Language,
): string {
  const cli = cliText(language);
  const { more } = testingText(language);
  const shown = firstOfEachKind(outcomes).slice(0, MOST_OUTCOMES);
  return [
    headline,
    identityOf(result, language),
    ...shown.flatMap((outcome) => ["", ...outcomeLines(outcome, language)]),
    ...(outcomes.length > shown.length ? [`  ${more(outcomes.length - shown.length)}`] : []),
    ...section(
      cli.headings.violations,
      violations.slice(0, MOST_VIOLATIONS).map((violation) => {
        const judged = judgedText(violation, language);
        return `${violation.invariant}, #${violation.event} (${judged}): ${renderTold(language, violation.told)}`;
      }),
    ),
    ...section(
      cli.headings.expectations,
      result.expectations.flatMap((expectation, i) =>
        unmet.includes(i) ? [`✗ ${renderExpectation(language, expectation)}`] : [],
      ),
    ),
    ...(result.inconclusive === null ? [] : ["", inconclusiveText(result, language)]),
    ...section(cli.headings.story, storyLines(result.story, language)),
    "",
    ...commandLines(result, language),
  ].join("\n");
}

/** Of records that fared alike the first. */
function firstOfEachKind(outcomes: readonly RecordOutcome[]): readonly RecordOutcome[] {
  const byKind = new Map<string, RecordOutcome>();
  for (const outcome of outcomes) {
    const { class: judged, fix, why } = outcome;
    const kind = [judged, fix, ...why.map(({ code }) => code)].join(" ");
    if (!byKind.has(kind)) byKind.set(kind, outcome);
  }
  return [...byKind.values()];
}

/** Which run it is: `generated · Kafka 2.8 · seed 17 · acks=1`. */
function identityOf({ input, hash, events }: RunResult, language: Language): string {
  const { setting, hash: hashName, events: eventsOf } = cliText(language);
  const { scenario, era, seed, settings, overrides } = input;
  return [
    scenario.id,
    setting.era(era),
    setting.seed(seed),
    ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    ...(overrides.length > 0 ? [setting.overrides(overrides.length)] : []),
    eventsOf(String(events)),
    ...(hash === null ? [] : [`${hashName} ${hash}`]),
  ].join(" · ");
}

function outcomeLines(outcome: RecordOutcome, language: Language): readonly string[] {
  const { statuses } = cliText(language);
  const { value, partition, offset, status, why } = outcome;
  const place = testingText(language).record(value, partition, offset);
  const judged = judgedText(outcome, language);
  return [
    `${place} (${statuses[status] ?? status}): ${judged}`,
    ...why.map((told) => `  · ${renderTold(language, told)}`),
  ];
}

/** `protocol bug · KIP-101`. */
function judgedText(
  { class: judged, fix }: Pick<RecordOutcome, "class" | "fix">,
  language: Language,
): string {
  const words = cliText(language).classes[judged] ?? judged;
  return fix === null ? words : `${words} · ${fix}`;
}

function storyLines(story: readonly StoryItem[], language: Language): readonly string[] {
  const lines = story.map((item) => {
    const text = "note" in item ? localized(language, item.note) : renderTold(language, item);
    return `${seconds(item.timeUs).padStart(10)}  ${text}`;
  });
  const hidden = lines.length - FIRST_LINES - LAST_LINES;
  if (hidden <= 1) return lines;
  const gap = `${" ".repeat(12)}${testingText(language).more(hidden)}`;
  return [...lines.slice(0, FIRST_LINES), gap, ...lines.slice(-LAST_LINES)];
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", heading, ...lines.map((line) => `  ${line}`)];
}

/** How to have the run again. */
export function commandLines(result: RunResult, language: Language): readonly string[] {
  return [testingText(language).again, `  npx highwater run '${linkText(result)}'`];
}

/** Why a run came to no conclusion. */
export function inconclusiveText(
  { inconclusive, scenario }: RunResult,
  language: Language,
): string {
  return inconclusive === null ? "" : reasonText(inconclusive, scenario.steps.length, language);
}

function reasonText(problem: Inconclusive, stepCount: number, language: Language): string {
  const words = cliText(language).inconclusive;
  const step =
    problem.step < 0
      ? words.startUp
      : problem.step < stepCount
        ? words.step(problem.step + 1)
        : words.afterSteps;
  switch (problem.reason) {
    case "wait":
      return [
        words.wait(step),
        words.awaited(problem.wanted),
        ...problem.found.slice(0, MOST_VIOLATIONS).map(words.found),
      ].join("\n");
    case "impossible":
      return words.impossible(step, problem.host);
    case "limit":
      return problem.limit === "events"
        ? words.events(step, String(problem.value))
        : words.virtualTime(step, seconds(problem.value));
  }
}
