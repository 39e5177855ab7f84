import type { TraceMode } from "../sim/index.ts";
import { createRun, DEFAULT_LIMITS, type Run, type RunInput } from "../sim/index.ts";
import type { Io } from "./io.ts";
import { Progress } from "./progress.ts";

/** Events between two looks at the clock. */
const SLICE_EVENTS = 20_000;

/** Executes a run to its end; long ones tell how far they are. `label` says which one it is. */
export function execute(input: RunInput, trace: TraceMode, io: Io, label: string): Run {
  const run = createRun(input, { trace, limits: DEFAULT_LIMITS });
  const progress = new Progress(io);
  while (run.advance(SLICE_EVENTS)) {
    progress.update(() => {
      const { events, now } = run.sim;
      return `${label}: ${events} events, ${(now / 1e6).toFixed(1)} s of virtual time`;
    });
  }
  progress.done();
  return run;
}
