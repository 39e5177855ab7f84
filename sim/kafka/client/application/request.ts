import type { Micros } from "../../../kernel/time.ts";
import type { OffsetAndEpoch } from "../consumer/consumer-owner.ts";
import type { ConsumerLibrary } from "./consumer-library.ts";

/** What a person asks of an application that consumes; its thread does it when it has control. */
export type ApplicationRequest =
  | {
      readonly kind: "commit";
      /** Null: its positions. */
      readonly offsets: readonly OffsetAndEpoch[] | null;
      readonly mode: "sync" | "async";
    }
  | { readonly kind: "close"; readonly timeoutUs: Micros }
  | ConsumerCall;

/** A request for a call of the library that is done when it returns. */
type ConsumerCall =
  | { readonly kind: "seek"; readonly tp: number; readonly to: number | "beginning" | "end" }
  | { readonly kind: "pause" | "resume"; readonly partitions: readonly number[] }
  | { readonly kind: "subscribe"; readonly topics: readonly string[] };

/** Makes the call; for partitions that the consumer does not own it comes to nothing. */
export function carryOut(consumer: ConsumerLibrary, call: ConsumerCall): void {
  switch (call.kind) {
    case "seek":
      if (!consumer.isAssigned(call.tp)) return;
      if (call.to === "beginning") consumer.seekToBeginning(call.tp);
      else if (call.to === "end") consumer.seekToEnd(call.tp);
      else consumer.seek(call.tp, call.to);
      return;
    case "pause":
      consumer.pause(call.partitions.filter((tp) => consumer.isAssigned(tp)));
      return;
    case "resume":
      consumer.resume(call.partitions.filter((tp) => consumer.isAssigned(tp)));
      return;
    case "subscribe":
      if (call.topics.length > 0) consumer.subscribe(call.topics);
      else consumer.unsubscribe();
  }
}
