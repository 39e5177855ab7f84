import { shouldRoll } from "../../../sim/kafka/log/roll-rule.ts";
import { BATCH_BYTES, LogRig } from "../../kafka/log/log-rig.ts";
import { check, type Fields } from "../kafka/support/fields.ts";
import type { ClientVector } from "./support/client-vector.ts";

const OFFSET_ENTRY_BYTES = 8;
const TIME_ENTRY_BYTES = 12;

/** `segmentRollRule`: whether a segment of that size and age rolls before an append. */
export function runSegmentRollRule({ fields }: ClientVector): void {
  const input = fields.object("input");
  const ageMs = waitedMs(input);
  const baseOffset = input.number("baseOffset", 0);
  const segment = {
    baseOffset,
    sizeBytes: input.number("size"),
    rollJitterMs: firstNumber(input, ["rollJitterMs", "jitterMs", "segmentJitterMs"], 0),
    isOffsetIndexFull: indexFull(input, "offsetIndex", ["indexFull"], OFFSET_ENTRY_BYTES, 0),
    isTimeIndexFull: indexFull(input, "timeIndex", [], TIME_ENTRY_BYTES, 1),
    timeWaitedForRollMs: () => ageMs,
  };
  const config = {
    segmentBytes: firstNumber(input, ["maxSegmentBytes", "segmentBytes"]),
    segmentMs: firstNumber(input, ["segmentMs", "maxSegmentMs"]),
  };
  const append = {
    sizeBytes: input.number("messagesSize"),
    maxTimestampMs: 0,
    lastOffset: firstNumber(input, ["maxOffsetInMessages", "maxOffset"], baseOffset),
  };
  check("it rolls", fields.boolean("expectedRoll"), shouldRoll(segment, config, append, 0));
  input.finish();
}

/** How long the segment waits: said outright, or by the clock and the timestamps. */
function waitedMs(input: Fields): number {
  const names = ["ageMs", "waitedMs", "timeWaitedForRollMs"];
  if (!input.has("now") && !input.has("nowMs")) return firstNumber(input, names, 0);
  const nowMs = firstNumber(input, ["now", "nowMs"]);
  const firsts = ["firstBatchTimestamp", "firstTimestamp", "rollingBasedTimestamp"];
  const firstMs = firstNumber(input, firsts, -1);
  const createdMs = firstNumber(input, ["created", "createdMs"], nowMs);
  const maxTimestampMs = firstNumber(input, ["maxTimestampInMessages", "maxTimestamp"], -1);
  const found = firstMs >= 0 ? maxTimestampMs - firstMs : nowMs - createdMs;
  const said = firstNumber(input, names, found);
  check("the time it waits", said, found);
  return found;
}

/** Whether an index is full: said outright, or by its entries and its bytes. */
function indexFull(
  input: Fields,
  name: string,
  others: readonly string[],
  entryBytes: number,
  spare: number,
): boolean {
  for (const field of [`${name}Full`, ...others]) {
    if (input.has(field)) return input.boolean(field);
  }
  const entries = input.numberOrNull(`${name}Entries`);
  if (entries === null) return false;
  const maxEntries =
    input.numberOrNull(`${name}MaxEntries`) ??
    Math.floor(firstNumber(input, ["maxIndexSize", "segmentIndexBytes"]) / entryBytes);
  return entries >= maxEntries - spare;
}

/** `segmentRoll`: how many segments a log has after each step. */
export function runSegmentRoll({ era, fields }: ClientVector): void {
  fields.skip("rule");
  if (fields.has("steps")) {
    const rig = new LogRig(era, overridesOf(fields), fields.number("rollJitterMs", 0));
    const story = { lastTimestampMs: rig.nowMs };
    for (const step of fields.objects("steps")) {
      runStep(rig, step, story);
      step.finish();
    }
    checkSegments(rig, fields, "expectedSegments");
  } else {
    const { appends, segmentBytes } = sizesOf(fields);
    const rig = new LogRig(era, { ...overridesOf(fields), "segment.bytes": String(segmentBytes) });
    for (let i = 0; i < appends; i++) rig.append({});
    checkSegments(rig, fields, "expectedSegments");
  }
}

