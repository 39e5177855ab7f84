import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { MessageChannel } from "node:worker_threads";
import type { Failure } from "../../sim/explore/hunt/report.ts";
import type { BatchJob, BatchReport } from "../../sim/explore/hunt/run-batch.ts";
import { InputError } from "../../sim/index.ts";
import type { Io } from "../io.ts";
import { type Answer, type FinishJob, finishing, type Task, work } from "./work.ts";

/** Whoever runs what a search hands out. */
export interface Crew {
  /** How many pieces are worked on at the same time. */
  readonly size: number;
  /** @throws InputError as the work itself does */
  batch(job: BatchJob): Promise<BatchReport>;
  /**
   * Shrinks and explains. `onTries` hears how many runs that took so far.
   * @returns null when the signal came before it was done
   */
  finish(
    job: FinishJob,
    signal: AbortSignal,
    onTries: (tries: number) => void,
  ): Promise<Failure | null>;
  /** Ends it, and what it still works on. */
  close(): Promise<void>;
}

/** So many threads; this one itself when one is enough, or when there is no file that threads could run. */
export async function crewOf(io: Io, workers: number): Promise<Crew> {
  return workers > 1 && io.workerFile !== null ? threads(io.workerFile, workers) : HERE;
}

/** Everything in this thread; in between a signal is noticed. */
const HERE: Crew = {
  size: 1,
  async batch(job) {
    await setImmediate();
    return answered(work({ kind: "batch", job })) as BatchReport;
  },
  async finish(job, signal, onTries) {
    const steps = finishing(job);
    while (!signal.aborted) {
      const step = steps.next();
      if (step.done === true) return step.value;
      onTries(step.value.tries);
      await setImmediate();
    }
    return null;
  },
  async close() {},
};

async function threads(file: string, size: number): Promise<Crew> {
  // Loaded when it is needed: other commands start sooner.
  const { Tinypool } = await import("tinypool");
  const pool = new Tinypool({
    filename: pathToFileURL(file).href,
    minThreads: size,
    maxThreads: size,
    trackUnmanagedFds: false,
  });
  return {
    size,
    async batch(job) {
      const task: Task = { kind: "batch", job };
      return answered((await pool.run(task)) as Answer<BatchReport>);
    },
    async finish(job, signal, onTries) {
      if (signal.aborted) return null;
      const { port1, port2 } = new MessageChannel();
      port1.on("message", onTries);
      const task: Task = { kind: "finish", job, port: port2 };
      try {
        const answer = await pool.run(task, { signal, transferList: [port2] });
        return answered(answer as Answer<Failure>);
      } catch (error) {
        if (signal.aborted) return null;
        throw error;
      } finally {
        port1.close();
      }
    },
    close: () => pool.destroy(),
  };
}

function answered<T>(answer: Answer<T>): T {
  if ("problems" in answer) throw new InputError(answer.problems);
  return answer.answer;
}
