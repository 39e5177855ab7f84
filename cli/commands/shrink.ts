import { Command, Option } from "commander";
import { MOST_SHRINK_RUNS } from "../../sim/explore/shrink/shrink-run.ts";
import { cliText } from "../../text/cli.ts";
import { writeFileAtomically } from "../atomic-file.ts";
import { EXIT_INCONCLUSIVE, EXIT_INTERRUPTED, EXIT_OK, EXIT_UNMET } from "../exit-status.ts";
import { crewOf } from "../hunt/crew.ts";
import { failingRun } from "../hunt/failing-run.ts";
import { checkScenarioPath, scenarioFileText } from "../hunt/scenario-text.ts";
import { findOf, wholeNumber } from "../hunt/search-options.ts";
import { readRun } from "../input.ts";
import { languageOf } from "../language.ts";
import { changesOf, type RunOptionValues, runOptions } from "../options.ts";
import { writeError, writeJson, writeLines } from "../output.ts";
import { Progress } from "../progress.ts";
import { renderFailure } from "../render/failure.ts";
import { grouped } from "../render/numbers.ts";
import { styleOf } from "../render/style.ts";
import { printable } from "../render/width.ts";
import type { Session } from "../session.ts";

interface Options extends RunOptionValues {
  readonly find?: string;
  readonly maxRuns: string;
  readonly out?: string;
  readonly json?: true;
}

const MOST_RUNS = 1_000_000;

const HELP_END = `
A smaller run is kept when it fails in the same way: the same invariant, the same class, the
same known fix. Era, settings and seed become part of its scenario. Then every setting, fault
and version that might have saved it is tried; the best becomes the scenario's control.

Exit status: 0 the run does not fail; 1 it fails; 2 it comes to no conclusion; 4 wrong usage
or input; 130 interrupted.

Examples:
  $ highwater shrink kip101-hw-truncation-loss --era 0.10.2
  $ highwater shrink acks1-leader-kill-unreplicated --find all --out small.yaml
  $ highwater shrink found/ack-durability-KIP-101.yaml --max-runs 5000
  $ highwater shrink '#/v1/run?sc=acks1-leader-kill-unreplicated&seed=7' --json`;

/** `highwater shrink RUN` */
export function shrinkCommand(session: Session): Command {
  const { io } = session;
  const command = new Command("shrink")
    .description("cut a failing run down to the steps that matter, and explain it")
    .argument("<run>", "a scenario's id, a scenario file, a trace file or a link")
    .addOption(
      new Option(
        "--find <what>",
        "durability, bugs, or all: what is allowed too (default: bugs, if there are)",
      ),
    )
    .addOption(
      new Option("--max-runs <number>", "runs that shrinking makes at most").default(
        String(MOST_SHRINK_RUNS),
      ),
    )
    .option("--out <file>", "write the scenario there (.yaml or .json)")
    .option("--json", "print one JSON object: the entry of a report")
    .addHelpText("after", HELP_END);
  for (const option of runOptions()) command.addOption(option);
  return command.action(async (name: string, options: Options) => {
    const language = languageOf(options.lang, io.env);
    const text = cliText(language);
    const find = options.find === undefined ? null : findOf({ find: options.find });
    const maxShrinkRuns = wholeNumber("--max-runs", options.maxRuns, 1, MOST_RUNS);
    const { input } = await readRun(name, changesOf(options), language);
    if (options.out !== undefined) checkScenarioPath(options.out);
    const failing = failingRun(input, find);
    if ("fine" in failing) {
      const how = text.hunt.shrink[failing.fine];
      writeLines(io, [text.hunt.shrink.doesNotFail(printable(input.scenario.id), how)]);
      session.status = failing.fine === "inconclusive" ? EXIT_INCONCLUSIVE : EXIT_OK;
      return;
    }
    const progress = new Progress(io);
    const signal = io.interruption();
    const crew = await crewOf(io, 1);
    const job = { ...failing.job, shrink: true, maxShrinkRuns };
    const jsonLanguage = options.lang === undefined ? "en" : language;
    const failure = await crew.finish({ ...job, language: jsonLanguage }, signal, (tries) =>
      progress.update(() => text.hunt.shrink.progress(grouped(tries))),
    );
    progress.done();
    if (failure === null) {
      writeError(io, "highwater: interrupted");
      session.status = EXIT_INTERRUPTED;
      return;
    }
    if (options.out !== undefined) {
      const content = scenarioFileText(options.out, failure.scenario);
      await writeFileAtomically(options.out, [content], new AbortController().signal);
    }
    if (options.json === true) writeJson(io, failure);
    else {
      const lines = renderFailure(failure, language, text, styleOf(io));
      const written = options.out === undefined ? [] : [text.hunt.shrink.written(options.out)];
      writeLines(io, [...lines, ...written]);
    }
    session.status = EXIT_UNMET;
  });
}
