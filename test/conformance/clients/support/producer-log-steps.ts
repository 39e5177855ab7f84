import { Errors } from "../../../../sim/kafka/errors.ts";
import { deleteOldSegments } from "../../../../sim/kafka/log/retention.ts";
import type { RecordBatch } from "../../../../sim/kafka/record/record-batch.ts";
import { check, checkMembers, type Fields } from "../../kafka/support/fields.ts";
import { runSteps } from "../../kafka/support/steps.ts";
import { errorCode } from "../../kafka/support/vector.ts";
import { abortedIn, type ProducerLogRig } from "./producer-log-rig.ts";
import { checkStated, numberOf, numberOr, offsetOrNone } from "./step-fields.ts";

const LEADER_EPOCH = 0;

/**
 * Does the steps of a vector with a log and its producers.
 * @param appendsAs whether `append` is of a producer with an id
 */
export function runLogSteps(
  rig: ProducerLogRig,
  fields: Fields,
  appendsAs: "idempotent" | "plain",
): void {
  runSteps(fields, (op, step) => {
    const isKnown = write(rig, op, step, appendsAs) || change(rig, op, step) || look(rig, op, step);
    if (!isKnown) throw new Error("no such operation is known");
  });
}

function write(
  rig: ProducerLogRig,
  op: string,
  step: Fields,
  appendsAs: "idempotent" | "plain",
): boolean {
  switch (op) {
    case "txnAppend":
      append(rig, step, rig.batch(step, true), "client");
      return true;
    case "idempotentAppend":
      append(rig, step, rig.batch(step), "client");
      return true;
    case "append":
    case "nonTxnAppend": {
      const hasId = appendsAs === "idempotent" || step.has("pid") || step.has("producerId");
      append(rig, step, hasId ? rig.batch(step) : rig.plainBatch(step), "client");
      return true;
    }
    case "marker":
    case "endTxn":
    case "endTxnMarker":
      append(rig, step, rig.marker(step), "coordinator");
      return true;
    default:
      return false;
  }
}

/** Appends at the end of the log, or where the leader had it. */
function append(
  rig: ProducerLogRig,
  step: Fields,
  batch: RecordBatch,
  usual: "client" | "coordinator",
): void {
  const { log } = rig;
  const origin = rig.originOf(step, usual);
  const end = log.logEndOffset;
  const expected = step.textOrNull("expect") ?? step.textOrNull("expectError") ?? "new";
  if (origin === "replication") {
    const at = numberOr(step, end, "baseOffset", "firstOffset", "offset");
    log.appendAsFollower([batch.stored(at, LEADER_EPOCH)]);
    check("the end of the log", at + batch.lastOffsetDelta + 1, log.logEndOffset);
    return;
  }
  const info = log.appendAsLeader(batch, LEADER_EPOCH, origin);
  const isNew = /^(new|ok|none|appended)$/i.test(expected);
  const isTaken = isNew || /^duplicate$/i.test(expected);
  check("the error", isTaken ? Errors.NONE : errorCode(expected), info.error);
  check("the end of the log", isNew ? end + batch.lastOffsetDelta + 1 : end, log.logEndOffset);
  if (!isTaken) {
    // It may say where it would have been.
    for (const name of ["baseOffset", "firstOffset", "offset"]) {
      if (offsetOr(step, name, end) >= 0) check(name, end, offsetOr(step, name, end));
    }
    return;
  }
  check("it is a duplicate", !isNew, info.duplicate);
  checkStated(step, {
    baseOffset: info.firstOffset,
    firstOffset: info.firstOffset,
    offset: info.firstOffset,
    lastOffset: info.lastOffset,
  });
}

function offsetOr(step: Fields, name: string, absent: number): number {
  return step.has(name) ? (step.numberOrNull(name) ?? -1) : absent;
}

