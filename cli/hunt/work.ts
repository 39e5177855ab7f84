import type { MessagePort } from "node:worker_threads";
import { type FinishProgress, finish } from "../../sim/explore/hunt/finish.ts";
import type { HuntPlan } from "../../sim/explore/hunt/plan.ts";
import type { Failure } from "../../sim/explore/hunt/report.ts";
import { type BatchJob, type BatchReport, runBatch } from "../../sim/explore/hunt/run-batch.ts";
import type { Found } from "../../sim/explore/hunt/tally.ts";
import { InputError, type Problem } from "../../sim/index.ts";
import type { Language } from "../../text/messages.ts";
import { speechOf } from "./speech.ts";

/** To shrink and to explain one way to fail. */
export interface FinishJob {
  readonly plan: HuntPlan;
  readonly found: Found;
  readonly language: Language;
  readonly shrink: boolean;
  readonly maxShrinkRuns: number;
}

/** What a thread is asked for. Plain data, and where it tells how far it is. */
export type Task =
  | { readonly kind: "batch"; readonly job: BatchJob }
  | { readonly kind: "finish"; readonly job: FinishJob; readonly port: MessagePort };

/** What it answers. An error of the input does not survive the way between threads; its problems do. */
export type Answer<T> = { readonly answer: T } | { readonly problems: readonly Problem[] };

/** Does one piece of work in a thread. */
export function work(task: Task): Answer<BatchReport | Failure> {
  try {
    if (task.kind === "batch") return { answer: runBatch(task.job) };
    const steps = finishing(task.job);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return { answer: step.value };
      task.port.postMessage(step.value.tries);
    }
  } catch (error) {
    if (error instanceof InputError) return { problems: error.problems };
    throw error;
  } finally {
    if (task.kind === "finish") task.port.close();
  }
}

/** Shrinks and explains one way to fail, one run after another. */
export function* finishing(job: FinishJob): Generator<FinishProgress, Failure> {
  const { plan, found, language, shrink, maxShrinkRuns } = job;
  const options = { speech: speechOf(language), shrink, maxShrinkRuns };
  const [failure] = yield* finish(plan, [found], options);
  if (failure === undefined) throw new Error("what is found has an entry in the report");
  return failure;
}
