import { Command } from "commander";
import { cliText } from "../../text/cli.ts";
import { readRun } from "../input.ts";
import { languageOf } from "../language.ts";
import { languageOption } from "../options.ts";
import { styleOf } from "../render/style.ts";
import { diffRuns, replayRun } from "../replay.ts";
import type { Session } from "../session.ts";

interface Options {
  readonly diff?: string;
  readonly lang?: string;
}

const HELP_END = `
Exit status: 0 the runs are the same; 1 they differ, as those of two engines may; 3 one engine
made two different runs of the same inputs; 4 wrong usage or input.

Examples:
  $ highwater replay run.jsonl.gz
  $ highwater replay acks1-leader-kill-unreplicated
  $ highwater replay run.jsonl --diff other.jsonl`;

const UNCHANGED = { settings: {}, control: false };

/** `highwater replay RUN` */
export function replayCommand(session: Session): Command {
  const { io } = session;
  return new Command("replay")
    .description("run again and compare: is it the same run, event by event?")
    .argument("<run>", "a scenario's id, a scenario file, a trace file or a link")
    .option("--diff <run>", "find the first event at which RUN and this other run part")
    .addOption(languageOption())
    .addHelpText("after", HELP_END)
    .action(async (name: string, options: Options) => {
      const language = languageOf(options.lang, io.env);
      const words = { text: cliText(language), style: styleOf(io) };
      const request = await readRun(name, UNCHANGED, language);
      if (options.diff === undefined) session.status = await replayRun(request, words, io);
      else {
        const other = await readRun(options.diff, UNCHANGED, language);
        session.status = await diffRuns(request, other, words, io);
      }
    });
}
