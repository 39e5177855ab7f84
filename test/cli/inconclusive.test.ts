import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main } from "../../cli/main.ts";
import { scenarioById } from "../../scenarios/index.ts";
import type { Scenario } from "../../sim/index.ts";
import { fakeIo } from "./fake-io.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "highwater-inconclusive-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function run(changes: Partial<Scenario>): Promise<{ status: number; out: string }> {
  const path = join(folder, "scenario.json");
  const scenario = { ...scenarioById("hw-advance-step-by-step"), id: "changed", ...changes };
  writeFileSync(path, JSON.stringify(scenario));
  const io = fakeIo();
  return { status: await main(["run", path], io), out: io.out() };
}

test("a state that never comes ends with 2, naming the step, what it awaited and what it found", async () => {
  const { status, out } = await run({
    steps: [{ sleep: "1s" }, { wait: { partition: "orders-0", leader: 3 }, within: "2s" }],
  });
  expect(status).toBe(2);
  expect(out).toContain("? Inconclusive\n  step 2 waited in vain\n");
  expect(out).toContain("  awaited: orders-0: leader 3\n");
  expect(out).toMatch(/ {2}found: orders-0: leader 1, leaderEpoch 0, isr \[[\d,]+\]\n/);
});

test("a limit ends with 2, naming the limit and what kept the run busy", async () => {
  const { status, out } = await run({ limits: { events: 100 } });
  expect(status).toBe(2);
  expect(out).toContain("the limit of 100 events was hit at the start-up\n");
  expect(out).toMatch(/most frequent: \S+ \d+, /);
});
