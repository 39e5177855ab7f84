/**
 * Arguments of what is said of logs' lives (retention, compaction, deleted records) and of producers that
 * cannot know, send twice or out of order. Times are virtual microseconds.
 */
export interface RecordArguments {
  // A record went with the beginning of its log. All below `below` went.
  /** The newest record of the segment was so old. */
  "why.retentionByTime": {
    broker: number;
    below: number;
    ageMs: number;
    limitMs: number;
    timeUs: number;
  };
  "why.retentionBySize": {
    broker: number;
    below: number;
    sizeBytes: number;
    limitBytes: number;
    timeUs: number;
  };
  /** For a reason that nobody told. */
  "why.logStartMoved": { broker: number; below: number; timeUs: number };
  "why.recordsDeleted": { broker: number; below: number; timeUs: number };
  /** A consumer had come to `position` only. */
  /** Retention looked at no high watermark. */
  "why.notCommittedThen": { broker: number; highWatermark: number };
  "why.outran": { client: string; position: number };
  "why.compactedAway": { broker: number; timeUs: number };
  /** The later record of its key, which was not committed, was cut off after that. */
  "why.laterWasCut": { broker: number; offset: number };
  "class.retentionOutran": Record<never, never>;
  "class.recordsDeleted": Record<never, never>;
  "class.compactedWrongly": Record<never, never>;

  // What a producer cannot know, and what it never sent.
  /** `error`: what the application was told. */
  "why.toldError": { error: string; timeUs: number };
  "why.toldNothing": { client: string };
  "why.inLog": { offset: number };
  "why.notInLog": Record<never, never>;
  /** Its process ended. */
  "why.clientDown": { client: string; reason: string; timeUs: number };
  /** acks=0: a broker that refuses can only close the connection. */
  "why.hiddenError": Record<never, never>;
  "class.indefinite": Record<never, never>;
  "class.neverSent": Record<never, never>;

  // Duplicates and disorder.
  /** A batch went to a broker for the first time, the second… */
  "why.sent": { attempt: number; broker: number; timeUs: number };
  /** What made the producer send it again. */
  "why.attemptFailed": { attempt: number; error: string; timeUs: number };
  /** Another record, by its value, was written. */
  "why.otherAppended": { value: string; broker: number; offset: number; timeUs: number };
  "why.retryOvertaken": { attempts: number };
  /** `setting`: what makes brokers forget producers. */
  "class.producerForgotten": { setting: string; expirationMs: number };
  "class.lateRequest": Record<never, never>;

  // The story of a run.
  "story.retention": { partitions: string; below: number; setting: string };
  "story.logStartMoved": { partitions: string; below: number };
  "story.recordsDeleted": { partitions: string; below: number };
  "story.compacted": { partitions: string; broker: number; records: number };
  "story.outran": { client: string; partition: string; position: number; below: number };
  "story.unsent": { values: string };
}