/** How many batches of `S` bytes are appended, and how large a segment may be. */
function sizesOf(fields: Fields): { appends: number; segmentBytes: number } {
  if (!fields.has("recordsPerSegmentComputed")) {
    const size = fields.number("recordSize", BATCH_BYTES);
    check("the size of a batch", BATCH_BYTES, size);
    return { appends: fields.number("appends"), segmentBytes: fields.number("segmentBytes") };
  }
  const text = fields.text("recordsPerSegmentComputed");
  const said =
    /^floor\((\d+)\*\(S-1\)\/S\)=(\d+) when S>(\d+); (\d+) appends -> (\d+) segments$/.exec(text);
  if (said === null) throw new Error(`not understood: ${text}`);
  const [times, perSegment, least, appends, segments] = said.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const segmentBytes = times * (BATCH_BYTES - 1);
  check("the size of a batch is large enough", true, BATCH_BYTES > least);
  check("batches in a segment", perSegment, Math.floor(segmentBytes / BATCH_BYTES));
  check("segments", segments, Math.ceil(appends / perSegment));
  return { appends, segmentBytes };
}

function overridesOf(fields: Fields): Record<string, string> {
  const overrides: Record<string, string> = {};
  const names = {
    segmentMs: "segment.ms",
    segmentBytes: "segment.bytes",
    segmentJitterMs: "segment.jitter.ms",
    maxSegmentJitterMs: "segment.jitter.ms",
    maxIndexSize: "segment.index.bytes",
    segmentIndexBytes: "segment.index.bytes",
    indexIntervalBytes: "index.interval.bytes",
  };
  for (const [field, name] of Object.entries(names)) {
    if (fields.has(field)) overrides[name] = String(fields.number(field));
  }
  return overrides;
}

function runStep(rig: LogRig, step: Fields, story: { lastTimestampMs: number }): void {
  const op = step.text("op");
  switch (op) {
    case "sleep":
      rig.nowMs += step.number("ms");
      break;
    case "append": {
      const times = step.number("times", 1);
      const timestampMs = timestampOf(step.raw("timestamp"), rig.nowMs, story.lastTimestampMs);
      story.lastTimestampMs = timestampMs;
      const sizeBytes = firstNumber(step, ["size", "sizeBytes"], BATCH_BYTES);
      const records = step.number("records", 1);
      const baseOffset = step.numberOrNull("baseOffset");
      const batch = { timestampMs, sizeBytes, records };
      for (let i = 0; i < times; i++) {
        rig.append(baseOffset === null ? batch : { ...batch, baseOffset });
      }
      break;
    }
    case "roll":
      rig.log.roll();
      break;
    case "truncateTo":
    case "truncate":
      rig.log.truncateTo(step.number("offset"), "a vector says so");
      break;
    case "appendEmpty":
      // A message set without a batch is nothing to be appended.
      break;
    default:
      throw new Error(`no operation is called ${op}`);
  }
  checkSegments(rig, step, "segments");
}

function checkSegments(rig: LogRig, fields: Fields, field: string): void {
  if (fields.has(field)) check("segments", fields.number(field), rig.segments);
}

/** A time; `now`, `now+N`, `now-N`; or as the append before it. */
function timestampOf(time: unknown, nowMs: number, lastMs: number): number {
  if (time === undefined) return nowMs;
  if (typeof time === "number") return time;
  const said = /^now(?:([+-])(\d+))?$/.exec(String(time));
  if (said !== null) return nowMs + (said[1] === "-" ? -1 : 1) * Number(said[2] ?? 0);
  if (/same/.test(String(time))) return lastMs;
  throw new Error(`no time: ${String(time)}`);
}

function firstNumber(fields: Fields, names: readonly string[], absent?: number): number {
  const name = names.find((each) => fields.has(each)) ?? names[0] ?? "";
  return fields.number(name, absent);
}
