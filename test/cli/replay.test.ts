import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../cli/main.ts";
import { fakeIo } from "./fake-io.ts";

const ID = "hw-advance-step-by-step";

let folder: string;
let trace: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "highwater-replay-"));
  await main(["run", ID, "--seed", "5", "--trace", join(folder, "run.jsonl")], fakeIo());
  trace = readFileSync(join(folder, "run.jsonl"), "utf8");
});

afterAll(() => rmSync(folder, { recursive: true }));

async function replay(run: string): Promise<{ status: number; out: string }> {
  const io = fakeIo();
  return { status: await main(["replay", run], io), out: io.out() };
}

/** A trace whose header tells of another run than its events do. */
function claiming(header: object): string {
  const [first = "", ...rest] = trace.split("\n");
  const path = join(folder, "claim.jsonl");
  writeFileSync(path, [JSON.stringify({ ...JSON.parse(first), ...header }), ...rest].join("\n"));
  return path;
}

describe("replay of a trace", () => {
  test("whose run comes out the same ends with 0", async () => {
    const { status, out } = await replay(join(folder, "run.jsonl"));
    expect(status).toBe(0);
    expect(out).toMatch(/^✓ The same run: \d+ events, hash [0-9a-f]{16}\n$/);
  });

  test("that this engine made, but that comes out otherwise, is nondeterminism", async () => {
    const { status, out } = await replay(claiming({ seed: "6" }));
    expect(status).toBe(3);
    expect(out).toMatch(
      /^✗ Not the same run: event 4 is the first that differs\n {2}recorded\n {4}#4/,
    );
  });

  test("that another engine made, and that comes out otherwise, is told with a warning", async () => {
    const { status, out } = await replay(claiming({ seed: "6", engine: "00000000" }));
    expect(status).toBe(1);
    expect(out).toMatch(/^! Made by engine 00000000, run again by engine [0-9a-f]{8}/);
  });

  test("that another engine made, but that comes out the same, is the same", async () => {
    expect((await replay(claiming({ engine: "00000000" }))).status).toBe(0);
  });
});

describe("replay of a link", () => {
  test("holds the run against the hash that the link tells", async () => {
    const link = `#/v1/run?sc=${ID}&seed=5&ev=9&ph=`;
    const { status, out } = await replay(`${link}00000000`);
    expect({ status, out }).toEqual({
      status: 3,
      out: "✗ Not the same run: the link tells another hash at event 9\n",
    });
  });
});
