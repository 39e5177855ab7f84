import type { RecordData } from "../../record/record-batch.ts";

/**
 * The records that a poll returned (`ConsumerRecords`), as parallel columns, in the order in which the
 * application meets them. They are valid until the application polls again.
 */
export class ConsumerRecords {
  /** How many there are; what the columns hold beyond that is of earlier polls. */
  count = 0;
  /** Ids of `TopicPartitions`. */
  readonly tps: number[] = [];
  readonly offsets: number[] = [];
  /** Epochs of the leaders that appended them; -1 is unknown. */
  readonly leaderEpochs: number[] = [];
  readonly records: RecordData[] = [];

  add(tp: number, offset: number, leaderEpoch: number, record: RecordData): void {
    const at = this.count++;
    this.tps[at] = tp;
    this.offsets[at] = offset;
    this.leaderEpochs[at] = leaderEpoch;
    this.records[at] = record;
  }
}
