import type { Told } from "../sim/check/told.ts";
import type { ExplainTold } from "../sim/explore/explain/said.ts";
import type { Notice } from "../sim/scenario/era-notices.ts";
import type { ExpectationResult } from "../sim/scenario/expectations.ts";
import type { Found } from "../sim/scenario/measurement.ts";
import type { Problem } from "../sim/scenario/problems.ts";
import type { Localized } from "../sim/scenario/types.ts";
import type { TextArguments, TextCode } from "./arguments.ts";
import { en } from "./en.ts";
import type { Language, Messages } from "./messages.ts";
import { zh } from "./zh.ts";

const CATALOGUES: Readonly<Record<Language, Messages<TextArguments>>> = { en, zh };

/** The sentence of a code, in a language. */
export function render<C extends TextCode>(
  language: Language,
  code: C,
  args: TextArguments[C],
): string {
  return CATALOGUES[language][code](args);
}

/** The sentence of what a check told. */
export function renderTold(language: Language, told: Told): string {
  const say = CATALOGUES[language][told.code] as (args: Told["args"]) => string;
  return say(told.args);
}

/** The sentence, or the part of one, that explains a run. */
export function renderSaid(language: Language, told: Told | ExplainTold): string {
  const say = CATALOGUES[language][told.code] as (args: (Told | ExplainTold)["args"]) => string;
  return say(told.args);
}

/** What a person should know of a run and its era. */
export function renderNotice(language: Language, notice: Notice): string {
  const say = CATALOGUES[language][notice.code] as (args: Notice["args"]) => string;
  return say(notice.args);
}

/** What was expected, with what was measured for it. */
export function renderExpectation(
  language: Language,
  { text, found }: Pick<ExpectationResult, "text" | "found">,
): string {
  if (found === null) return text[language];
  const say = CATALOGUES[language][found.code] as (args: Found["args"]) => string;
  const said = say(found.args);
  return language === "zh" ? `${text.zh}（${said}）` : `${text.en} (${said})`;
}

/** One problem of an input, with the place it is at. */
export function renderProblem(language: Language, problem: Problem): string {
  const say = CATALOGUES[language][problem.code] as (args: Problem["args"]) => string;
  const sentence = say(problem.args);
  if (problem.path === "") return sentence;
  return language === "zh" ? `${problem.path}：${sentence}` : `${problem.path}: ${sentence}`;
}

/** A text that was written in both languages. */
export function localized(language: Language, text: Localized): string {
  return text[language];
}
