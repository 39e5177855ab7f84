import { Command, Option } from "commander";
import { SCENARIOS } from "../../scenarios/index.ts";
import { ERAS, type Era, eraNamed, type RunInput } from "../../sim/index.ts";
import { cliText } from "../../text/cli.ts";
import type { Language } from "../../text/messages.ts";
import { UsageError } from "../errors.ts";
import { explained, readRun } from "../input.ts";
import { languageOf } from "../language.ts";
import { matrixJson, type Row, runCell, statusOfRows } from "../matrix.ts";
import { changesOf, type RunOptionValues, runOptions } from "../options.ts";
import { writeJson, writeLines } from "../output.ts";
import { Progress } from "../progress.ts";
import { renderMatrix } from "../render/matrix.ts";
import { styleOf } from "../render/style.ts";
import type { Session } from "../session.ts";

interface Options extends RunOptionValues {
  readonly eras?: string;
  readonly json?: true;
}

/** Versions between which what replicas do with their logs changed most, and the first and the last. */
const TELLING: readonly Era[] = ["0.8.2", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.8", "3.9"];
const ALL = "all";

const HELP_END = `
A cell says how many records are lost, there twice, or failed; that replicas diverge; that
an invariant is broken. It is ok when what the scenario expects in that version came true;
where it says nothing of a version, when the run came to its end and nothing broke but
what is known to be a bug of that version.

Exit status: 1 a cell is not as expected; 2 one where something is expected is
inconclusive.

Examples:
  $ highwater matrix
  $ highwater matrix acks1-leader-kill-unreplicated --eras all
  $ highwater matrix --eras 0.10.2,0.11,2.8 --json
  $ highwater matrix acks1-leader-kill-unreplicated --set acks=all`;

/** `highwater matrix [ids…]` */
export function matrixCommand(session: Session): Command {
  const { io } = session;
  const command = new Command("matrix")
    .description("scenarios against Kafka versions: what is lost or diverges where?")
    .argument("[ids...]", "ids of scenarios, or scenario files; all scenarios when there is none")
    .addOption(
      new Option("--eras <list>", `versions, separated by commas, or ${ALL}`).default(
        TELLING.join(","),
      ),
    )
    .option("--json", "print one JSON object")
    .addHelpText("after", HELP_END);
  for (const option of runOptions()) if (option.long !== "--era") command.addOption(option);
  return command.action(async (ids: readonly string[], options: Options) => {
    const language = languageOf(options.lang, io.env);
    const text = cliText(language);
    const eras = erasOf(options.eras ?? ALL, language);
    const inputs = await inputsOf(ids, options, language);
    const progress = new Progress(io);
    const all = inputs.length * eras.length;
    const rows = inputs.map((input, i): Row => {
      const { id } = input.scenario;
      const cells = eras.map((era, j) => {
        progress.update(() => text.matrix.progress(i * eras.length + j, all, id, era));
        return runCell(input, era);
      });
      return { scenario: id, cells };
    });
    progress.done();
    if (options.json === true) writeJson(io, matrixJson(eras, rows));
    else writeLines(io, renderMatrix(eras, rows, text, styleOf(io)));
    session.status = statusOfRows(rows);
  });
}

async function inputsOf(
  ids: readonly string[],
  options: Options,
  language: Language,
): Promise<readonly RunInput[]> {
  const names = ids.length === 0 ? SCENARIOS.map(({ id }) => id) : ids;
  const requests = await Promise.all(
    names.map((name) => readRun(name, changesOf(options), language)),
  );
  return requests.map(({ input }) => input);
}

/** The eras of a list, oldest first. */
function erasOf(list: string, language: Language): readonly Era[] {
  if (list.trim() === ALL) return ERAS;
  const names = list.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
  if (names.length === 0)
    throw new UsageError(`--eras: no version; give some of ${ERAS.join(",")}`);
  const wanted = explained("--eras", language, () => names.map(eraNamed));
  return ERAS.filter((era) => wanted.includes(era));
}
