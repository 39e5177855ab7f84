import { Command } from "commander";
import { SCENARIOS } from "../../scenarios/index.ts";
import { runOf } from "../../sim/index.ts";
import { cliText } from "../../text/cli.ts";
import { gravest } from "../exit-status.ts";
import { readRun } from "../input.ts";
import { languageOf } from "../language.ts";
import { languageOption } from "../options.ts";
import { writeJson, writeLines } from "../output.ts";
import { Progress } from "../progress.ts";
import { styleOf } from "../render/style.ts";
import { renderPairs } from "../render/verify.ts";
import type { Session } from "../session.ts";
import { type Pair, statusOfPair, verifyPair } from "../verify-pair.ts";

interface Options {
  readonly json?: true;
  readonly lang?: string;
}

const EXAMPLES = `
Examples:
  $ highwater verify
  $ highwater verify acks1-leader-kill-unreplicated
  $ highwater verify my-scenario.yaml --json`;

/** `highwater verify [ids…]` */
export function verifyCommand(session: Session): Command {
  const { io } = session;
  return new Command("verify")
    .description("run scenarios and their controls: which expectations hold?")
    .argument("[ids...]", "ids of scenarios, or scenario files; all scenarios when there is none")
    .option("--json", "print a JSON array of runs: each scenario's, then its control's")
    .addOption(languageOption())
    .addHelpText("after", EXAMPLES)
    .action(async (ids: readonly string[], options: Options) => {
      const language = languageOf(options.lang, io.env);
      const text = cliText(language);
      const unchanged = { settings: {}, control: false };
      const named = await Promise.all(ids.map((id) => readRun(id, unchanged, language)));
      const inputs = ids.length === 0 ? SCENARIOS.map(runOf) : named.map(({ input }) => input);
      const progress = new Progress(io);
      const pairs = inputs.map((input, done): Pair => {
        progress.update(() => text.verify.progress(done, inputs.length, input.scenario.id));
        return verifyPair(input, language);
      });
      progress.done();
      if (options.json === true) {
        writeJson(
          io,
          pairs.flatMap(({ views, differs }) =>
            views.map(({ json }) => ({ ...json, pair: { differs } })),
          ),
        );
      } else writeLines(io, renderPairs(pairs, text, styleOf(io)));
      session.status = gravest(pairs.map(statusOfPair));
    });
}
