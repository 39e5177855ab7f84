import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { HuntReport } from "../../../sim/explore/hunt/report.ts";

const BINARY = join(import.meta.dirname, "../../../dist/cli/highwater.js");

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built binary to its end; `onError` sees what it has written to standard error so far. */
function highwater(
  argv: readonly string[],
  onError: (err: string, kill: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [BINARY, ...argv]);
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
      onError(err, (signal) => child.kill(signal));
    });
    child.on("close", (status, signal) => resolve({ status, signal, out, err }));
  });
}

/** Finds something soon: acks=1 promises little when the power fails. */
const LOSSES = ["hunt", "acks1-leader-kill-unreplicated", "--find", "all", "--faults", "powerLoss"];
/** Other tests may keep the machine busy. */
const PATIENCE_MS = 300_000;

describe.skipIf(!existsSync(BINARY))("hunt, as it is built", () => {
  test(
    "finds, shrinks and explains the same with two threads as with one",
    async () => {
      const searches = [
        [...LOSSES, "--seeds", "20", "--json", "--no-shrink"],
        [...LOSSES, "--seeds", "20", "--json", "--until-failure"],
      ];
      for (const argv of searches) {
        const alone = await highwater([...argv, "--workers", "1"]);
        const together = await highwater([...argv, "--workers", "2"]);
        expect(together).toEqual(alone);
        expect(alone).toMatchObject({ status: 1, err: "" });
        const { failures }: HuntReport = JSON.parse(alone.out);
        expect(failures.length).toBeGreaterThan(0);
      }
    },
    PATIENCE_MS,
  );

  test(
    "settings that exclude each other are told before anything runs",
    async () => {
      const argv = [
        "hunt",
        "--workers",
        "2",
        "--set",
        "acks=1",
        "--set",
        "enable.idempotence=true",
      ];
      const { status, out, err } = await highwater(argv);
      expect({ status, out }).toEqual({ status: 4, out: "" });
      expect(err).toMatch(/^(highwater: .*acks must be all.*\n)+$/);
    },
    PATIENCE_MS,
  );

  test(
    "an interrupted search writes what it has found, without shrinking it",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "highwater-interrupted-"));
      try {
        const argv = [...LOSSES, "--seeds", "1000000", "--workers", "2", "--out", folder];
        let isTold = false;
        const ended = await highwater(argv, (err, kill) => {
          if (isTold || !err.includes("seed ")) return;
          isTold = true;
          kill("SIGINT");
        });
        expect(ended).toMatchObject({ status: 1, signal: null });
        expect(ended.err).toContain("Interrupted");
        const report: HuntReport = JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
        expect(report.runs).toBeGreaterThan(0);
        expect(report.runs).toBeLessThan(1000);
        expect(report.failures.length).toBeGreaterThan(0);
        const scenarios = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
        expect(scenarios.length).toBe(report.failures.length);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    PATIENCE_MS,
  );
});
