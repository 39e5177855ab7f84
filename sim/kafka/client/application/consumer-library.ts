import type { Micros } from "../../../kernel/time.ts";
import type { OffsetAndEpoch } from "../consumer/consumer-owner.ts";
import type { Generation } from "../consumer/group-membership.ts";

/**
 * What an application calls of a `KafkaConsumer`. `poll`, `commitSync` and `close` take the thread into
 * the library; they return before they are done, and what comes of them is told to the owner, now or in a
 * later event. While the thread is in none of them the library does what its background thread does, and
 * no more.
 */
export interface ConsumerLibrary {
  /** What it takes itself for in its group. */
  readonly generation: Generation;
  subscribe(topics: readonly string[]): void;
  unsubscribe(): void;
  /** @param partitions ids of `TopicPartitions` */
  assign(partitions: readonly number[]): void;
  /** The thread is in `poll` until there are records (or an error): empty polls are repeated. */
  poll(): void;
  /** The thread that is in `poll` is the application's again, as after `wakeup`. */
  wakeup(): void;
  /** @param offsets null: its positions */
  commitSync(offsets: readonly OffsetAndEpoch[] | null): void;
  commitAsync(offsets: readonly OffsetAndEpoch[] | null): void;
  /** A `RebalanceListener` that answered false is through. */
  callbackDone(): void;
  /** Whether it takes itself for the owner of that partition. */
  isAssigned(tp: number): boolean;
  seek(tp: number, offset: number): void;
  seekToBeginning(tp: number): void;
  seekToEnd(tp: number): void;
  pause(partitions: readonly number[]): void;
  resume(partitions: readonly number[]): void;
  /** Commits if it commits by itself, and leaves its group. */
  close(timeoutUs: Micros): void;
  onTimer(handler: number): void;
  /** The process ends: connections are closed, nothing more is sent. */
  abandon(): void;
}
