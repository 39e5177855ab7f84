import { Command } from "commander";
import { mergeReports } from "../../sim/explore/hunt/merge-reports.ts";
import { parseReport } from "../../sim/explore/hunt/parse-report.ts";
import type { HuntReport } from "../../sim/explore/hunt/report.ts";
import { InputError } from "../../sim/index.ts";
import { cliText } from "../../text/cli.ts";
import type { Language } from "../../text/messages.ts";
import { renderProblem } from "../../text/render.ts";
import { UsageError } from "../errors.ts";
import { statusOfHunt } from "../hunt/hunt-status.ts";
import { explained } from "../input.ts";
import { languageOf } from "../language.ts";
import { languageOption } from "../options.ts";
import { writeJson, writeLines } from "../output.ts";
import { readSmallFile } from "../read-file.ts";
import { renderHuntReport } from "../render/hunt-report.ts";
import { styleOf } from "../render/style.ts";
import { printable } from "../render/width.ts";
import type { Session } from "../session.ts";

interface Options {
  readonly lang?: string;
}

const MOST_REPORT_BYTES = 100_000_000;

const MERGE_HELP_END = `
The reports must be of one search: the same engine, version, settings, faults and strategy,
and seeds that follow one another. In whatever order they are given, the result is the same,
byte for byte, as the report of one search over all the seeds.

Exit status: 0 merged, whatever the reports say; 4 a file is wrong, or they are not of one
search.

Examples:
  $ highwater report merge shard-1.json shard-2.json shard-3.json > report.json
  $ highwater report merge found-*/report.json > report.json`;

const SHOW_HELP_END = `
Exit status: that of the search: 0 no failure; 1 failures; 2 no failure, but runs without a
conclusion; 3 nondeterminism.

Examples:
  $ highwater report show report.json
  $ highwater report show found/report.json --lang zh`;

/** `highwater report merge FILES…` and `highwater report show FILE` */
export function reportCommand(session: Session): Command {
  return new Command("report")
    .description("reports of searches: merge those of shards, or show one")
    .addCommand(mergeCommand(session))
    .addCommand(showCommand(session));
}

function mergeCommand(session: Session): Command {
  const { io } = session;
  return new Command("merge")
    .description("merge the reports of shards to standard output")
    .argument("<files...>", "reports that hunt --json or hunt --out wrote")
    .addOption(languageOption())
    .addHelpText("after", MERGE_HELP_END)
    .action(async (files: readonly string[], options: Options) => {
      const language = languageOf(options.lang, io.env);
      const reports: HuntReport[] = [];
      for (const file of files) reports.push(await readReport(file, language));
      writeJson(
        io,
        explained("", language, () => mergeReports(reports)),
      );
    });
}

function showCommand(session: Session): Command {
  const { io } = session;
  return new Command("show")
    .description("print a report for a person to read")
    .argument("<file>", "a report that hunt --json, hunt --out or report merge wrote")
    .addOption(languageOption())
    .addHelpText("after", SHOW_HELP_END)
    .action(async (file: string, options: Options) => {
      const language = languageOf(options.lang, io.env);
      const report = await readReport(file, language);
      writeLines(io, renderHuntReport(report, language, cliText(language), styleOf(io)));
      session.status = statusOfHunt(report, false);
    });
}

/** @throws UsageError in one line, however wrong it is */
async function readReport(file: string, language: Language): Promise<HuntReport> {
  const text = await readSmallFile(file, MOST_REPORT_BYTES);
  try {
    return parseReport(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [first = "", ...others] = error.problems.map((problem) =>
      printable(renderProblem(language, problem)),
    );
    const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
    throw new UsageError(`${file}: not a report of a hunt: ${first}${more}`);
  }
}
