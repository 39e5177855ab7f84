import type { Micros } from "../../../kernel/time.ts";
import type { RecordData } from "../../record/record-batch.ts";

/**
 * Holds records back until they are due. It stands for an application that, of the records that a poll
 * returned, seeks back to the first that is not due and pauses its partition (`KafkaConsumer.pause`) until
 * it is: the poll does not return that record yet, nor what comes after it, and polls of other partitions
 * go on.
 */
export interface RecordGate {
  /** When the first of the records that are held is due, on the monotonic clock; Infinity: none is held. */
  readonly nextDueAtUs: Micros;
  /** A poll begins to look for records. */
  begin(): void;
  /** Whether a record is not to be returned yet. */
  holds(record: RecordData): boolean;
}