function change(rig: ProducerLogRig, op: string, step: Fields): boolean {
  const { log } = rig;
  switch (op) {
    case "highWatermark":
    case "updateHighWatermark":
      log.updateHighWatermark(numberOf(step, "hw", "highWatermark", "offset"));
      return true;
    case "roll":
      log.roll();
      return true;
    case "flush":
      log.flush();
      return true;
    case "deleteOldSegments":
    case "retention":
      deleteOldSegments(log, rig.nowMs);
      return true;
    case "logStart":
    case "deleteRecords":
    case "maybeIncrementLogStartOffset": {
      const isDone = log.maybeIncrementLogStartOffset(numberOf(step, "offset", "logStart"));
      check("the log start offset may rise", true, isDone);
      return true;
    }
    case "truncate":
    case "truncateTo":
      log.truncateTo(step.number("offset"), "a vector says so");
      return true;
    case "truncateFullyAndStartAt":
      log.truncateFullyAndStartAt(step.number("offset"), "a vector says so");
      return true;
    case "snapshot":
    case "takeSnapshot":
      log.producerState.takeSnapshot();
      return true;
    case "config":
      rig.configure(step);
      rig.restart(true);
      return true;
    case "sleep":
      rig.nowMs += numberOf(step, "ms", "durationMs");
      return true;
    case "removeExpired":
    case "removeExpiredProducers":
      log.producerState.removeExpiredProducers(rig.nowMs);
      return true;
    case "restart":
    case "reload":
      rig.restart(step.boolean("clean", true));
      return true;
    case "crash":
    case "recover":
      rig.restart(false);
      return true;
    default:
      return false;
  }
}

function look(rig: ProducerLogRig, op: string, step: Fields): boolean {
  const { log } = rig;
  const { producerState } = log;
  switch (op) {
    case "assertFirstUnstable":
    case "assertFirstUnstableOffset":
      check("unstable", offsetOrNone(step, "offset", "expected"), log.firstUnstableOffset);
      return true;
    case "assertFirstUndecided":
      check("undecided", offsetOrNone(step, "offset"), producerState.firstUndecidedOffset);
      return true;
    case "assertLso":
    case "assertLastStable":
    case "assertLastStableOffset":
      check("the LSO", numberOf(step, "offset", "lso", "expected"), log.lastStableOffset);
      return true;
    case "assertLogEnd":
    case "assertLogEndOffset":
      check("the end of the log", step.number("offset"), log.logEndOffset);
      return true;
    case "assertLogStart":
    case "assertLogStartOffset":
      check("the start of the log", step.number("offset"), log.logStartOffset);
      return true;
    case "assertAborted":
    case "collectAborted":
    case "collectAbortedTxns": {
      const expected = step.objects(step.has("expected") ? "expected" : "aborted").map(abortedIn);
      const found = step.has("from")
        ? log.collectAbortedTransactions(step.number("from"), step.number("to"))
        : rig.allAborted;
      check("the aborted transactions", expected, found);
      return true;
    }
    case "assertActiveProducers":
    case "assertProducers": {
      const ids = producerState.activeProducers.map(({ producerId }) => producerId);
      if (step.has("count")) check("producers", step.number("count"), ids.length);
      for (const name of ["pids", "producerIds"]) {
        if (step.has(name)) checkMembers("producers", step.numbers(name), ids);
      }
      return true;
    }
    case "assertSnapshots":
    case "assertSnapshotOffsets":
      check("snapshots", step.numbers("offsets"), producerState.snapshotOffsets);
      return true;
    case "assertMapEndOffset":
      check("the end", step.number("offset"), producerState.mapEndOffset);
      return true;
    case "assertEntry":
      assertEntry(rig, step);
      return true;
    default:
      return false;
  }
}

function assertEntry(rig: ProducerLogRig, step: Fields): void {
  const entry = rig.log.producerState.entry(rig.producerOf(step));
  if (step.has("present")) check("it is known", step.boolean("present"), entry !== undefined);
  checkStated(step, {
    epoch: entry?.producerEpoch ?? null,
    firstSeq: entry?.batches[0]?.firstSequence ?? null,
    lastSeq: entry?.lastSequence ?? null,
    firstDataOffset: entry?.batches[0]?.firstOffset ?? null,
    lastDataOffset: entry?.lastDataOffset ?? null,
    currentTxnFirstOffset: entry?.currentTxnFirstOffset ?? null,
    coordinatorEpoch: entry?.coordinatorEpoch ?? null,
  });
}
