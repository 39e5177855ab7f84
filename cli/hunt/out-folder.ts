import { constants } from "node:fs";
import { access, mkdir, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { HuntReport } from "../../sim/explore/hunt/report.ts";
import { writeFileAtomically } from "../atomic-file.ts";
import { fileError, systemErrorCode, UsageError } from "../errors.ts";
import { jsonText } from "../output.ts";
import { scenarioText } from "./scenario-text.ts";

const REPORT = "report.json";
const MOST_NAME_CHARACTERS = 80;
/** What is begun is written to its end, whatever the person wants. */
const NEVER = new AbortController().signal;

/** Between two reports of a search that goes on. */
const EVERY_MS = 15_000;

/**
 * A folder with the report of a search, and the scenario of each failure. It is written anew while the
 * search goes on, so that whatever ends it, what was found is there.
 */
export class OutFolder {
  private readonly path: string;
  private writtenMs: number;
  private writtenFailures = 0;
  private writing: Promise<void> = Promise.resolve();
  private names: readonly string[] = [];

  private constructor(path: string, nowMs: number) {
    this.path = path;
    this.writtenMs = nowMs;
  }

  /** Makes the folder, so that a long search does not find out in the end that it cannot write. */
  static async at(path: string, nowMs: number): Promise<OutFolder> {
    try {
      await makeFolder(resolve(path));
      await access(path, constants.W_OK);
    } catch (error) {
      if (systemErrorCode(error) === "EEXIST") {
        throw new UsageError(`${path}: this is a file, not a folder`);
      }
      throw fileError(path, error);
    }
    return new OutFolder(path, nowMs);
  }

  /** Writes what there is so far, when there are more failures or it is time. */
  keep(report: () => HuntReport, failures: number, nowMs: number): void {
    if (failures === this.writtenFailures && nowMs - this.writtenMs < EVERY_MS) return;
    this.writtenMs = nowMs;
    this.writtenFailures = failures;
    this.queue(report());
  }

  /**
   * Writes the final report; each file appears whole or not at all.
   * @throws UsageError when that is impossible
   */
  write(report: HuntReport): Promise<void> {
    this.queue(report);
    return this.writing;
  }

  private queue(report: HuntReport): void {
    this.writing = this.writing.then(() => this.writeFiles(report));
    // Whoever waits for the last one hears of it.
    this.writing.catch(() => {});
  }

  private async writeFiles(report: HuntReport): Promise<void> {
    const names = fileNames(report);
    for (const [i, { scenario }] of report.failures.entries()) {
      await writeFileAtomically(join(this.path, names[i] ?? ""), [scenarioText(scenario)], NEVER);
    }
    await writeFileAtomically(join(this.path, REPORT), [jsonText(report)], NEVER);
    for (const name of this.names) {
      if (!names.includes(name)) await rm(join(this.path, name), { force: true });
    }
    this.names = names;
  }
}

/**
 * Makes a folder and those above it that are missing. Node's own `recursive` goes on for ever where a folder
 * takes no new ones and says that it is not there itself, as /proc does.
 */
async function makeFolder(path: string): Promise<void> {
  const parent = dirname(path);
  if (parent !== path && !(await exists(parent))) await makeFolder(parent);
  try {
    await mkdir(path);
  } catch (error) {
    if (systemErrorCode(error) !== "EEXIST" || !(await stat(path)).isDirectory()) throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return false;
    throw error;
  }
}

/** `ack-durability-KIP-101.yaml`; of several with that name, those behind the first have a number. */
export function fileNames({ failures }: Pick<HuntReport, "failures">): readonly string[] {
  const taken = new Map<string, number>();
  return failures.map(({ invariant, fix }) => {
    const name = [invariant, ...(fix === null ? [] : [fix])]
      .join("-")
      .replace(/[^A-Za-z0-9.-]+/g, "-")
      .slice(0, MOST_NAME_CHARACTERS);
    const before = taken.get(name) ?? 0;
    taken.set(name, before + 1);
    return before === 0 ? `${name}.yaml` : `${name}-${before + 1}.yaml`;
  });
}
