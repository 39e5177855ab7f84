import type { Operation, Reply } from "../../../zookeeper/types.ts";
import type { TopicError } from "./topic-validation.ts";

/** What this broker's metadata must show before a request is answered. */
export type Awaited =
  | { readonly what: "leaders"; readonly tps: readonly number[] }
  | { readonly what: "gone"; readonly topic: string };

/** How it goes on with one topic of a request. */
export type TopicAnswer<Work> =
  /** `next` is done with the replies to these operations. */
  | { readonly outcome: "ask"; readonly operations: readonly Operation[]; readonly next: Work }
  | { readonly outcome: "failed"; readonly error: TopicError }
  | { readonly outcome: "written"; readonly awaited: Awaited };

/** Does for one topic what requests of a kind ask for. */
export interface TopicRequestKind<Work> {
  /** Does one step with the replies to what was asked before it; none at the beginning. */
  proceed(work: Work, replies: readonly Reply[]): TopicAnswer<Work>;
}

export function failed(error: TopicError): {
  readonly outcome: "failed";
  readonly error: TopicError;
} {
  return { outcome: "failed", error };
}
