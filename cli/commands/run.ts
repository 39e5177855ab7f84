import { Command } from "commander";
import { cliText } from "../../text/cli.ts";
import { execute } from "../execute.ts";
import { readRun } from "../input.ts";
import { languageOf } from "../language.ts";
import { changesOf, type RunOptionValues, runOptions } from "../options.ts";
import { writeJson, writeLines } from "../output.ts";
import { renderRun } from "../render/run.ts";
import { styleOf } from "../render/style.ts";
import type { Session } from "../session.ts";
import { checkTracePath, writeTrace } from "../trace-file.ts";
import { viewOf } from "../view-of.ts";

interface Options extends RunOptionValues {
  readonly trace?: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  $ highwater run acks1-leader-kill-unreplicated
  $ highwater run acks1-leader-kill-unreplicated --set acks=all
  $ highwater run acks1-leader-kill-unreplicated --control --trace run.jsonl.gz
  $ highwater run my-scenario.yaml --seed 7 --json
  $ highwater run '#/v1/run?sc=acks1-leader-kill-unreplicated&seed=7'`;

/** `highwater run RUN` */
export function runCommand(session: Session): Command {
  const { io } = session;
  const command = new Command("run")
    .description("run once: the story, what became of the records, and why")
    .argument("<run>", "a scenario's id, a scenario file, a trace file or a link")
    .option("--trace <file>", "write the trace there (.jsonl, or .jsonl.gz to compress it)")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES);
  for (const option of runOptions()) command.addOption(option);
  return command.action(async (name: string, options: Options) => {
    const language = languageOf(options.lang, io.env);
    const text = cliText(language);
    const { input } = await readRun(name, changesOf(options), language);
    if (options.trace !== undefined) await checkTracePath(options.trace);
    const mode = options.trace === undefined ? "hash" : "full";
    const run = execute(input, mode, io, input.scenario.id);
    const view = viewOf(run.result(), language);
    if (options.trace !== undefined) await writeTrace(options.trace, run, io.interruption());
    if (options.json === true) writeJson(io, view.json);
    else {
      writeLines(io, renderRun(view, language, text, styleOf(io)));
      if (options.trace !== undefined) writeLines(io, [text.traceWritten(options.trace)]);
    }
    session.status = view.result.status;
  });
}
