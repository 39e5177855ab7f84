import { Errors } from "../../../sim/kafka/errors.ts";
import type { AppendOrigin } from "../../../sim/kafka/log/producer-append-validation.ts";
import type { RecordBatch } from "../../../sim/kafka/record/record-batch.ts";
import { check, checkMembers, type Fields } from "../kafka/support/fields.ts";
import { batchOf, markerType, values } from "../kafka/support/records.ts";
import { runSteps } from "../kafka/support/steps.ts";
import { NotYetModelled } from "../support.ts";
import type { ClientVector } from "./support/client-vector.ts";
import { ProducerStateRig } from "./support/producer-state-rig.ts";
import {
  checkStated,
  expectedError,
  numberOf,
  numberOr,
  offsetOrNone,
  oneOf,
} from "./support/step-fields.ts";

const ORIGINS: Readonly<Record<string, AppendOrigin>> = {
  client: "client",
  coordinator: "coordinator",
  replication: "replication",
};

/** `producerState`: what `ProducerStateManager` remembers, and which appends it takes. */
export function runProducerState({ era, fields }: ClientVector): void {
  const rig = new ProducerStateRig(era);
  if (fields.has("topic")) fields.text("topic");
  const config = fields.objectOrNull("config");
  if (config !== null) configure(rig, config);
  runSteps(fields, (op, step) => {
    if (step.has("producerId")) rig.producerId = step.number("producerId");
    else if (step.has("pid")) rig.producerId = step.number("pid");
    if (!change(rig, op, step) && !look(rig, op, step)) {
      throw new Error("no such operation is known");
    }
  });
}

/** Does what changes something; false when the operation is not one of these. */
function change(rig: ProducerStateRig, op: string, step: Fields): boolean {
  const { manager } = rig;
  switch (op) {
    case "append":
      append(rig, step);
      return true;
    case "endTxnMarker":
    case "appendEndTxnMarker":
    case "endTxn":
    case "marker":
      endTransaction(rig, step);
      return true;
    case "emptyControlBatch":
    case "appendEmptyControlBatch": {
      const offset = numberOf(step, "offset", "baseOffset");
      const marker = markerOf(rig, step, offset, "COMMIT").with({
        records: [],
        lastOffsetDelta: 0,
      });
      check("the error", Errors.NONE, rig.append(marker, "replication"));
      return true;
    }
    case "config":
      configure(rig, step);
      return true;
    case "sleep":
      rig.nowMs += numberOf(step, "ms", "durationMs");
      return true;
    case "highWatermark":
    case "onHighWatermarkUpdated":
      manager.onHighWatermarkUpdated(numberOf(step, "hw", "highWatermark", "offset"));
      return true;
    case "updateMapEndOffset":
      manager.mapEndOffset = numberOf(step, "offset", "mapEndOffset");
      return true;
    case "removeExpired":
    case "removeExpiredProducers":
    case "expire":
    case "expireProducers":
      manager.removeExpiredProducers(nowOf(rig, step));
      return true;
    default:
      return changeSnapshots(rig, op, step);
  }
}

function changeSnapshots(rig: ProducerStateRig, op: string, step: Fields): boolean {
  const { manager } = rig;
  switch (op) {
    case "snapshot":
    case "takeSnapshot":
      manager.takeSnapshot();
      return true;
    case "createSnapshot":
    case "snapshotFile":
      rig.snapshots = [...rig.snapshots, { offset: step.number("offset"), producers: [] }].sort(
        (x, y) => x.offset - y.offset,
      );
      return true;
    case "reload":
    case "recover":
    case "reloadFromSnapshot": {
      const end = numberOr(step, manager.mapEndOffset, "logEnd", "logEndOffset");
      rig.reload(numberOr(step, 0, "logStart", "logStartOffset"), end, nowOf(rig, step));
      return true;
    }
    case "truncateAndReload": {
      const end = numberOf(step, "logEnd", "logEndOffset");
      const start = numberOf(step, "logStart", "logStartOffset");
      manager.truncateAndReload(start, end, nowOf(rig, step));
      return true;
    }
    case "truncateHead":
    case "logStartOffset":
    case "onLogStartOffsetIncremented":
      manager.onLogStartOffsetIncremented(numberOf(step, "logStart", "logStartOffset", "offset"));
      return true;
    case "truncate":
    case "truncateFully":
    case "truncateFullyAndStartAt":
      manager.truncateFullyAndStartAt(numberOr(step, 0, "offset", "logStart"));
      return true;
    case "deleteSnapshotsBefore":
      manager.deleteSnapshotsBefore(step.number("offset"));
      return true;
    case "removeStraySnapshots":
      manager.removeStraySnapshots(
        step.numbers(oneOf(step, "segmentBaseOffsets", "baseOffsets", "segments")),
      );
      return true;
    case "removeSnapshot":
    case "removeAndDeleteSnapshot":
    case "removeAndMarkSnapshotForDeletion":
      manager.removeSnapshot(step.number("offset"));
      return true;
    case "verify":
    case "createVerificationStateEntry":
    case "maybeCreateVerificationStateEntry":
    case "clearVerificationStateEntry":
    case "assertVerificationStateEntry":
      throw new NotYetModelled("verification of transactions (KIP-890)");
    case "corruptSnapshot":
      throw new NotYetModelled("snapshots that cannot be read");
    default:
      return false;
  }
}

