import type { Io } from "./io.ts";
import { fitLocale } from "./render/style.ts";

/** Lines for a person. */
export function writeLines(io: Io, lines: readonly string[]): void {
  io.stdout.write(fitLocale(lines.map((line) => `${line}\n`).join(""), io.env));
}

/** A message beside the output: an error, a warning. */
export function writeError(io: Io, line: string): void {
  io.stderr.write(fitLocale(`${line}\n`, io.env));
}

/** Indented JSON: for programs, and readable by people. */
export function writeJson(io: Io, value: unknown): void {
  io.stdout.write(jsonText(value));
}

/** What `writeJson` writes. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
