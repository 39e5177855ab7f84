import { Command } from "commander";
import { SCENARIOS } from "../../scenarios/index.ts";
import { ERAS, eraRanges, fixedFrom, type Scenario } from "../../sim/index.ts";
import { type CliText, cliText } from "../../text/cli.ts";
import type { Language } from "../../text/messages.ts";
import { languageOf } from "../language.ts";
import { languageOption } from "../options.ts";
import { writeJson, writeLines } from "../output.ts";
import { section } from "../render/sections.ts";
import { type Style, styleOf } from "../render/style.ts";
import { padEnd, wrap } from "../render/width.ts";
import type { Session } from "../session.ts";

interface ListOptions {
  readonly json?: true;
  readonly lang?: string;
}

const TITLE_INDENT = 7;

const EXAMPLES = `
Examples:
  $ highwater list
  $ highwater list --json | jq -r '.[].id'`;

/** `highwater list` */
export function listCommand({ io }: Session): Command {
  return new Command("list")
    .description("list the scenarios; those with three stars matter most")
    .option("--json", "print a JSON array")
    .addOption(languageOption())
    .addHelpText("after", EXAMPLES)
    .action((options: ListOptions) => {
      const language = languageOf(options.lang, io.env);
      if (options.json === true) {
        writeJson(
          io,
          SCENARIOS.map((scenario) => entryOf(scenario, language)),
        );
      } else writeLines(io, renderList(SCENARIOS, language, styleOf(io)));
    });
}

function entryOf(scenario: Scenario, language: Language) {
  const { id, group, importance, title } = scenario;
  return { id, group, title: title[language], eras: erasOf(scenario), importance };
}

function erasOf(scenario: Scenario): readonly string[] {
  return scenario.eras ?? ERAS;
}

function renderList(
  scenarios: readonly Scenario[],
  language: Language,
  style: Style,
): readonly string[] {
  const text = cliText(language);
  const groups = [...new Set(scenarios.map((scenario) => scenario.group))];
  const widest = Math.max(...scenarios.map((scenario) => scenario.id.length));
  const lines = groups.flatMap((group) => {
    const members = scenarios.filter((scenario) => scenario.group === group);
    return section(group, renderGroup(members, widest, language, text, style), style);
  });
  return [...lines.slice(1), "", style.dim(`  ${text.list.hint}`)];
}

function renderGroup(
  members: readonly Scenario[],
  widest: number,
  language: Language,
  text: CliText,
  style: Style,
): readonly string[] {
  return members.flatMap((scenario) => {
    const stars = padEnd("★".repeat(scenario.importance), 3);
    const id = style.accent(padEnd(scenario.id, widest));
    const eras = style.dim(erasText(scenario, text));
    const title = wrap(scenario.title[language], style.width - TITLE_INDENT);
    return [
      `  ${style.warn(stars)}  ${id}  ${eras}`,
      ...title.map((line) => " ".repeat(TITLE_INDENT) + line),
    ];
  });
}

function erasText(scenario: Scenario, text: CliText): string {
  const { eras } = scenario;
  const said = eras === undefined ? text.list.allEras : eraRanges(eras);
  const fixed = fixedFrom(scenario);
  return fixed === null ? said : text.list.fixedFrom(said, fixed);
}
