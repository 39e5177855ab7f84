import { Command } from "commander";
import { describeEra, ERAS, type Era, eraNamed } from "../../sim/index.ts";
import { cliText } from "../../text/cli.ts";
import { ERA_TEXTS } from "../../text/eras.ts";
import type { Language } from "../../text/messages.ts";
import { eraJson } from "../era-json.ts";
import { explained } from "../input.ts";
import { languageOf } from "../language.ts";
import { languageOption } from "../options.ts";
import { writeJson, writeLines } from "../output.ts";
import { renderEra, renderEras } from "../render/era.ts";
import { styleOf } from "../render/style.ts";
import type { Session } from "../session.ts";

interface Options {
  readonly json?: true;
  readonly lang?: string;
}

const EXAMPLES = `
Examples:
  $ highwater era
  $ highwater era 0.11
  $ highwater era 2.8 --json | jq -r '.switches[] | select(.isNew) | .name'`;

/** `highwater era [NAME]` */
export function eraCommand({ io }: Session): Command {
  return new Command("era")
    .description("what a Kafka version switches on, and which KIP or JIRA that is")
    .argument("[name]", "the version, such as 0.10.2; all versions when there is none")
    .option("--json", "print one JSON object; an array when there is no name")
    .addOption(languageOption())
    .addHelpText("after", EXAMPLES)
    .action((name: string | undefined, options: Options) => {
      const language = languageOf(options.lang, io.env);
      const text = cliText(language);
      if (name === undefined) {
        if (options.json === true)
          writeJson(
            io,
            ERAS.map((era) => summaryJson(era, language)),
          );
        else writeLines(io, renderEras(language, text, styleOf(io)));
        return;
      }
      const era = explained("", language, () => eraNamed(name));
      const description = describeEra(era);
      if (options.json === true) {
        writeJson(io, { ...summaryJson(era, language), ...eraJson(description, language) });
      } else writeLines(io, renderEra(description, language, text, styleOf(io)));
    });
}

function summaryJson(era: Era, language: Language) {
  const { released, brought } = ERA_TEXTS[era];
  return { era, released, brought: brought[language] };
}
