import { Command } from "commander";
import { Hunt } from "../../sim/explore/hunt/hunt.ts";
import { inputOf } from "../../sim/explore/hunt/input-of.ts";
import { reportOf } from "../../sim/explore/hunt/make-report.ts";
import type { HuntPlan } from "../../sim/explore/hunt/plan.ts";
import { seedRange, shardSeeds } from "../../sim/explore/hunt/seeds.ts";
import { MOST_SHRINK_RUNS } from "../../sim/explore/shrink/shrink-run.ts";
import { createRun, DEFAULT_LIMITS } from "../../sim/index.ts";
import { cliText } from "../../text/cli.ts";
import type { Language } from "../../text/messages.ts";
import { crewOf } from "../hunt/crew.ts";
import { Finisher } from "../hunt/finisher.ts";
import { HuntProgress } from "../hunt/hunt-progress.ts";
import { statusOfHunt } from "../hunt/hunt-status.ts";
import { OutFolder } from "../hunt/out-folder.ts";
import { search } from "../hunt/search.ts";
import {
  budgetMsOf,
  faultsOf,
  findOf,
  type SearchOptionValues,
  searchOptions,
  seedsOf,
  strategyOf,
  workersOf,
} from "../hunt/search-options.ts";
import { readShard } from "../hunt/shard.ts";
import { spaceOf } from "../hunt/space.ts";
import { explained } from "../input.ts";
import { languageOf } from "../language.ts";
import { type RunOptionValues, runOptions } from "../options.ts";
import { writeError, writeJson, writeLines } from "../output.ts";
import { renderHuntReport } from "../render/hunt-report.ts";
import { styleOf } from "../render/style.ts";
import type { Session } from "../session.ts";

type Options = SearchOptionValues & Pick<RunOptionValues, "era" | "set" | "lang">;

/** Runs of one piece of work: about a quarter of a second. */
const BATCH = 8;
const OWN_OPTIONS = ["--era", "--set", "--lang"];

const HELP_END = `
Each seed draws a cluster, clients and faults, runs them, lets the cluster come to rest, and
checks every promise. With RUN its cluster, topics and clients stand; its steps are left out,
and workload and faults are drawn. Of each way to fail the lowest seed is shrunk to the steps
that matter, explained, and printed with a link that replays it. What is found depends on the
options and the seeds only, not on the number of workers.

Ctrl-C ends the search and reports what was found; a second one ends at once.

Exit status: 0 no failure; 1 failures; 2 no failure, but runs without a conclusion;
3 nondeterminism; 4 wrong usage or input; 130 interrupted before anything was found.

Examples:
  $ highwater hunt
  $ highwater hunt --era 0.10.2 --seeds 2000 --until-failure
  $ highwater hunt --set acks=1 --find all --faults kill,powerLoss --out found
  $ highwater hunt leader-failover-happy --faults all --budget 10m
  $ highwater hunt --seeds 100000 --shard 2/8 --json > shard-2.json
  $ highwater report merge shard-*.json`;

/** `highwater hunt [RUN]` */
export function huntCommand(session: Session): Command {
  const { io } = session;
  const command = new Command("hunt")
    .description("search seeds for failures; shrink and explain what is found")
    .argument("[run]", "a scenario's id, a scenario file, a trace file or a link")
    .addHelpText("after", HELP_END);
  for (const option of runOptions()) {
    if (OWN_OPTIONS.includes(option.long ?? "")) command.addOption(option);
  }
  for (const option of searchOptions()) command.addOption(option);
  return command.action(async (name: string | undefined, options: Options) => {
    const language = languageOf(options.lang, io.env);
    const text = cliText(language);
    const all = explained("", language, () => {
      const { first, count } = seedsOf(options);
      return seedRange(first, count);
    });
    const seeds =
      options.shard === undefined ? all : shardSeeds(all, readShard(options.shard, io.env));
    const budgetMs = budgetMsOf(options);
    const workers = workersOf(options, io.cores);
    const plan = await planOf(name, options, language);
    if (seeds.count > 0) checkPlan(plan, seeds.first, language);
    const folder = options.out === undefined ? null : await OutFolder.at(options.out, io.now());

    const signal = io.interruption();
    const untilFailure = options.untilFailure === true;
    const hunt = new Hunt(plan, seeds, { untilFailure, batch: BATCH });
    const deadlineMs = budgetMs === null ? null : io.now() + budgetMs;
    const asked = options.seeds === undefined && budgetMs !== null ? null : seeds.count;
    const isQuiet = options.json === true && !io.stderr.isTerminal;
    const progress = new HuntProgress(io, text.hunt, hunt, { seeds: asked, deadlineMs }, isQuiet);
    const crew = await crewOf(io, workers);
    const finisher = new Finisher(hunt, crew, {
      // Without being asked for a language, a report is the same wherever it is made.
      language: options.lang === undefined ? "en" : language,
      shrink: options.shrink,
      maxShrinkRuns: MOST_SHRINK_RUNS,
    });
    signal.addEventListener("abort", () => progress.line(text.hunt.progress.stopping));
    try {
      await search(hunt, crew, { deadlineMs, now: io.now, signal }, () => {
        progress.update();
        const report = () => reportOf(hunt, finisher.asFound());
        folder?.keep(report, hunt.tally.found.length, io.now());
      });
      const isInterrupted = signal.aborted;
      const failures = await finisher.finish(signal, (at) => progress.finishing(at));
      progress.done();
      const report = reportOf(hunt, failures);
      if (folder !== null) await folder.write(report);
      if (options.json === true) writeJson(io, report);
      else {
        writeLines(io, renderHuntReport(report, language, text, styleOf(io)));
        if (folder !== null)
          writeLines(io, [text.hunt.written(options.out ?? "", failures.length)]);
      }
      if (isInterrupted && !isQuiet) writeError(io, text.hunt.interrupted);
      session.status = statusOfHunt(report, isInterrupted);
    } finally {
      progress.done();
      await crew.close();
    }
  });
}

async function planOf(
  name: string | undefined,
  options: Options,
  language: Language,
): Promise<HuntPlan> {
  const strategy = strategyOf(options);
  const find = findOf(options);
  const faults = faultsOf(options);
  const fixed = { run: name, era: options.era, settings: options.set, faults };
  const space = await spaceOf(fixed, language);
  return { space, strategy, find, checkDeterminism: options.checkDeterminism === true };
}

/** Finds out at the beginning that a setting does not exist, or does not fit. */
function checkPlan(plan: HuntPlan, seed: string, language: Language): void {
  explained("", language, () => {
    createRun(inputOf({ seed, scenario: null }, plan), { trace: "off", limits: DEFAULT_LIMITS });
  });
}
