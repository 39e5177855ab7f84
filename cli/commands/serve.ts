import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { Command } from "commander";
import { encodeLink, linkOf } from "../../sim/index.ts";
import { cliText } from "../../text/cli.ts";
import { UsageError } from "../errors.ts";
import { execute } from "../execute.ts";
import { type RunRequest, readRun } from "../input.ts";
import type { Io } from "../io.ts";
import { languageOf } from "../language.ts";
import { changesOf, type RunOptionValues, runOptions } from "../options.ts";
import { writeLines } from "../output.ts";
import { renderRun } from "../render/run.ts";
import { styleOf } from "../render/style.ts";
import type { Session } from "../session.ts";
import { serveSite } from "../static-server.ts";
import { viewOf } from "../view-of.ts";

interface Options extends RunOptionValues {
  readonly port?: string;
  readonly story?: true;
}

const DEFAULT_PORT = 9292;
const HIGHEST_PORT = 65_535;

const EXAMPLES = `
Examples:
  $ highwater serve
  $ highwater serve acks1-leader-kill-unreplicated --story
  $ highwater serve run.jsonl.gz --port 0
  $ PORT=8080 highwater serve '#/v1/run?sc=acks1-leader-kill-unreplicated'`;

/** `highwater serve [RUN]` */
export function serveCommand(session: Session): Command {
  const { io } = session;
  const command = new Command("serve")
    .description("serve the browser page here, with a run or the gallery")
    .argument("[run]", "a scenario's id, a scenario file, a trace file or a link")
    .option(
      "--port <port>",
      `port to listen on; 0 takes a free one (default: $PORT or ${DEFAULT_PORT})`,
    )
    .option("--story", "first run it, and print its story")
    .addHelpText("after", EXAMPLES);
  for (const option of runOptions()) command.addOption(option);
  return command.action(async (name: string | undefined, options: Options) => {
    const language = languageOf(options.lang, io.env);
    const text = cliText(language);
    const port = portOf(options.port, io.env);
    if (!existsSync(join(io.pageFolder, "index.html"))) {
      throw new UsageError(`${io.pageFolder}: the page is not there; npm run build makes it`);
    }
    if (options.story === true && name === undefined) {
      throw new UsageError("--story: there is no RUN to tell the story of");
    }
    const request = name === undefined ? null : await readRun(name, changesOf(options), language);
    const signal = io.interruption();
    const server = await serveSite({ folder: io.pageFolder, files: filesOf(request), port });
    try {
      if (request !== null && options.story === true) {
        const run = execute(request.input, "hash", io, request.input.scenario.id);
        const view = viewOf(run.result(), language);
        writeLines(io, [...renderRun(view, language, text, styleOf(io)), ""]);
      }
      const address = `${server.url}${request === null ? "" : routeOf(request)}`;
      writeLines(io, [text.serve.at(address), text.serve.stop]);
      await aborted(signal);
    } finally {
      await server.close();
    }
  });
}

/** A trace is shown as it is: the page fetches the file. */
function filesOf(request: RunRequest | null): ReadonlyMap<string, string> {
  const path = request?.traceFile ?? null;
  return new Map(path === null ? [] : [[`/trace/${basename(path)}`, path]]);
}

function routeOf({ input, traceFile, view }: RunRequest): string {
  if (traceFile === null) return encodeLink({ ...linkOf(input), ...view });
  const url = `trace/${encodeURIComponent(basename(traceFile))}`;
  return `#/v1/open?url=${encodeURIComponent(url)}`;
}

function portOf(option: string | undefined, env: Io["env"]): number {
  const [text, from] = option === undefined ? [env.PORT, "PORT"] : [option, "--port"];
  if (text === undefined || text === "") return DEFAULT_PORT;
  if (!/^\d{1,5}$/.test(text) || Number(text) > HIGHEST_PORT) {
    throw new UsageError(
      `${from}: ${text} is not a port; give a whole number from 0 to ${HIGHEST_PORT}`,
    );
  }
  return Number(text);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
