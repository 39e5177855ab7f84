import type { RecordArguments } from "../sim/check/told-records.ts";
import { ageOf, seconds, sizeOf } from "./format.ts";
import type { Messages } from "./messages.ts";

const UNITS = { day: " d", hour: " h", minute: " min", second: " s", millisecond: " ms" };

/** What retention, compaction and deletion take from logs, and what producers cannot know. */
export const checkRecordsEn: Messages<RecordArguments> = {
  "why.retentionByTime": ({ broker, below, ageMs, limitMs, timeUs }) =>
    `At ${seconds(timeUs)} broker ${broker} deleted everything below offset ${below}: the newest record in those segments was ${ageOf(ageMs, UNITS)} old, and retention.ms is ${ageOf(limitMs, UNITS)}.`,
  "why.retentionBySize": ({ broker, below, sizeBytes, limitBytes, timeUs }) =>
    `At ${seconds(timeUs)} broker ${broker} deleted everything below offset ${below}: the log had ${sizeOf(sizeBytes)}, and retention.bytes is ${sizeOf(limitBytes)}.`,
  "why.logStartMoved": ({ broker, below, timeUs }) =>
    `At ${seconds(timeUs)} the log on broker ${broker} was made to start at offset ${below}; everything below is gone.`,
  "why.recordsDeleted": ({ broker, below, timeUs }) =>
    `Somebody asked to delete the records below offset ${below}; broker ${broker}, the leader, did so at ${seconds(timeUs)}.`,
  "why.notCommittedThen": ({ broker, highWatermark }) =>
    `It was not committed then: the high watermark of broker ${broker} was ${highWatermark}. Nobody had read it, and nobody could any more.`,
  "why.outran": ({ client, position }) =>
    `${client} had not read it: it had come to offset ${position}.`,
  "why.compactedAway": ({ broker, timeUs }) =>
    `Compaction took it from the log of broker ${broker} at ${seconds(timeUs)}.`,
  "why.laterWasCut": ({ broker, offset }) =>
    `A later record had its key then, at offset ${offset} of broker ${broker}. It was not committed, and was cut off afterwards.`,
  "class.retentionOutran": () =>
    "Retention deleted it before it was read: retention waits for no consumer.",
  "class.recordsDeleted": () => "It was deleted on request (kafka-delete-records).",
  "class.compactedWrongly": () =>
    "No later record has its key: compaction must not take the last one.",

  "why.toldError": ({ error, timeUs }) =>
    `At ${seconds(timeUs)} the application was told ${error}.`,
  "why.toldNothing": ({ client }) => `The application of ${client} was told nothing.`,
  "why.inLog": ({ offset }) => `It is in the log, at offset ${offset}.`,
  "why.notInLog": () => "It is not in the log.",
  "why.clientDown": ({ client, reason, timeUs }) =>
    `${client} ${reason === "killed" ? "was killed" : reason} at ${seconds(timeUs)}.`,
  "why.hiddenError": () =>
    "With acks=0 a broker does not answer: whatever it says against a batch, the producer does not hear it.",
  "class.indefinite": () =>
    "The producer cannot know whether it was written: the error tells only that no answer came in time, or not from the right broker.",
  "class.neverSent": () =>
    "send() only puts a record into the producer's memory; until its callback, or flush(), nothing is promised.",

  "why.sent": ({ attempt, broker, timeUs }) =>
    attempt === 1
      ? `It was sent to broker ${broker} at ${seconds(timeUs)}.`
      : `Attempt ${attempt} was sent to broker ${broker} at ${seconds(timeUs)}.`,
  "why.attemptFailed": ({ attempt, error, timeUs }) =>
    `The producer took attempt ${attempt} for failed at ${seconds(timeUs)} (${error}).`,
  "why.otherAppended": ({ value, broker, offset, timeUs }) =>
    `Broker ${broker} appended ${value} at offset ${offset}, at ${seconds(timeUs)}.`,
  "why.retryOvertaken": ({ attempts }) =>
    `Its batch was sent ${attempts} times; later batches were written between its attempts.`,
  "class.producerForgotten": ({ setting, expirationMs }) =>
    `The broker had forgotten the producer, which had written nothing for ${ageOf(expirationMs, UNITS)} (${setting}), and so could not tell a retry from a new batch.`,
  "class.lateRequest": () =>
    "The producer had given it up; its request was carried out later all the same.",

  "story.retention": ({ partitions, below, setting }) =>
    `${partitions}: retention deletes everything below offset ${below} (${setting}).`,
  "story.logStartMoved": ({ partitions, below }) =>
    `${partitions}: the log starts at offset ${below} now.`,
  "story.recordsDeleted": ({ partitions, below }) =>
    `${partitions}: the records below offset ${below} are deleted on request.`,
  "story.compacted": ({ partitions, broker, records }) =>
    `${partitions}: compaction takes ${records} ${records === 1 ? "record" : "records"} from the log of broker ${broker}.`,
  "story.outran": ({ client, partition, position, below }) =>
    `${client} had come to offset ${position} of ${partition}, which starts at ${below} now: what it had not fetched yet is gone.`,
  "story.unsent": ({ values }) => `Never sent, and nobody was told: ${values}.`,
};
