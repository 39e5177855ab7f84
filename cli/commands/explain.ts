import { Command } from "commander";
import { cliText } from "../../text/cli.ts";
import { EXIT_INCONCLUSIVE, EXIT_OK } from "../exit-status.ts";
import { explainJson } from "../explain-json.ts";
import { explainRun } from "../explain-run.ts";
import { readRun } from "../input.ts";
import { languageOf } from "../language.ts";
import { changesOf, type RunOptionValues, runOptions } from "../options.ts";
import { writeJson, writeLines } from "../output.ts";
import { commandFor, renderExplained } from "../render/explain.ts";
import { styleOf } from "../render/style.ts";
import type { Session } from "../session.ts";

interface Options extends RunOptionValues {
  readonly json?: true;
}

const HELP_END = `
What would have saved it is found by running it again: without each fault, with each of
the settings that people change for safety, with more replicas, in each later version, and
with each behaviour that changed until the version in which it does not happen.

Exit status: 0, whatever it is that is explained; 2 the run comes to no conclusion; 4 wrong
usage or input.

Examples:
  $ highwater explain acks1-leader-kill-unreplicated
  $ highwater explain kip101-hw-truncation-loss --era 0.10.2 --lang zh
  $ highwater explain my-scenario.yaml --seed 7 --json`;

/** `highwater explain RUN` */
export function explainCommand(session: Session): Command {
  const { io } = session;
  const command = new Command("explain")
    .description("tell why a run went wrong, event by event, and what would have saved it")
    .argument("<run>", "a scenario's id, a scenario file, a trace file or a link")
    .option("--json", "print one JSON object")
    .addHelpText("after", HELP_END);
  for (const option of runOptions()) command.addOption(option);
  return command.action(async (name: string, options: Options) => {
    const language = languageOf(options.lang, io.env);
    const { input } = await readRun(name, changesOf(options), language);
    const run = explainRun(input, io, language);
    if (options.json === true) writeJson(io, explainJson(run, language));
    else {
      const typed = commandFor(name, input, options);
      writeLines(io, renderExplained(run, language, cliText(language), styleOf(io), typed));
    }
    session.status = run.result.inconclusive === null ? EXIT_OK : EXIT_INCONCLUSIVE;
  });
}
