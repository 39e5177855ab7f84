import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../../cli/main.ts";
import type { HuntReport } from "../../../sim/explore/hunt/report.ts";
import { fakeIo } from "../fake-io.ts";

/** A search that finds something in a few seeds: acks=1 promises little when the power fails. */
const SEARCH = ["hunt", "acks1-leader-kill-unreplicated", "--find", "all"];
const FAST = ["--faults", "powerLoss", "--no-shrink", "--json"];

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "highwater-hunt-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function highwater(
  ...argv: readonly string[]
): Promise<{ status: number; out: string; err: string }> {
  const io = fakeIo();
  const status = await main(argv, io);
  return { status, out: io.out(), err: io.err() };
}

function search(...options: readonly string[]): ReturnType<typeof highwater> {
  return highwater(...SEARCH, ...FAST, ...options);
}

describe("hunt --json", () => {
  test("prints one report of the documented shape, and nothing else", async () => {
    const { status, out, err } = await search("--seeds", "7");
    expect({ status, err }).toEqual({ status: 1, err: "" });
    const report: HuntReport = JSON.parse(out);
    expect(Object.keys(report).slice(0, 4)).toEqual(["highwater", "engine", "era", "settings"]);
    expect(report).toMatchObject({
      era: "2.8",
      settings: {},
      space: { base: { id: "acks1-leader-kill-unreplicated" }, faults: ["powerLoss"] },
      strategy: "random",
      seeds: { first: "1", count: 7 },
      runs: 7,
    });
    expect(report.failures.length).toBeGreaterThan(0);
    for (const failure of report.failures) {
      expect(failure.link).toMatch(/^#\/v1\/run\?/);
      expect(failure.steps).toBe(failure.scenario.steps.length);
    }
    expect(Object.keys(report.marks).length).toBeGreaterThan(10);
  });

  test("the merge of shards, in any order, is the report of the whole, byte for byte", async () => {
    const whole = await search("--seeds", "7");
    const files: string[] = [];
    for (const shard of ["2/3", "3/3", "1/3"]) {
      const file = join(folder, `shard-${shard.replace("/", "-")}.json`);
      writeFileSync(file, (await search("--seeds", "7", "--shard", shard)).out);
      files.push(file);
    }
    const merged = await highwater("report", "merge", ...files);
    expect(merged).toEqual({ status: 0, out: whole.out, err: "" });
  });

  test("the seeds of a budget's report give that report again", async () => {
    const { out } = await search("--seeds", "3", "--budget", "1h");
    expect(out).toBe((await search("--seeds", "3")).out);
  });
});

describe("report merge", () => {
  test("refuses what is not of one search, overlaps, or leaves a gap", async () => {
    const at = (name: string) => join(folder, name);
    writeFileSync(at("a.json"), (await search("--seeds", "2")).out);
    writeFileSync(at("b.json"), (await search("--seeds", "2", "--first-seed", "4")).out);
    writeFileSync(
      at("c.json"),
      (await search("--seeds", "2", "--first-seed", "3", "--era", "3.9")).out,
    );
    const merge = (...names: readonly string[]) =>
      highwater("report", "merge", ...names.map((name) => at(name)));
    expect((await merge("a.json", "a.json")).err).toMatch(/^highwater: .*overlap.*\n$/);
    expect((await merge("a.json", "b.json")).err).toMatch(/^highwater: .*missing.*\n$/);
    const other = await merge("a.json", "c.json");
    expect(other.status).toBe(4);
    expect(other.err).toMatch(/^highwater: .*not parts of one search: era is "2\.8"/);
  });

  test("a damaged report is one clear line", async () => {
    const whole = (await search("--seeds", "2")).out;
    const damaged: readonly (readonly [string, RegExp])[] = [
      [whole.slice(0, -10), /not valid JSON/],
      [whole.replace('"runs"', '"rums"'), /rums/],
      ["[]", /expected/],
      [whole.replace('"era": "2.8"', '"era": "2.9"'), /era/],
      ["[".repeat(100_000), /deep/],
    ];
    for (const [text, said] of damaged) {
      const file = join(folder, "damaged.json");
      writeFileSync(file, text);
      const { status, out, err } = await highwater("report", "merge", file);
      expect({ status, out }).toEqual({ status: 4, out: "" });
      expect(err).toMatch(said);
      expect(err.split("\n").length).toBe(2);
    }
  });
});

describe("hunt --out", () => {
  test("writes the report and scenarios that run, fail and shrink", async () => {
    const found = join(folder, "found");
    const { status, out } = await search("--seeds", "7", "--out", found);
    expect(status).toBe(1);
    expect(readFileSync(join(found, "report.json"), "utf8")).toBe(out);
    const scenarios = readdirSync(found).filter((name) => name.endsWith(".yaml"));
    const { failures }: HuntReport = JSON.parse(out);
    expect(scenarios.length).toBe(failures.length);
    for (const { run } of failures) expect(run).not.toBeNull();
    const [first = ""] = scenarios;
    const again = JSON.parse((await highwater("run", join(found, first), "--json")).out);
    expect(failures.map(({ run }) => run?.hash)).toContain(again.hash);
    const shrunk = await highwater("shrink", join(found, first), "--max-runs", "20", "--json");
    expect(shrunk.status).toBe(1);
    expect(failures.map(({ signature }) => signature)).toContain(JSON.parse(shrunk.out).signature);
  });
});

test("an interrupted search says what it found until then", async () => {
  const io = fakeIo();
  io.interrupt();
  const status = await main(["hunt", "--seeds", "50"], io);
  expect(status).toBe(130);
  expect(io.out()).toContain("No run was made.");
});
