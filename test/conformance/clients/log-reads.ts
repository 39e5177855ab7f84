import type { Log } from "../../../sim/kafka/log/log.ts";
import { BATCH_BYTES, LogRig } from "../../kafka/log/log-rig.ts";
import { check, type Fields } from "../kafka/support/fields.ts";
import type { ClientVector } from "./support/client-vector.ts";

const LARGE = 1_000_000;

/** `logRead`: what a read of a log finds. */
export function runLogRead({ era, fields }: ClientVector): void {
  const overrides: Record<string, string> = {};
  if (fields.has("segmentBytes"))
    overrides["segment.bytes"] = String(fields.number("segmentBytes"));
  const rig = new LogRig(era, overrides);
  fill(rig, fields);
  const highWatermark = fields.numberOrNull("highWatermark");
  const { log } = rig;
  log.updateHighWatermark(highWatermark ?? log.logEndOffset);
  if (fields.has("logStartOffset")) {
    log.maybeIncrementLogStartOffset(fields.number("logStartOffset"));
  }
  const lastStableOffset = fields.number("lastStableOffset", log.highWatermark);
  for (const each of fields.objects("cases")) {
    runCase(rig, each, boundOf(each, log, lastStableOffset));
    each.finish();
  }
}

/** The batches that are said, or one record at each offset up to the end. */
function fill(rig: LogRig, fields: Fields): void {
  if (fields.has("offsets")) {
    for (const baseOffset of fields.numbers("offsets")) rig.append({ baseOffset });
  } else if (fields.has("batches")) {
    for (const batch of fields.objects("batches")) {
      const sizeBytes = batch.number("size", BATCH_BYTES);
      const records = batch.number("records", 1);
      rig.append({ baseOffset: batch.number("baseOffset"), records, sizeBytes });
      batch.finish();
    }
  } else {
    const start = fields.number("logStartOffset", 0);
    const end = fields.number("logEndOffset", start + 1);
    rig.log.truncateFullyAndStartAt(start, "a vector says so");
    for (let offset = start; offset < end; offset++) rig.append({});
  }
  if (fields.has("logEndOffset")) {
    check("log end offset", fields.number("logEndOffset"), rig.log.logEndOffset);
  }
}

/** Up to where the reader may read (`FetchIsolation`). */
function boundOf(each: Fields, log: Log, lastStableOffset: number): number {
  const isolation = each.textOrNull("isolation") ?? "HIGH_WATERMARK";
  switch (isolation.toUpperCase().replaceAll("_", "")) {
    case "LOGEND":
    case "FETCHLOGEND":
      return log.logEndOffset;
    case "HIGHWATERMARK":
    case "FETCHHIGHWATERMARK":
    case "READUNCOMMITTED":
      return log.highWatermark;
    case "TXNCOMMITTED":
    case "FETCHTXNCOMMITTED":
    case "READCOMMITTED":
      return lastStableOffset;
    default:
      throw new Error(`no isolation is called ${isolation}`);
  }
}

function runCase({ log }: LogRig, each: Fields, bound: number): void {
  const offset = each.number("offset", log.logStartOffset);
  const maxLength = each.number("maxLength", LARGE);
  const minOneMessage = each.boolean("minOneMessage", !each.has("maxLength"));
  const maxOffset = each.number("maxOffset", bound);
  const batches = log.read(offset, maxOffset, maxLength, minOneMessage);
  const expected = each.raw("expect");
  const found = batches?.length ?? null;
  for (const name of ["count", "batches"]) {
    if (each.has(name)) check(name, each.number(name), found);
  }
  for (const name of ["offsets", "expectedOffsets"]) {
    const offsets = batches?.flatMap((batch) => batch.records.map((_, i) => batch.offsetOf(i)));
    if (each.has(name)) check(name, each.numbers(name), offsets ?? []);
  }
  if (each.has("firstOffset")) {
    check("the first offset", each.number("firstOffset"), batches?.[0]?.baseOffset);
  }
  if (each.has("lastOffset")) {
    check("the last offset", each.number("lastOffset"), batches?.at(-1)?.lastOffset);
  }
  if (!each.has("expect")) return;
  if (typeof expected === "number") {
    check("the first offset", expected, batches?.[0]?.baseOffset);
    return;
  }
  switch (expected) {
    case "OFFSET_OUT_OF_RANGE":
    case "OffsetOutOfRange":
    case "OffsetOutOfRangeException":
      check("batches", null, found);
      return;
    case "empty":
      check("batches", 0, found);
      return;
    case "records":
      check("there are batches", true, found !== null && found > 0);
      check("the batch has the offset", true, (batches?.[0]?.lastOffset ?? -1) >= offset);
      return;
    case "one full batch":
      check("batches", 1, found);
      return;
    default:
      checkIncomplete(String(expected), log.segments.floor(offset).batches[0]?.sizeBytes ?? 0);
      check("whole batches", 0, found);
  }

  /** A piece of a batch is not a record that anybody could use: nothing whole is read. */
  function checkIncomplete(text: string, batchBytes: number): void {
    const said = /^(\d+) incomplete bytes?, firstEntryIncomplete=true$/.exec(text);
    if (said === null) throw new Error(`not understood: ${text}`);
    check("bytes of an incomplete batch", Number(said[1]), Math.min(maxLength, batchBytes));
    check("the first batch is larger", true, maxLength < batchBytes);
  }
}
