import {
  STEP_COMMIT,
  STEP_PAUSE_PARTITIONS,
  STEP_PROCESSING,
  STEP_RESUME_PARTITIONS,
  STEP_SEEK,
  STEP_SUBSCRIBE,
} from "../faults/kinds.ts";
import type { ConsumerApplication } from "../kafka/client/application/consumer-application.ts";
import { present } from "../kernel/assert.ts";
import type { Micros } from "../kernel/time.ts";
import { durationMicros } from "./duration.ts";
import type { Step, StepAction } from "./types.ts";

/** The steps in which the application of a consumer is told to do something. */
export type ConsumerStep = Extract<
  StepAction,
  | { readonly commit: unknown }
  | { readonly seek: unknown }
  | { readonly pausePartitions: unknown }
  | { readonly resumePartitions: unknown }
  | { readonly subscribe: unknown }
  | { readonly processing: unknown }
>;

/** What an application is told. */
export type ConsumerCall =
  | {
      readonly call: "commit";
      readonly client: string;
      /** null: its positions. */
      readonly offsets: Readonly<Record<string, number>> | null;
      readonly mode: "sync" | "async";
    }
  | {
      readonly call: "seek";
      readonly client: string;
      readonly partition: string;
      readonly to: number | "beginning" | "end";
    }
  | {
      readonly call: "pausePartitions" | "resumePartitions";
      readonly client: string;
      readonly partitions: readonly string[];
    }
  | { readonly call: "subscribe"; readonly client: string; readonly topics: readonly string[] }
  | { readonly call: "processing"; readonly client: string; readonly takesUs: Micros };

const CONSUMER_STEPS: readonly string[] = [
  "commit",
  "seek",
  "pausePartitions",
  "resumePartitions",
  "subscribe",
  "processing",
];

export function isConsumerStep(step: Step): step is Extract<Step, ConsumerStep> {
  return CONSUMER_STEPS.some((key) => key in step);
}

/** What a step tells an application. Call it with a step that was checked. */
export function consumerCallOf(step: ConsumerStep): ConsumerCall {
  if ("commit" in step) {
    const { client, offsets, mode } = step.commit;
    return { call: "commit", client, offsets: offsets ?? null, mode: mode ?? "sync" };
  }
  if ("seek" in step) return { call: "seek", ...step.seek };
  if ("pausePartitions" in step) return { call: "pausePartitions", ...step.pausePartitions };
  if ("resumePartitions" in step) return { call: "resumePartitions", ...step.resumePartitions };
  if ("subscribe" in step) return { call: "subscribe", ...step.subscribe };
  const { client, takes } = step.processing;
  return { call: "processing", client, takesUs: present(durationMicros(takes), "it was checked") };
}

/** The kind of event that it is. */
export function stepKindOfCall({ call }: ConsumerCall): number {
  switch (call) {
    case "commit":
      return STEP_COMMIT;
    case "seek":
      return STEP_SEEK;
    case "pausePartitions":
      return STEP_PAUSE_PARTITIONS;
    case "resumePartitions":
      return STEP_RESUME_PARTITIONS;
    case "subscribe":
      return STEP_SUBSCRIBE;
    case "processing":
      return STEP_PROCESSING;
  }
}

export function callApplication(application: ConsumerApplication, call: ConsumerCall): void {
  switch (call.call) {
    case "commit":
      application.commit(call.offsets, call.mode);
      break;
    case "seek":
      application.seek(call.partition, call.to);
      break;
    case "pausePartitions":
      application.pausePartitions(call.partitions);
      break;
    case "resumePartitions":
      application.resumePartitions(call.partitions);
      break;
    case "subscribe":
      application.subscribe(call.topics);
      break;
    case "processing":
      application.setProcessing(call.takesUs);
      break;
  }
}
