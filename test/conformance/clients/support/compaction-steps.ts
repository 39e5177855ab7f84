import type { AppendOrigin } from "../../../../sim/kafka/log/producer-append-validation.ts";
import type {
  CompactionRig,
  WantedProducer,
  WantedRecord,
} from "../../../kafka/log/cleaner/compaction-rig.ts";
import { type Fields, Fields as FieldsOf } from "../../kafka/support/fields.ts";
import { markerType } from "../../kafka/support/records.ts";
import { numberOr } from "./step-fields.ts";

/** Does what a list of steps says: batches, markers, `"roll"`, a pause. */
export function doSteps(rig: CompactionRig, steps: readonly unknown[], where: string): void {
  steps.forEach((step, i) => {
    if (step === "roll") rig.roll();
    else if (typeof step === "string") throw new Error(`${where}[${i}]: ${step} is no step`);
    else doStep(rig, new FieldsOf(step, `${where}[${i}]`));
  });
}

function doStep(rig: CompactionRig, step: Fields): void {
  if (step.has("op")) {
    const op = step.text("op");
    if (op === "roll") rig.roll();
    else if (op === "sleep") rig.rig.nowMs += numberOr(step, 0, "ms", "sleepMs");
    else if (op !== "append" && op !== "marker") throw new Error(`${op} is no step`);
    if (op === "roll" || op === "sleep") {
      step.finish();
      return;
    }
  }
  if (step.has("sleepMs")) rig.rig.nowMs += step.number("sleepMs");
  else if (step.has("marker")) appendMarker(rig, step);
  else appendRecords(rig, step);
  if (step.has("roll") && step.boolean("roll")) rig.roll();
  step.finish();
}

function appendMarker(rig: CompactionRig, step: Fields): void {
  const type = markerType(step.text("marker"));
  const offset = step.numberOrNull("offset") ?? undefined;
  rig.append([{ key: null, value: type }], {
    producer: producerOf(step),
    isTransactional: true,
    marker: { type, coordinatorEpoch: step.number("coordinatorEpoch", 0) },
    origin: originOf(step, "coordinator"),
    timestampMs: numberOr(step, rig.rig.nowMs, "timestamp", "timestampMs"),
    offset,
  });
}

function appendRecords(rig: CompactionRig, step: Fields): void {
  const producer = producerOf(step);
  const offset = numberOr(step, rig.log.logEndOffset, "offset", "baseOffset");
  const records = recordsOf(step);
  // What has no key was there before the topic was compacted: a leader takes no more of it.
  const isKeyless = records.some(({ key }) => key === null);
  rig.append(records, {
    producer,
    isTransactional: step.boolean(step.has("txn") ? "txn" : "transactional", false),
    origin: originOf(step, isKeyless ? "replication" : "client"),
    timestampMs: numberOr(step, rig.rig.nowMs, "timestamp", "timestampMs"),
    offset,
  });
}

/** `keys`, or one `key`; with one `value` or `values`, of which null is a tombstone. */
function recordsOf(step: Fields): readonly WantedRecord[] {
  const keys = step.has("keys") ? step.list("keys") : [step.raw("key")];
  const values = step.has("values") ? step.list("values") : keys.map(() => valueIn(step));
  if (values.length !== keys.length) throw new Error("there is not one value for each key");
  return keys.map((key, i) => ({ key: textOf(key), value: textOf(values[i]) }));
}

function valueIn(step: Fields): unknown {
  if (step.has("tombstone") && step.boolean("tombstone")) return null;
  return step.has("value") ? step.raw("value") : "v";
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw new Error(`${JSON.stringify(value)} is neither a key nor a value`);
}

function producerOf(step: Fields): WantedProducer | undefined {
  const id = numberOr(step, -1, "pid", "producerId");
  const epoch = numberOr(step, 0, "epoch", "producerEpoch");
  const sequence = numberOr(step, -1, "seq", "sequence", "firstSeq", "baseSequence");
  if (id < 0) return undefined;
  return { id, epoch, sequence: sequence < 0 ? undefined : sequence };
}

function originOf(step: Fields, absent: AppendOrigin): AppendOrigin {
  const name = step.text("origin", absent).toLowerCase();
  if (name === "client" || name === "coordinator" || name === "replication") return name;
  throw new Error(`nobody is called ${name}`);
}
