import type { Hunt } from "../../sim/explore/hunt/hunt.ts";
import type { Crew } from "./crew.ts";

/** When a search ends before its seeds do. */
export interface Bounds {
  /** In milliseconds of `now`; null: never. */
  readonly deadlineMs: number | null;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Pieces of work that are handed out to each worker: one that it does, and one that waits for it. */
const JOBS_PER_WORKER = 2;

/** Runs what a search hands out until it is done, out of time or interrupted. */
export async function search(
  hunt: Hunt,
  crew: Crew,
  { deadlineMs, now, signal }: Bounds,
  onProgress: () => void,
): Promise<void> {
  const most = crew.size === 1 ? 1 : crew.size * JOBS_PER_WORKER;
  const running = new Set<Promise<void>>();
  const handOut = (): boolean => {
    const job = hunt.nextJob();
    if (job === null) return false;
    const done = crew.batch({ plan: job.plan, candidates: job.candidates }).then(({ outcomes }) => {
      running.delete(done);
      // With a failure found, what comes of higher seeds no longer matters.
      if (hunt.done) return;
      hunt.absorb(job, outcomes);
      onProgress();
    });
    running.add(done);
    return true;
  };
  while (!hunt.done) {
    if (signal.aborted || (deadlineMs !== null && now() >= deadlineMs)) hunt.stop();
    while (running.size < most && handOut());
    if (running.size === 0) return;
    await Promise.race(running);
  }
}
