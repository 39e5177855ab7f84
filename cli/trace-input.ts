import type { TraceMeta } from "../sim/trace/jsonl-format.ts";
import { LINE_LIMIT } from "../sim/trace/jsonl-format.ts";
import { readHeader } from "../sim/trace/jsonl-header.ts";
import { type ReadTrace, TraceFormatError, TraceReader } from "../sim/trace/jsonl-reader.ts";
import { UsageError } from "./errors.ts";
import { streamFile } from "./read-file.ts";

/** What a trace file's header says; the events are not read. */
export async function readTraceMeta(path: string): Promise<TraceMeta> {
  let line = "";
  await streamFile(path, (text) => {
    line += text;
    return !line.includes("\n") && line.length <= LINE_LIMIT;
  });
  try {
    return readHeader(JSON.parse(line.split("\n", 1)[0] ?? "")).meta;
  } catch (error) {
    const problem =
      error instanceof TypeError ? error.message : "a trace begins with a header in JSON";
    throw new UsageError(`${path}: line 1: ${problem}`);
  }
}

/** A whole trace file, checked against the hashes it holds. */
export async function readTrace(path: string): Promise<ReadTrace> {
  const reader = new TraceReader();
  try {
    await streamFile(path, (text) => {
      reader.push(text);
      return true;
    });
    return reader.end();
  } catch (error) {
    if (error instanceof TraceFormatError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}