/** Compares something; false when the operation is not one of these. */
function look(rig: ProducerStateRig, op: string, step: Fields): boolean {
  const { manager } = rig;
  switch (op) {
    case "assertEntry":
    case "assertLastEntry":
      assertEntry(rig, step);
      return true;
    case "assertNoEntry":
      check("the producer is known", false, manager.entry(rig.producerId) !== undefined);
      return true;
    case "assertCompletedTxn":
      assertCompleted(rig, step);
      return true;
    case "assertLastStableOffset":
    case "assertLastStable":
    case "lastStableOffset": {
      const producerId = rig.producerId;
      const { firstOffset, lastOffset, isAborted } = completedIn(step);
      const found = manager.lastStableOffset({ producerId, firstOffset, lastOffset, isAborted });
      check("the LSO", numberOf(step, "expected", "lastStableOffset", "expect"), found);
      return true;
    }
    case "completeTxn": {
      const completed = { producerId: rig.producerId, ...completedIn(step) };
      rig.lastCompleted = completed;
      manager.completeTxn(completed);
      return true;
    }
    case "assertFirstUnstable":
    case "assertFirstUnstableOffset":
      check(
        "first unstable",
        offsetOrNone(step, "offset", "expected"),
        manager.firstUnstableOffset,
      );
      return true;
    case "assertFirstUndecided":
    case "assertFirstUndecidedOffset":
      check(
        "first undecided",
        offsetOrNone(step, "offset", "expected"),
        manager.firstUndecidedOffset,
      );
      return true;
    case "assertLate":
    case "assertLateTransaction": {
      const late = manager.hasLateTransaction(nowOf(rig, step), rig.maxTransactionTimeoutMs);
      check("late", step.boolean(oneOf(step, "late", "expected")), late);
      return true;
    }
    default:
      return lookAtAll(rig, op, step);
  }
}

function lookAtAll(rig: ProducerStateRig, op: string, step: Fields): boolean {
  const { manager } = rig;
  const ids = manager.activeProducers.map(({ producerId }) => producerId);
  const offsets = manager.snapshotOffsets;
  switch (op) {
    case "assertActiveProducers":
    case "assertProducers":
      if (step.has("count")) check("producers", step.number("count"), ids.length);
      if (step.has("size")) check("producers", step.number("size"), ids.length);
      for (const name of ["producerIds", "pids", "producers"]) {
        if (step.has(name)) checkMembers("producers", step.numbers(name), ids);
      }
      return true;
    case "assertEmpty":
      check("empty", step.boolean("empty", true), manager.isEmpty);
      return true;
    case "assertMapEndOffset":
      check("the end", numberOf(step, "offset", "expected"), manager.mapEndOffset);
      return true;
    case "assertSnapshots":
    case "assertSnapshotOffsets":
      if (step.has("count")) check("snapshots", step.number("count"), offsets.length);
      for (const name of ["offsets", "expected"]) {
        if (step.has(name)) check("snapshots", step.numbers(name), offsets);
      }
      return true;
    case "assertLatestSnapshot":
    case "assertLatestSnapshotOffset":
      check("the latest", offsetOrNone(step, "offset", "expected"), offsets.at(-1) ?? -1);
      return true;
    case "assertOldestSnapshot":
    case "assertOldestSnapshotOffset":
      check("the oldest", offsetOrNone(step, "offset", "expected"), offsets[0] ?? -1);
      return true;
    default:
      return false;
  }
}

function configure(rig: ProducerStateRig, config: Fields): void {
  if (config.has("maxTransactionTimeoutMs")) {
    rig.maxTransactionTimeoutMs = config.number("maxTransactionTimeoutMs");
  }
  if (config.has("lateBufferMs")) check("lateBufferMs", config.number("lateBufferMs"), 300_000);
  for (const name of ["producerIdExpirationMs", "maxProducerIdExpirationMs", "expirationMs"]) {
    if (config.has(name)) rig.expirationMs = config.number(name);
  }
}

