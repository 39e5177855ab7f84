import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** One vector as found in a file, before anything is known of its shape. */
export type FoundVector = {
  /** File and, in a JSON Lines file, line: what a failure names. */
  readonly where: string;
  readonly value: unknown;
};

/** The folder that holds the vectors: `CONFORMANCE_VECTORS`, or the one beside this file. */
export function vectorsFolder(): string {
  return process.env.CONFORMANCE_VECTORS ?? fileURLToPath(new URL("./vectors", import.meta.url));
}

function filesEndingIn(extension: string): string[] {
  return readdirSync(vectorsFolder())
    .filter((name) => name.endsWith(extension))
    .sort();
}

/** The vectors of every `.jsonl` file of the folder, one a line. */
export function jsonLinesVectors(): FoundVector[] {
  return filesEndingIn(".jsonl").flatMap((file) =>
    readFileSync(join(vectorsFolder(), file), "utf8")
      .split("\n")
      .map((line, index) => ({ line, where: `${file}:${index + 1}` }))
      .filter(({ line }) => line.trim() !== "")
      .map(({ line, where }) => ({ where, value: JSON.parse(line) as unknown })),
  );
}

/** The content of every `.json` file of the folder. */
export function jsonDocuments(): FoundVector[] {
  return filesEndingIn(".json").map((file) => ({
    where: file,
    value: JSON.parse(readFileSync(join(vectorsFolder(), file), "utf8")) as unknown,
  }));
}

/** Thrown where a vector needs a feature that is not built yet. */
export class NotYetModelled extends Error {
  override readonly name = "NotYetModelled";
}

/** Passed and failed vectors of one kind, and those that need what is not modelled yet. */
export class Tally {
  readonly kind: string;
  readonly failures: string[] = [];
  private readonly notYetModelled: string[] = [];
  #passed = 0;

  constructor(kind: string) {
    this.kind = kind;
  }

  /** Runs one vector; `difference` is what it found to be different, or null, or it throws. */
  run(id: string, difference: () => string | null): void {
    let found: string | null;
    try {
      found = difference();
    } catch (error) {
      if (error instanceof NotYetModelled) {
        this.notYetModelled.push(`${id} (${error.message})`);
        return;
      }
      found = error instanceof Error ? error.message : String(error);
    }
    if (found === null) this.#passed++;
    else this.failures.push(`${id}: ${found}`);
  }

  get summary(): string {
    const counts = `${this.kind}: ${this.#passed} passed, ${this.failures.length} failed`;
    const { notYetModelled } = this;
    if (notYetModelled.length === 0) return counts;
    return `${counts}, ${notYetModelled.length} not yet modelled: ${notYetModelled.join(", ")}`;
  }

  /** Prints the count that a reader of the test's output looks for. */
  print(): void {
    console.log(this.summary);
  }
}
