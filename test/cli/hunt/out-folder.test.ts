import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OutFolder } from "../../../cli/hunt/out-folder.ts";
import type { HuntReport } from "../../../sim/explore/hunt/report.ts";

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "highwater-out-"));
});

afterAll(() => rmSync(root, { recursive: true }));

/** As much of a report as a folder looks at. */
function reportOf(runs: number): HuntReport {
  return { runs, failures: [] } as unknown as HuntReport;
}

describe("the folder of a search", () => {
  test("is made with what is missing above it, and may be there already", async () => {
    const path = join(root, "of", "several", "folders");
    for (let i = 0; i < 2; i++) await OutFolder.at(path, 0);
    expect(readdirSync(path)).toEqual([]);
  });

  test("cannot be a file, or below one", async () => {
    const file = join(root, "file");
    writeFileSync(file, "");
    await expect(OutFolder.at(file, 0)).rejects.toThrow("this is a file, not a folder");
    const below = join(file, "below");
    await expect(OutFolder.at(below, 0)).rejects.toThrow("a part of the path is not a folder");
  });

  test.skipIf(process.platform !== "linux")("is refused where none can be made", async () => {
    await expect(OutFolder.at("/proc/none/there", 0)).rejects.toThrow("/proc/none/there: ");
  });

  test("is written when there is a new failure, or after some time", async () => {
    const path = join(root, "kept");
    const folder = await OutFolder.at(path, 0);
    const asked: number[] = [];
    const keep = (runs: number, failures: number, nowMs: number): void => {
      const report = () => {
        asked.push(runs);
        return reportOf(runs);
      };
      folder.keep(report, failures, nowMs);
    };
    keep(8, 0, 100);
    keep(16, 1, 200);
    keep(24, 1, 300);
    keep(32, 1, 20_000);
    await folder.write(reportOf(40));
    expect(asked).toEqual([16, 32]);
    expect(JSON.parse(readFileSync(join(path, "report.json"), "utf8")).runs).toBe(40);
  });
});
