import { Errors } from "../../../sim/kafka/errors.ts";
import type { Log } from "../../../sim/kafka/log/log.ts";
import type { LogAppendInfo } from "../../../sim/kafka/log/log-append-info.ts";
import type { RecordBatch } from "../../../sim/kafka/record/record-batch.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { Brokers } from "./support/brokers.ts";
import { check, type Fields } from "./support/fields.ts";
import { batchOf, values } from "./support/records.ts";
import { runSteps } from "./support/steps.ts";
import { errorCode, type KafkaVector } from "./support/vector.ts";

const LOCAL = 0;
const LEADER_EPOCH = 0;

/** `producerState`: what a log remembers of an idempotent producer, and which batches it takes. */
export function runProducerState({ era, input }: KafkaVector): void {
  const brokers = new Brokers({ era, ids: [LOCAL] });
  const log = brokers.log(LOCAL);
  const producerId = input.number("producerId");
  runSteps(input, (op, step) => brokers.act(() => runStep(log, producerId, op, step)));
}

function runStep(log: Log, producerId: number, op: string, step: Fields): void {
  switch (op) {
    case "append":
      fillUpTo(log, step.number("offset"));
      append(log, step, batch(producerId, step));
      return;
    case "logAppend":
      logAppend(log, step, batch(producerId, step));
      return;
    case "expectLastEntry":
      expectLastEntry(log, producerId, step);
      return;
    default:
      throw new Error(`no operation ${op} is known`);
  }
}

function batch(id: number, step: Fields): RecordBatch {
  const epoch = step.number("producerEpoch");
  const sequence = step.number("firstSeq");
  const isTransactional = step.boolean("txn", false);
  const producer = { id, epoch, sequence };
  return batchOf(values(step.number("count", 1)), { producer, isTransactional });
}

/** Somebody else wrote what lies between. */
function fillUpTo(log: Log, offset: number): void {
  const missing = offset - log.logEndOffset;
  if (missing <= 0) return;
  log.appendAsLeader(batchOf(values(missing)), LEADER_EPOCH, "client");
}

/** What the producer state alone says of a batch: a repeated one is out of order there. */
function append(log: Log, step: Fields, sent: RecordBatch): void {
  if (step.text("origin", "client") === "replication") {
    log.appendAsFollower([sent.stored(log.logEndOffset, LEADER_EPOCH)]);
    return;
  }
  const expectedError = errorCode(step.text("expectError", "NONE"));
  check("the error", expectedError, log.producerState.validate(sent, "client"));
  if (expectedError !== Errors.NONE) return;
  const info = log.appendAsLeader(sent, LEADER_EPOCH, "client");
  check("the error of the append", Errors.NONE, info.error);
}

/** What the log does with a batch. */
function logAppend(log: Log, step: Fields, sent: RecordBatch): void {
  const expectedError = errorCode(step.text("expectError", "NONE"));
  const info = log.appendAsLeader(sent, LEADER_EPOCH, "client");
  check("the error", expectedError, info.error);
  if (expectedError === Errors.NONE) expectAppended(step, info);
}

function expectAppended(step: Fields, info: LogAppendInfo): void {
  check("it is a duplicate", step.boolean("expectDuplicate", false), info.duplicate);
  if (step.has("expectFirstOffset")) {
    check("the first offset", step.number("expectFirstOffset"), info.firstOffset);
  }
  if (step.has("expectLastOffset")) {
    check("the last offset", step.number("expectLastOffset"), info.lastOffset);
  }
}

function expectLastEntry(log: Log, producerId: number, step: Fields): void {
  const entry = present(log.producerState.entry(producerId), "the producer is known");
  const first = entry.batches[0];
  const last = entry.batches.at(-1);
  const found: Readonly<Record<string, number | undefined>> = {
    producerEpoch: entry.producerEpoch,
    firstSeq: first?.firstSequence,
    lastSeq: last?.lastSequence,
    firstDataOffset: first?.firstOffset,
    lastDataOffset: last?.lastOffset,
  };
  for (const [name, value] of Object.entries(found)) {
    if (step.has(name)) check(name, step.number(name), value);
  }
}
