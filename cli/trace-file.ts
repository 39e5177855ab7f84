import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Run, RunInput } from "../sim/index.ts";
import { ENGINE, VERSION } from "../sim/index.ts";
import { present } from "../sim/kernel/assert.ts";
import type { Json } from "../sim/trace/fact-json.ts";
import type { TraceMeta } from "../sim/trace/jsonl-format.ts";
import { traceText } from "../sim/trace/jsonl-writer.ts";
import { writeFileAtomically } from "./atomic-file.ts";
import { fileError, UsageError } from "./errors.ts";

/** Finds out before a long run that its trace could not be written afterwards. */
export async function checkTracePath(path: string): Promise<void> {
  if (!/\.jsonl(\.gz)?$/i.test(path)) {
    throw new UsageError(`${path}: the name of a trace file ends in .jsonl or .jsonl.gz`);
  }
  if (await isFolder(path)) throw new UsageError(`${path}: this is a folder, not a file`);
  const folder = dirname(path);
  if (!(await isFolder(folder))) throw new UsageError(`${path}: there is no folder ${folder}`);
}

/** Writes the trace of a run that was executed with `trace: "full"`. */
export async function writeTrace(path: string, run: Run, signal: AbortSignal): Promise<void> {
  const { trace } = present(run.recorder, "a run whose trace is written was recorded");
  await writeFileAtomically(path, traceText(trace, metaOf(run.input)), signal);
}

function metaOf(input: RunInput): TraceMeta {
  const { control, seed, era, settings, overrides } = input;
  return {
    highwater: VERSION,
    engine: ENGINE,
    // A scenario is JSON by its definition; its type does not say so.
    scenario: input.scenario as unknown as Json,
    control,
    seed,
    era,
    settings,
    overrides,
  };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    const explained = fileError(path, error);
    if (explained instanceof UsageError) return false;
    throw explained;
  }
}
