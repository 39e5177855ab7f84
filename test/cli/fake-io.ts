import { join } from "node:path";
import type { Io, Output } from "../../cli/io.ts";

/** Surroundings that keep what a command writes. */
export interface FakeIo extends Io {
  /** Everything written to standard output. */
  readonly out: () => string;
  /** Everything written to standard error. */
  readonly err: () => string;
  /** Both, in the order of writing. */
  readonly all: () => string;
  readonly interrupt: () => void;
}

export interface FakeOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly pageFolder?: string;
}

export function fakeIo(options: FakeOptions = {}): FakeIo {
  const written: { readonly toError: boolean; readonly text: string }[] = [];
  const interruption = new AbortController();
  const output = (toError: boolean): Output => ({
    write: (text) => {
      written.push({ toError, text });
    },
    isTerminal: options.isTerminal ?? false,
    columns: options.columns,
  });
  const text = (wanted: readonly boolean[]) =>
    written.flatMap((piece) => (wanted.includes(piece.toError) ? [piece.text] : [])).join("");
  return {
    stdout: output(false),
    stderr: output(true),
    env: options.env ?? {},
    pageFolder: options.pageFolder ?? join(import.meta.dirname, "page"),
    workerFile: null,
    cores: 1,
    interruption: () => interruption.signal,
    now: () => 0,
    out: () => text([false]),
    err: () => text([true]),
    all: () => text([false, true]),
    interrupt: () => interruption.abort(),
  };
}
