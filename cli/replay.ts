import { ENGINE } from "../sim/index.ts";
import { present } from "../sim/kernel/assert.ts";
import { firstDifference } from "../sim/trace/compare.ts";
import type { Trace } from "../sim/trace/trace.ts";
import type { CliText } from "../text/cli.ts";
import { execute } from "./execute.ts";
import { EXIT_NONDETERMINISM, EXIT_OK, EXIT_UNMET } from "./exit-status.ts";
import type { RunRequest } from "./input.ts";
import type { Io } from "./io.ts";
import { writeLines } from "./output.ts";
import { renderDifference, renderInputs } from "./render/difference.ts";
import { grouped } from "./render/numbers.ts";
import { marked } from "./render/sections.ts";
import type { Style } from "./render/style.ts";
import { readTrace } from "./trace-input.ts";

export interface Words {
  readonly text: CliText;
  readonly style: Style;
}

/**
 * Runs twice and compares both runs, then the first with what the trace file or the link tells.
 * @returns the exit status
 */
export async function replayRun(request: RunRequest, words: Words, io: Io): Promise<number> {
  const { replay } = words.text;
  const recorded = request.traceFile === null ? null : (await readTrace(request.traceFile)).trace;
  const first = traceOf(request, io);
  const second = traceOf(request, io);
  if (first.hash !== second.hash) {
    const found = { x: first, y: second, event: firstDifference(first, second) ?? 0 };
    say("✗", replay.nondeterministic(found.event), words, io);
    const labels = { x: replay.first, y: replay.second };
    writeLines(io, renderDifference(found, labels, words.text, words.style));
    return EXIT_NONDETERMINISM;
  }
  const told =
    recorded === null ? differsFromLink(request, first) : firstDifference(recorded, first);
  if (told === null) {
    const sentence = recorded === null ? replay.sameTwice : replay.same;
    say("✓", sentence(grouped(first.length), first.hash), words, io);
    return EXIT_OK;
  }
  const other = request.engine !== null && request.engine !== ENGINE;
  if (other) say("!", replay.otherEngine(request.engine ?? "", ENGINE), words, io);
  if (recorded === null) say("✗", replay.linkDiffers(told), words, io);
  else {
    say("✗", replay.differs(told), words, io);
    const found = { x: recorded, y: first, event: told };
    const labels = { x: replay.recorded, y: replay.now };
    writeLines(io, renderDifference(found, labels, words.text, words.style));
  }
  // The engine's hash stands for its behaviour: with the same one, the same inputs must give the same.
  return other ? EXIT_UNMET : EXIT_NONDETERMINISM;
}

/**
 * Finds the first event at which two runs part; of a trace file the events it holds are compared.
 * @returns the exit status: 1 when they differ
 */
export async function diffRuns(
  x: RunRequest,
  y: RunRequest,
  words: Words,
  io: Io,
): Promise<number> {
  const { replay } = words.text;
  const [ofX, ofY] = [await tracePresent(x, io), await tracePresent(y, io)];
  const event = firstDifference(ofX, ofY);
  if (event === null) {
    say("✓", replay.sameTwice(grouped(ofX.length), ofX.hash), words, io);
    return EXIT_OK;
  }
  say("✗", replay.parts(event), words, io);
  const found = { x: ofX, y: ofY, event };
  const labels = { x: replay.first, y: replay.second };
  writeLines(io, renderDifference(found, labels, words.text, words.style));
  writeLines(io, renderInputs(x.input, y.input, words.text, words.style));
  return EXIT_UNMET;
}

async function tracePresent(request: RunRequest, io: Io): Promise<Trace> {
  if (request.traceFile === null) return traceOf(request, io);
  return (await readTrace(request.traceFile)).trace;
}

function traceOf({ input }: RunRequest, io: Io): Trace {
  const { recorder } = execute(input, "full", io, input.scenario.id);
  return present(recorder, "a run that is compared was recorded").trace;
}

/** The event of a link when the hash it tells for that is another one; null when nothing differs. */
function differsFromLink({ view }: RunRequest, trace: Trace): number | null {
  if (view === null || view.event === null || view.prefixHash === null) return null;
  const { event, prefixHash } = view;
  if (event >= trace.length) return event;
  return trace.prefixHash(event + 1).startsWith(prefixHash) ? null : event;
}

function say(mark: "✓" | "✗" | "!", sentence: string, { style }: Words, io: Io): void {
  const paint = { "✓": style.good, "✗": style.bad, "!": style.warn }[mark];
  writeLines(io, marked(paint(mark), sentence, style, 0));
}
