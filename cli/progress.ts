import type { Io } from "./io.ts";

/** Work that takes less than this shows no progress. */
const QUIET_MS = 800;
const TERMINAL_EVERY_MS = 100;
/** In the log of a build server a line now and then says that the work goes on. */
const LOG_EVERY_MS = 15_000;
const ERASE_LINE = "\r\u001b[K";

/** Tells on standard error how far long work has come: one line that changes, or a line now and then. */
export class Progress {
  private readonly io: Io;
  private nextMs: number;
  private shown = false;

  constructor(io: Io) {
    this.io = io;
    this.nextMs = io.now() + (io.stderr.isTerminal ? QUIET_MS : LOG_EVERY_MS);
  }

  /** `text` is asked for only when it is time to show it; it must fit on one line. */
  update(text: () => string): void {
    const now = this.io.now();
    if (now < this.nextMs) return;
    const { stderr } = this.io;
    if (stderr.isTerminal) stderr.write(`${ERASE_LINE}${text()}`);
    else stderr.write(`${text()}\n`);
    this.shown = stderr.isTerminal;
    this.nextMs = now + (stderr.isTerminal ? TERMINAL_EVERY_MS : LOG_EVERY_MS);
  }

  /** Removes what was shown; to be called before anything else is written. */
  done(): void {
    if (this.shown) this.io.stderr.write(ERASE_LINE);
    this.shown = false;
  }
}
