import { CompactionRig } from "../../kafka/log/cleaner/compaction-rig.ts";
import { check, type Fields } from "../kafka/support/fields.ts";
import { checkClaim } from "./compaction-claims.ts";
import type { ClientVector } from "./support/client-vector.ts";
import { doSteps } from "./support/compaction-steps.ts";
import { abortedIn } from "./support/producer-log-rig.ts";
import { numberOr } from "./support/step-fields.ts";

/** The default of `delete.retention.ms`. */
const DELETE_RETENTION_MS = 86_400_000;
/** Far behind the times of all records; the unit tests' `largeTimestamp`. */
const T0_MS = 4_000_000_000_000;

/** `compaction`: what cleanings leave of a log. */
export function runCompaction({ id, era, fields }: ClientVector): void {
  if (!fields.has("log")) {
    checkClaim(era, fields);
    return;
  }
  const config = fields.objectOrNull("config");
  const { overrides, slots, loadFactor, deleteRetentionMs } = settingsOf(config, fields);
  const rig = new CompactionRig(
    era,
    overrides,
    numberOr(fields, slots, "offsetMapSlots", "mapCapacity", "capacity"),
    numberOr(fields, loadFactor, "loadFactor"),
  );
  config?.finish();
  doSteps(rig, fields.list("log"), `${id}.log`);
  // What is expected of one cleaning may stand beside the log.
  if (!fields.has("passes")) runPass(rig, fields, deleteRetentionMs, id, "expected");
  else for (const pass of fields.objects("passes")) runOwnPass(rig, pass, deleteRetentionMs, id);
}

/** What the vector says under `config`, or beside the log. */
function settingsOf(config: Fields | null, fields: Fields) {
  const overrides: Record<string, string> = {};
  const names: Readonly<Record<string, string>> = {
    segmentBytes: "segment.bytes",
    segmentIndexBytes: "segment.index.bytes",
    deleteRetentionMs: "delete.retention.ms",
    minCompactionLagMs: "min.compaction.lag.ms",
  };
  let deleteRetentionMs = DELETE_RETENTION_MS;
  for (const [short, long] of Object.entries(names)) {
    for (const name of [short, long]) {
      const said = config?.has(name) ? config : fields;
      if (!said.has(name)) continue;
      overrides[long] = String(said.number(name));
      if (short === "deleteRetentionMs") deleteRetentionMs = said.number(name);
    }
  }
  const slots = config === null ? undefined : numberOrUndefined(config, "offsetMapSlots");
  const loadFactor = config === null ? undefined : numberOrUndefined(config, "loadFactor");
  return {
    overrides,
    deleteRetentionMs,
    slots: slots ?? 1_000_000,
    loadFactor: loadFactor ?? 0.75,
  };
}

function numberOrUndefined(fields: Fields, name: string): number | undefined {
  return fields.has(name) ? fields.number(name) : undefined;
}

function runOwnPass(rig: CompactionRig, pass: Fields, retentionMs: number, id: string): void {
  runPass(rig, pass, retentionMs, id, "");
  pass.finish();
}

/** One cleaning, or two of which the second comes when what the first found may go. */
function runPass(
  rig: CompactionRig,
  pass: Fields,
  retentionMs: number,
  id: string,
  prefix: string,
): void {
  if (pass.has("appendBefore")) doSteps(rig, pass.list("appendBefore"), `${id}.appendBefore`);
  if (pass.has("sleepMs")) rig.rig.nowMs += pass.number("sleepMs");
  const nowMs = timeOf(pass, retentionMs);
  const from = numberOr(pass, rig.dirtyOffset, "firstDirtyOffset", "dirtyOffset", "from");
  const active = rig.log.segments.active.baseOffset;
  const to = numberOr(pass, active, "firstUncleanableOffset", "uncleanableOffset", "to");
  rig.clean(nowMs, from, to);
  if (pass.has("twoPass") && pass.boolean("twoPass")) rig.clean(nowMs + retentionMs + 1, from, to);
  checkLog(rig, pass, prefix);
}

/** `t0`, `Long.MAX` (when everything may go that was met at t0), or ms after t0. */
function timeOf(pass: Fields, retentionMs: number): number {
  const time = pass.has("currentTime") ? pass.raw("currentTime") : "t0";
  if (time === "t0") return T0_MS;
  if (time === "Long.MAX") return T0_MS + retentionMs + 1;
  if (typeof time === "number") return T0_MS + time;
  const later = /^t0 *\+ *(\d+)$/.exec(String(time));
  if (later === null) throw new Error(`nobody knows the time ${String(time)}`);
  return T0_MS + Number(later[1]);
}

/** Checks what is said of the log: `keys`, or beside the log `expectedKeys`. */
function checkLog(rig: CompactionRig, pass: Fields, prefix: string): void {
  const name = (plain: string) =>
    prefix === "" ? plain : `${prefix}${plain[0]?.toUpperCase()}${plain.slice(1)}`;
  const found: Readonly<Record<string, unknown>> = {
    offsets: rig.offsets,
    lastOffsetPerBatch: rig.batches.map(({ lastOffset }) => lastOffset),
    baseOffsetPerBatch: rig.batches.map(({ baseOffset }) => baseOffset),
    lastSequence: rig.lastSequences,
    segmentBaseOffsets: rig.log.segments.all.map(({ baseOffset }) => baseOffset),
    nextDirtyOffset: rig.dirtyOffset,
    logEndOffset: rig.log.logEndOffset,
  };
  for (const [plain, value] of Object.entries(found)) {
    if (pass.has(name(plain))) check(plain, pass.raw(name(plain)), value);
  }
  const texts = { keys: rig.keys, tombstones: rig.tombstones };
  for (const [plain, value] of Object.entries(texts)) {
    if (pass.has(name(plain))) check(plain, pass.list(name(plain)).map(String), value);
  }
  if (pass.has(name("aborted"))) {
    const { log } = rig;
    const aborted = pass.objects(name("aborted")).map(abortedIn);
    check("aborted", aborted, log.collectAbortedTransactions(0, log.logEndOffset));
  }
}
