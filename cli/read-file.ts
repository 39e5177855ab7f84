import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { fileError, systemErrorCode, UsageError } from "./errors.ts";

/** Most bytes of text that a file may hold once it is decompressed. */
const MOST_STREAMED_BYTES = 2_000_000_000;

/** The text of a file of at most `mostBytes`; nothing more of it is read. */
export async function readSmallFile(path: string, mostBytes: number): Promise<string> {
  try {
    const file = await open(path);
    try {
      const buffer = Buffer.alloc(mostBytes + 1);
      let length = 0;
      for (let read = -1; read !== 0 && length <= mostBytes; length += read) {
        read = (await file.read(buffer, length, buffer.length - length)).bytesRead;
      }
      if (length > mostBytes) throw new UsageError(`${path}: larger than ${mostBytes} bytes`);
      return decode(new TextDecoder("utf-8", { fatal: true }), buffer.subarray(0, length), path);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(path, error);
  }
}

/**
 * Reads a text file in pieces, decompressed if its name ends in `.gz`, until `take` returns false or
 * the file ends.
 */
export async function streamFile(path: string, take: (text: string) => boolean): Promise<void> {
  const enough = new AbortController();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let bytes = 0;
  const sink = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > MOST_STREAMED_BYTES) {
        throw new UsageError(`${path}: more than ${MOST_STREAMED_BYTES / 1e9} GB of text`);
      }
      if (!take(decode(decoder, chunk, path, true))) enough.abort();
      if (enough.signal.aborted) return;
    }
    take(decode(decoder, Buffer.alloc(0), path));
  };
  try {
    const file = createReadStream(path);
    const { signal } = enough;
    if (/\.gz$/i.test(path)) await pipeline(file, createGunzip(), sink, { signal });
    else await pipeline(file, sink, { signal });
  } catch (error) {
    if (!enough.signal.aborted) throw fileError(path, compressionError(path, error));
  }
}

function decode(
  decoder: InstanceType<typeof TextDecoder>,
  bytes: Buffer,
  path: string,
  more = false,
): string {
  try {
    return decoder.decode(bytes, { stream: more });
  } catch {
    throw new UsageError(`${path}: this is not text in UTF-8`);
  }
}

function compressionError(path: string, error: unknown): unknown {
  switch (systemErrorCode(error)) {
    case "Z_DATA_ERROR":
      return new UsageError(`${path}: the name ends in .gz, but the content is damaged or no gzip`);
    case "Z_BUF_ERROR":
      return new UsageError(`${path}: the compressed file is cut short`);
    default:
      return error;
  }
}
