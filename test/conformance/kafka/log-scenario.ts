import type { Partition } from "../../../sim/kafka/broker/partition.ts";
import type { Log } from "../../../sim/kafka/log/log.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { Brokers } from "./support/brokers.ts";
import { check, type Fields } from "./support/fields.ts";
import { listOffsets } from "./support/list-offsets.ts";
import { appendEpochs, batchOf, values } from "./support/records.ts";
import { leadPartition } from "./support/roles.ts";
import { runSteps } from "./support/steps.ts";
import type { KafkaVector } from "./support/vector.ts";

const LOCAL = 0;
/** Of a batch of one record, as the vectors write them. */
const BATCH_BYTES = batchOf(values(1)).sizeBytes;

/** `logScenario`: appends and truncations of one log, its offsets and its leader epochs. */
export function runLogScenario({ era, input, previous }: KafkaVector): void {
  const brokers = new Brokers({ era, ids: [LOCAL] });
  runSteps(input, (op, step) => {
    if (op === "note") setUp(brokers, step.text("text"), noteIn(previous));
    else runStep(brokers, op, step);
  });
}

function runStep(brokers: Brokers, op: string, step: Fields): void {
  const log = brokers.log(LOCAL);
  const partition = brokers.partition(LOCAL);
  switch (op) {
    case "appendAsFollower":
      brokers.act(() => appendAsFollower(partition, step));
      return;
    case "appendAsLeader":
      appendEpochs(log, [[step.number("leaderEpoch", 0), step.number("count")]]);
      return;
    case "maybeIncrementLogStartOffset":
      brokers.act(() => log.maybeIncrementLogStartOffset(step.number("offset")));
      return;
    case "assignEpoch":
      log.leaderEpochCache.assign(step.number("epoch"), step.number("startOffset"));
      return;
    case "truncateTo":
      brokers.act(() => partition.truncateTo(step.number("offset"), "a vector says so"));
      return;
    case "truncateFullyAndStartAt":
      brokers.act(() =>
        partition.truncateFullyAndStartAt(step.number("offset"), "a vector says so"),
      );
      return;
    case "updateHighWatermark":
      brokers.act(() => log.updateHighWatermark(step.number("offset")));
      return;
    case "listOffsets":
      listOffsets(brokers, LOCAL, step);
      return;
    case "expect":
      expect(log, step);
      return;
    default:
      throw new Error("no such operation is known");
  }
}

function appendAsFollower(partition: Partition, step: Fields): void {
  const batch = batchOf(values(step.number("count")));
  const stored = batch.stored(step.number("baseOffset"), step.number("leaderEpoch", 0));
  let error: string | null = null;
  try {
    partition.appendRecordsToFollower([stored]);
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    error = thrown.name.replace(/Error$/, "Exception");
  }
  check("the error", step.textOrNull("expectError"), error);
}

function expect(log: Log, step: Fields): void {
  const entries = log.leaderEpochCache.entries.map(({ epoch, startOffset }) => [
    epoch,
    startOffset,
  ]);
  if (step.has("leo")) check("leo", step.number("leo"), log.logEndOffset);
  if (step.has("hw")) check("hw", step.number("hw"), log.highWatermark);
  if (step.has("logStart")) check("logStart", step.number("logStart"), log.logStartOffset);
  if (step.has("epochEntries")) check("epochEntries", step.tuples("epochEntries"), entries);
  if (step.has("epochEntryCount")) {
    check("epochEntryCount", step.number("epochEntryCount"), entries.length);
  }
  if (step.has("latestEpochEntry")) {
    check("latestEpochEntry", step.raw("latestEpochEntry"), entries.at(-1) ?? null);
  }
}

/** Does what a note says was done before the steps. */
function setUp(brokers: Brokers, note: string, noteBefore: string): void {
  const transaction = TRANSACTION.exec(note);
  if (transaction !== null) {
    const isr = (transaction[1] ?? "").split(",").map(Number);
    leadPartition(brokers, LOCAL, { leaderEpoch: 0, replicas: isr });
    const producer = { id: 1, epoch: 0, sequence: 0 };
    const options = { producer, isTransactional: true };
    const batch = batchOf(values(Number(transaction[2])), options);
    brokers.act(() => brokers.log(LOCAL).appendAsLeader(batch, 0, "client"));
    return;
  }
  const size = SIZE.exec(note.startsWith("as above") ? noteBefore : note);
  const cache = [...note.matchAll(/\((\d+),(\d+)\)/g)].map(([, epoch, offset]) => ({
    epoch: Number(epoch),
    startOffset: Number(offset),
  }));
  const deletesFirst = /delete (first segment|segment 0\.\.)/.test(note);
  if (size === null || cache.length === 0 || !deletesFirst) {
    throw new Error(`nobody can set up: ${note}`);
  }
  const segmentBytes = Number(size[2]) * BATCH_BYTES;
  const partition = brokers.partition(LOCAL);
  brokers.act(() => {
    const log = partition.createLogIfNotExists({ "segment.bytes": `${segmentBytes}` });
    for (let i = 0; i < Number(size[1]); i++) appendEpochs(log, [[0, 1]]);
    for (const { epoch, startOffset } of cache) log.leaderEpochCache.assign(epoch, startOffset);
    log.updateHighWatermark(log.logEndOffset);
    // A deleted segment takes the log start offset to the next one.
    const next = present(log.segments.all[1], "there is more than one segment");
    check("the log start offset may rise", true, log.maybeIncrementLogStartOffset(next.baseOffset));
  });
}

/** Nobody fetches after it. */
const TRANSACTION =
  /^leader with isr \[([\d,]+)\]; append (\d+) transactional records, no follower fetch$/;
const SIZE = /(\d+) records, (\d+) per segment/;

/** What the notes of a vector say. */
function noteIn(vector: unknown): string {
  const steps = (vector as { readonly input?: { readonly steps?: unknown } } | null)?.input?.steps;
  if (!Array.isArray(steps)) return "";
  return steps.map(({ text }: { readonly text?: unknown }) => text ?? "").join(" ");
}
