import { type Argument, Command, CommanderError } from "commander";
import { describeCommand } from "./commands/describe.ts";
import { eraCommand } from "./commands/era.ts";
import { explainCommand } from "./commands/explain.ts";
import { huntCommand } from "./commands/hunt.ts";
import { listCommand } from "./commands/list.ts";
import { matrixCommand } from "./commands/matrix.ts";
import { replayCommand } from "./commands/replay.ts";
import { reportCommand } from "./commands/report.ts";
import { runCommand } from "./commands/run.ts";
import { serveCommand } from "./commands/serve.ts";
import { shrinkCommand } from "./commands/shrink.ts";
import { verifyCommand } from "./commands/verify.ts";
import { UsageError } from "./errors.ts";
import { EXIT_INTERNAL, EXIT_INTERRUPTED, EXIT_OK, EXIT_USAGE } from "./exit-status.ts";
import type { Io } from "./io.ts";
import { writeError } from "./output.ts";
import { fitLocale } from "./render/style.ts";
import type { Session } from "./session.ts";

const VERSION_LINE = `highwater ${__VERSION__} (engine ${__ENGINE_HASH__})`;

const HELP_END = `
Examples:
  $ highwater list
  $ highwater run acks1-leader-kill-unreplicated
  $ highwater run acks1-leader-kill-unreplicated --control
  $ highwater serve acks1-leader-kill-unreplicated
  $ highwater hunt --era 0.10.2 --until-failure

RUN is the id of a scenario, a scenario file (.yaml, .yml, .json), a trace file
(.jsonl, .jsonl.gz) or a link (#/v1/run?…).

Exit status: 0 as expected; 1 an expectation is not met, or something is violated
that nobody expected; 2 inconclusive; 3 nondeterminism; 4 wrong usage or input;
5 an error of the simulator; 130 interrupted.`;

/**
 * The command line.
 * @param argv the arguments, without the names of the interpreter and of the program
 * @returns the exit status
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const session: Session = { io, status: EXIT_OK };
  try {
    await program(session).parseAsync([...argv], { from: "user" });
    return session.status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE;
    return tell(error, io);
  }
}

function program(session: Session): Command {
  const { stdout, stderr, env } = session.io;
  const root = new Command("highwater")
    .description(
      "A deterministic simulator of ZooKeeper-era Apache Kafka: run a failure or let it find one,\n" +
        "see what is lost and why, change one setting, and run it again.",
    )
    .version(VERSION_LINE, "-V, --version", "show the version and the engine")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show the help of a command")
    .addHelpText("after", HELP_END)
    .configureHelp({
      subcommandTerm: (command) =>
        [command.name(), ...command.registeredArguments.map(argumentTerm)].join(" "),
    })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(fitLocale(text, env)),
      writeErr: (text) => stderr.write(fitLocale(text, env)),
      getOutHelpWidth: () => 92,
      getErrHelpWidth: () => 92,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) => write(`highwater: ${oneLine(text)}\n`),
    });
  const commands = [
    runCommand,
    listCommand,
    verifyCommand,
    matrixCommand,
    eraCommand,
    huntCommand,
    shrinkCommand,
    explainCommand,
    reportCommand,
    replayCommand,
    describeCommand,
    serveCommand,
  ];
  for (const command of commands) {
    const added = command(session);
    settle(added, root);
    root.addCommand(added);
  }
  return root;
}

/** Gives a command, and those below it, what all have in common. */
function settle(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent).helpOption("-h, --help", "show this help");
  if (command.commands.length > 0) command.helpCommand(false);
  for (const below of command.commands) settle(below, command);
}

function argumentTerm(argument: Argument): string {
  const name = argument.name().toUpperCase() + (argument.variadic ? "…" : "");
  return argument.required ? name : `[${name}]`;
}

/** `error: unknown option '--sed'\n(Did you mean --seed?)` on one line. */
function oneLine(text: string): string {
  return text
    .trim()
    .replace(/^error: /, "")
    .replace(/\n\(Did you mean (.*)\?\)$/, "; did you mean $1?")
    .replaceAll("\n", " ");
}

function tell(error: unknown, io: Io): number {
  if (error instanceof UsageError) {
    for (const line of error.message.split("\n")) writeError(io, `highwater: ${line}`);
    return EXIT_USAGE;
  }
  if (error instanceof Error && error.name === "AbortError") {
    writeError(io, "highwater: interrupted");
    return EXIT_INTERRUPTED;
  }
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  writeError(io, "highwater: an error of the simulator itself; please report it with the command");
  writeError(io, `${VERSION_LINE}, Node ${process.version}\n${details}`);
  return EXIT_INTERNAL;
}
