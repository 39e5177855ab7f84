import type { ErrorCode } from "../../errors.ts";
import type { ConsumerRecords } from "./consumer-records.ts";

/** An offset to commit, or that is committed (`OffsetAndMetadata`). */
export interface OffsetAndEpoch {
  /** An id of `TopicPartitions`. */
  readonly tp: number;
  /** The next offset to read. */
  readonly offset: number;
  /** Epoch of the last record before it; -1 is unknown. */
  readonly leaderEpoch: number;
}

/**
 * What an application does when its assignment changes (`ConsumerRebalanceListener`), within a poll.
 * Each answers true when it is through; false when it needs time: then the application calls
 * `KafkaConsumer.callbackDone`, and may commit before.
 */
export interface RebalanceListener {
  onPartitionsRevoked(partitions: readonly number[]): boolean;
  onPartitionsAssigned(partitions: readonly number[]): boolean;
  /** They are somebody else's already, and what they had cannot be committed (KIP-429). */
  onPartitionsLost(partitions: readonly number[]): boolean;
}

/** An application with a `KafkaConsumer`; what it is told belongs to the event that is executed. */
export interface KafkaConsumerOwner extends RebalanceListener {
  /** `poll` returned; the thread is the application's until it polls again, now or later. */
  onRecords(records: ConsumerRecords): void;
  /**
   * `poll` threw; the thread is the application's. `tp` is the partition it is about, -1 for none. The
   * same comes again if it polls again and nothing changed.
   */
  onPollFailed(error: ErrorCode, tp: number): void;
  /** `commitSync` returned, or threw that error; the thread is the application's. */
  onCommitSync(offsets: readonly OffsetAndEpoch[], error: ErrorCode): void;
  /** The callback of a `commitAsync`, within a later call. The thread is not the application's yet. */
  onCommitAsync(offsets: readonly OffsetAndEpoch[], error: ErrorCode): void;
  /** `close` returned: its connections are closed, and nothing more comes. */
  onClosed(): void;
}