function nowOf(rig: ProducerStateRig, step: Fields): number {
  return numberOr(step, rig.nowMs, "now", "nowMs", "currentTimeMs");
}

function originOf(step: Fields, absent: AppendOrigin): AppendOrigin {
  const name = step.text("origin", absent);
  const origin = ORIGINS[name.toLowerCase()];
  if (origin === undefined) throw new Error(`nobody is called ${name}`);
  return origin;
}

function append(rig: ProducerStateRig, step: Fields): void {
  const firstOffset = numberOf(step, "firstOffset", "offset", "baseOffset");
  const sequence = numberOf(step, "firstSeq", "seq");
  const lastSequence = numberOr(step, sequence, "lastSeq");
  const count = step.has("count")
    ? step.number("count")
    : numberOr(step, firstOffset + lastSequence - sequence, "lastOffset") - firstOffset + 1;
  const timestamp = numberOr(step, rig.nowMs, "timestamp", "timestampMs");
  const batch = batchOf(values(count), {
    producer: { id: rig.producerId, epoch: step.number("epoch", 0), sequence },
    timestamps: Array.from({ length: count }, () => timestamp),
    isTransactional: step.boolean(step.has("txn") ? "txn" : "transactional", false),
  }).stored(firstOffset, 0);
  if (step.has("lastSeq")) check("the batch's last sequence", lastSequence, batch.lastSequence);
  if (step.has("lastOffset")) check("its last offset", step.number("lastOffset"), batch.lastOffset);
  check("the error", expectedError(step), rig.append(batch, originOf(step, "client")));
}

function markerOf(
  rig: ProducerStateRig,
  step: Fields,
  offset: number,
  type: "COMMIT" | "ABORT",
): RecordBatch {
  const { producerId: id } = rig;
  return batchOf([type], {
    producer: { id, epoch: step.number("epoch", 0), sequence: -1 },
    timestamps: [numberOr(step, rig.nowMs, "timestamp", "timestampMs")],
    isTransactional: true,
    marker: { type, coordinatorEpoch: step.number("coordinatorEpoch", 0) },
  }).stored(offset, 0);
}

function endTransaction(rig: ProducerStateRig, step: Fields): void {
  const type = markerType(step.text(oneOf(step, "type", "controlType")));
  const batch = markerOf(rig, step, numberOf(step, "offset", "firstOffset"), type);
  check("the error", expectedError(step), rig.append(batch, originOf(step, "coordinator")));
  if (!step.has("completed")) return;
  check("it completes a transaction", step.boolean("completed"), rig.lastCompleted !== null);
}

function assertEntry(rig: ProducerStateRig, step: Fields): void {
  const entry = rig.manager.entry(rig.producerId);
  for (const name of ["exists", "present"]) {
    if (step.has(name)) check("it is known", step.boolean(name), entry !== undefined);
  }
  if (step.has("absent")) check("it is unknown", step.boolean("absent"), entry === undefined);
  if (entry === undefined) {
    if (["exists", "present", "absent"].some((name) => step.has(name))) return;
    throw new Error(`the producer ${rig.producerId} is not known`);
  }
  const first = entry.batches[0];
  checkStated(step, {
    epoch: entry.producerEpoch,
    producerEpoch: entry.producerEpoch,
    firstSeq: first?.firstSequence ?? null,
    lastSeq: entry.lastSequence,
    firstDataOffset: first?.firstOffset ?? null,
    firstOffset: first?.firstOffset ?? null,
    lastDataOffset: entry.lastDataOffset,
    lastOffset: entry.lastDataOffset,
    currentTxnFirstOffset: entry.currentTxnFirstOffset,
    coordinatorEpoch: entry.coordinatorEpoch,
    lastTimestamp: entry.lastTimestampMs,
    batches: entry.batches.length,
  });
}

function completedIn(step: Fields) {
  return {
    firstOffset: step.number("firstOffset"),
    lastOffset: step.number("lastOffset"),
    isAborted: step.boolean("aborted", false),
  };
}

function assertCompleted(rig: ProducerStateRig, step: Fields): void {
  if (step.has("completed") && !step.boolean("completed")) {
    check("the completed transaction", null, rig.lastCompleted);
    return;
  }
  const expected = { producerId: rig.producerId, ...completedIn(step) };
  check("the completed transaction", expected, rig.lastCompleted);
}
