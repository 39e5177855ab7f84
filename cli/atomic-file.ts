import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { fileError } from "./errors.ts";

/**
 * Writes a file as a stream, compressed if its name ends in `.gz`. It appears under its name when it
 * is whole, and not at all when anything fails or `signal` comes.
 */
export async function writeFileAtomically(
  path: string,
  texts: Iterable<string>,
  signal: AbortSignal,
): Promise<void> {
  const unfinished = `${path}.${process.pid}.part`;
  const source = Readable.from(texts, { objectMode: false });
  const target = createWriteStream(unfinished);
  try {
    if (/\.gz$/i.test(path)) await pipeline(source, createGzip(), target, { signal });
    else await pipeline(source, target, { signal });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw fileError(path, error);
  }
}
