import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Io, Output } from "./io.ts";

/** The surroundings of a real process. */
export function nodeIo(): Io {
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    env: process.env,
    pageFolder: builtPage(),
    workerFile: builtWorker(),
    cores: availableParallelism(),
    interruption,
    now: () => performance.now(),
  };
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    // The next one finds the default behaviour again.
    process.removeListener("SIGINT", interrupt);
    process.removeListener("SIGTERM", interrupt);
    controller.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return controller.signal;
}

/**
 * A stream whose reader may leave (`highwater list | head -1`): what is written afterwards goes
 * nowhere, and the command ends as it would have.
 */
function outputOf(stream: NodeJS.WriteStream): Output {
  let open = true;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    open = false;
  });
  return {
    write(text) {
      if (open) stream.write(text);
    },
    isTerminal: stream.isTTY === true,
    columns: stream.columns,
  };
}

/** `dist/page`, seen from `dist/cli` as well as from the sources. */
function builtPage(): string {
  const besideBinary = join(import.meta.dirname, "../page");
  return existsSync(besideBinary) ? besideBinary : join(import.meta.dirname, "../dist/page");
}

/** It lies beside the binary; the sources as they are have none. */
function builtWorker(): string | null {
  const besideBinary = join(import.meta.dirname, "hunt.worker.js");
  return existsSync(besideBinary) ? besideBinary : null;
}
