import { ENGINE } from "../../sim/explore/engine.ts";
import { NO_CHOICES, type RunView, type RunWarning } from "../model/run-view.ts";
import { OpenRun } from "./open-run.ts";
import { outcomeOfTrace } from "./outcome.ts";
import type { Pace } from "./pace.ts";
import { readTrace } from "./read-trace.ts";
import { runView } from "./run-view-of.ts";

/** Opens a trace file. @returns null when the page wants something else meanwhile */
export async function openTrace(
  name: string,
  bytes: ArrayBuffer,
  pace: Pace,
): Promise<{ readonly run: OpenRun; readonly view: RunView } | null> {
  const read = await readTrace(bytes, pace);
  if (read === null) return null;
  const run = new OpenRun(read.trace, read.meta);
  const warnings: RunWarning[] = [];
  if (read.stateMismatch !== null) warnings.push({ code: "fold", events: read.stateMismatch });
  if (read.meta.engine !== ENGINE) {
    warnings.push({ code: "engine", made: read.meta.engine, here: ENGINE });
  }
  return {
    run,
    view: runView(
      run,
      { kind: "trace", name },
      NO_CHOICES,
      outcomeOfTrace(read.trace, read.meta),
      warnings,
    ),
  };
}
