import { main } from "../../cli/main.ts";
import { fakeIo } from "./fake-io.ts";

/** One command of a transcript: how it was typed, and what it wrote. */
interface Command {
  readonly typed: string;
  readonly output: string;
}

const PROMPT = "$ ";

/**
 * Runs the commands of a transcript one after another and writes it anew.
 *
 * A transcript is a text file: lines before the first `$ ` are a comment; each command is followed by
 * what it writes to standard output and standard error, and by `[exit N]` unless it ends with 0.
 * `TMP` stands for a folder that is empty at first; hashes and engines are masked.
 */
export async function replayTranscript(transcript: string, folder: string): Promise<string> {
  const { comment, commands } = parse(transcript);
  let written = comment;
  for (const { typed } of commands) written += `${PROMPT}${typed}\n${await run(typed, folder)}\n`;
  return written;
}

function parse(transcript: string): { comment: string; commands: readonly Command[] } {
  const [comment = "", ...parts] = `\n${transcript}`.split(`\n${PROMPT}`);
  const commands = parts.map((part): Command => {
    const [typed = "", ...output] = part.split("\n");
    return { typed, output: output.join("\n") };
  });
  return { comment: comment === "" ? "" : `${comment.slice(1)}\n`, commands };
}

async function run(typed: string, folder: string): Promise<string> {
  const words = shellWords(typed.replaceAll("TMP", folder));
  const program = words.indexOf("highwater");
  const env = Object.fromEntries(
    words.slice(0, program).map((word): [string, string] => {
      const equals = word.indexOf("=");
      return [word.slice(0, equals), word.slice(equals + 1)];
    }),
  );
  const io = fakeIo({ env });
  const status = await main(words.slice(program + 1), io);
  return masked(io.all(), folder) + (status === 0 ? "" : `[exit ${status}]\n`);
}

/** What differs between two engines or two machines, replaced by something of the same length. */
export function masked(text: string, folder: string): string {
  return text
    .replaceAll(folder, "TMP")
    .replace(/\b[0-9a-f]{16}\b/g, "hhhhhhhhhhhhhhhh")
    .replaceAll(__ENGINE_HASH__, "eeeeeeee");
}

/** Words separated by spaces; single quotes keep what is between them. */
function shellWords(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}
