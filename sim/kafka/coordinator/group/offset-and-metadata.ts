/** What a group commits of a partition (`OffsetAndMetadata`). */
export interface OffsetAndMetadata {
  /** The offset of the next record to be read. */
  readonly offset: number;
  /** Of the record before; -1: not known. */
  readonly leaderEpoch: number;
  readonly metadata: string;
  /** Wall clock of the coordinator that took the commit, or what the client said. */
  readonly commitTimestampMs: number;
  /** When it expires, where the commit asked for that; -1: as the settings say. */
  readonly expireTimestampMs: number;
}

/** With where in the log of `__consumer_offsets` it is (`CommitRecordMetadataAndOffset`). */
export interface CommittedOffset extends OffsetAndMetadata {
  /** Base offset of the batch of its record; -1: not there yet. */
  readonly appendedBatchOffset: number;
}

export const NO_EXPIRE_TIMESTAMP = -1;
/** `OffsetAndMetadata.NoMetadata`. */
export const NO_METADATA = "";

/** Why an offset changed, as `FACT_GROUP_OFFSET` says. */
export type OffsetCause = "committed" | "loaded" | "expired" | "deleted";
