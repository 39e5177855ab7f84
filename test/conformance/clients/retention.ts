import { deleteOldSegments } from "../../../sim/kafka/log/retention.ts";
import { BATCH_BYTES, LogRig, type RigBatch } from "../../kafka/log/log-rig.ts";
import { check, type Fields } from "../kafka/support/fields.ts";
import type { ClientVector } from "./support/client-vector.ts";

/** `retention`: which of the segments of a log are deleted. */
export function runRetention({ era, fields }: ClientVector): void {
  const common = commonOf(fields);
  for (const each of fields.objects("cases")) {
    const { retentionMs, retentionBytes, policy } = { ...common, ...given(each) };
    const rig = new LogRig(era, {
      "segment.ms": String(Number.MAX_SAFE_INTEGER),
      "retention.ms": String(retentionMs),
      "retention.bytes": String(retentionBytes),
      "cleanup.policy": policy,
    });
    const segments = segmentsOf(each) ?? common.segments;
    if (segments === null) fill(rig, common);
    else for (const segment of segments) addSegment(rig, batchOf(segment, common.ageMs));
    runCase(rig, each);
    each.finish();
  }
}

function runCase(rig: LogRig, each: Fields): void {
  const { log } = rig;
  log.updateHighWatermark(each.number("highWatermark", log.logEndOffset));
  for (const name of ["startOffsetBefore", "logStartOffsetBefore", "newLogStartOffset"]) {
    if (each.has(name)) log.maybeIncrementLogStartOffset(each.number(name));
  }
  const deleted = deleteOldSegments(log, rig.nowMs);
  if (each.has("deleted")) check("segments deleted", each.number("deleted"), deleted);
  if (each.has("segmentsLeft")) check("segments", each.number("segmentsLeft"), rig.segments);
  if (each.has("logStartOffset")) {
    check("log start offset", each.number("logStartOffset"), log.logStartOffset);
  }
}

interface Common {
  readonly retentionMs: number;
  readonly retentionBytes: number;
  readonly policy: string;
  readonly recordsPerSegment: number;
  readonly totalRecords: number;
  readonly ageMs: number;
  /** Sizes, or what each is; null: they are filled with so many records. */
  readonly segments: readonly unknown[] | null;
}

function commonOf(fields: Fields): Common {
  return {
    retentionMs: -1,
    retentionBytes: -1,
    policy: "delete",
    ...given(fields),
    recordsPerSegment: fields.number("recordsPerSegment", 0),
    totalRecords: fields.number("totalRecords", 0),
    ageMs: fields.number("recordAgeMs", 0),
    segments: segmentsOf(fields),
  };
}

function segmentsOf(fields: Fields): readonly unknown[] | null {
  const name = ["segments", "segmentSizes"].find((each) => fields.has(each));
  return name === undefined ? null : fields.list(name);
}

/** The settings of the topic that are said. */
function given(fields: Fields): Partial<Pick<Common, "retentionMs" | "retentionBytes" | "policy">> {
  const retentionMs = fields.numberOrNull("retentionMs");
  const retentionBytes = fields.numberOrNull("retentionBytes");
  const policy = fields.textOrNull("cleanupPolicy");
  return {
    ...(retentionMs === null ? {} : { retentionMs }),
    ...(retentionBytes === null ? {} : { retentionBytes }),
    ...(policy === null ? {} : { policy }),
  };
}

/** Segments of so many batches of one record each. */
function fill(rig: LogRig, { recordsPerSegment, totalRecords, ageMs }: Common): void {
  const timestampMs = rig.nowMs - ageMs;
  resize(rig, recordsPerSegment * BATCH_BYTES);
  for (let i = 0; i < totalRecords; i++) rig.append({ timestampMs });
  check("segments", Math.ceil(totalRecords / recordsPerSegment), rig.segments);
}

/** Bytes of a segment; or those, and the age of its latest record. */
function batchOf(segment: unknown, ageMs: number): RigBatch & { ageMs: number } {
  if (typeof segment === "number") return { sizeBytes: segment, ageMs };
  const said = segment as Readonly<Record<string, unknown>>;
  const known = ["size", "sizeBytes", "ageMs", "records"];
  const unknown = Object.keys(said).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`a segment has a field that nobody maps: ${unknown}`);
  return {
    sizeBytes: Number(said.size ?? said.sizeBytes ?? BATCH_BYTES),
    records: Number(said.records ?? 1),
    ageMs: Number(said.ageMs ?? ageMs),
  };
}

/** A segment of one batch; the active one may have none. */
function addSegment(
  rig: LogRig,
  { sizeBytes = BATCH_BYTES, records = 1, ageMs }: RigBatch & { ageMs: number },
): void {
  const { log } = rig;
  if (sizeBytes === 0) {
    log.segments.add(log.logEndOffset, log.config);
    return;
  }
  resize(rig, sizeBytes);
  rig.append({ sizeBytes, records, timestampMs: rig.nowMs - ageMs });
}

/** The next batch does not fit into the active segment, if it has one of that size. */
function resize(rig: LogRig, segmentBytes: number): void {
  const { log } = rig;
  log.config = { ...log.config, segmentBytes };
}
