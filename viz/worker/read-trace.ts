import { Gunzip } from "fflate";
import { type ReadTrace, TraceReader } from "../../sim/trace/jsonl-reader.ts";
import { OpenError } from "./failures.ts";
import type { Pace } from "./pace.ts";

/** Compressed bytes taken at a time. */
const SLICE_BYTES = 1 << 16;
/** A file that unpacks to more than this is refused. */
const MOST_BYTES = 2_000_000_000;

/**
 * Reads a trace file, plain or gzipped, a slice at a time.
 * @returns null when the page wants something else meanwhile
 * @throws {TraceFormatError} when it is no whole trace
 */
export async function readTrace(bytes: ArrayBuffer, pace: Pace): Promise<ReadTrace | null> {
  const source = new Uint8Array(bytes);
  const reader = new TraceReader();
  const decoder = new TextDecoder("utf-8");
  let unpacked = 0;
  const take = (chunk: Uint8Array, last: boolean): void => {
    unpacked += chunk.length;
    if (unpacked > MOST_BYTES) throw new OpenError("badTrace", `more than ${MOST_BYTES} bytes`);
    reader.push(decoder.decode(chunk, { stream: !last }));
  };
  const gzipped = source[0] === 0x1f && source[1] === 0x8b;
  const gunzip = gzipped ? new Gunzip(take) : null;
  for (let at = 0; at < source.length; at += SLICE_BYTES) {
    const end = Math.min(at + SLICE_BYTES, source.length);
    const slice = source.subarray(at, end);
    const last = end === source.length;
    if (gunzip === null) take(slice, last);
    else unpack(gunzip, slice, last);
    const events = reader.trace?.length ?? 0;
    pace.progress({
      events,
      virtualUs: events > 0 ? (reader.trace?.columns?.time(events - 1) ?? 0) : 0,
    });
    await pace.breathe();
    if (pace.isStale()) return null;
  }
  return reader.end();
}

function unpack(gunzip: Gunzip, slice: Uint8Array, last: boolean): void {
  try {
    gunzip.push(slice, last);
  } catch (error) {
    // The library's own errors carry a number; those of the reader do not.
    if (error instanceof Error && "code" in error && !(error instanceof OpenError)) {
      throw new OpenError("badTrace", `gzip: ${error.message}`);
    }
    throw error;
  }
}
