import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scenarioNamed } from "../../cli/input.ts";
import { main } from "../../cli/main.ts";
import { encodeLink, linkOf } from "../../sim/index.ts";
import { fakeIo } from "./fake-io.ts";

const ID = "hw-advance-step-by-step";
const folder = mkdtempSync(join(tmpdir(), "highwater-describe-"));
const trace = join(folder, "run.jsonl.gz");

async function describeRun(run: string, ...more: readonly string[]): Promise<string> {
  const io = fakeIo();
  const status = await main(["describe", run, ...more], io);
  expect(io.err()).toBe("");
  expect(status).toBe(0);
  return io.out();
}

interface Moment {
  readonly event: number;
  readonly virtualMs: number;
  readonly seed: string;
  readonly topics: readonly object[];
}

async function momentOf(run: string, ...more: readonly string[]): Promise<Moment> {
  return JSON.parse(await describeRun(run, "topics", "--json", ...more)) as Moment;
}

beforeAll(async () => {
  expect(await main(["run", ID, "--trace", trace], fakeIo())).toBe(0);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("a moment", () => {
  test("is the same in a trace file and in the run it is of", async () => {
    for (const what of ["topics", "brokers"]) {
      for (const at of ["0.1s", "#200", "3.17s"]) {
        expect(await describeRun(trace, what, "--at", at)).toBe(
          await describeRun(ID, what, "--at", at),
        );
      }
    }
  });

  test("of a trace file whose inputs are changed is one of another run", async () => {
    expect((await momentOf(trace)).seed).toBe("1");
    const other = await momentOf(trace, "--seed", "2");
    expect(other.seed).toBe("2");
    expect(other).toEqual(await momentOf(ID, "--seed", "2"));
  });

  test("is the event that a link points at, unless another is asked for", async () => {
    const input = scenarioNamed(ID);
    const link = encodeLink({ ...linkOf(input), event: 123 });
    expect((await momentOf(link)).event).toBe(123);
    expect((await momentOf(link, "--at", "#7")).event).toBe(7);
  });

  test("is after everything that happened up to a time", async () => {
    const { event, virtualMs } = await momentOf(ID, "--at", "1s");
    expect(virtualMs).toBeLessThanOrEqual(1000);
    expect((await momentOf(ID, "--at", `#${event + 1}`)).virtualMs).toBeGreaterThan(1000);
    expect(await momentOf(ID, "--at", `${virtualMs * 1000}us`)).toEqual(
      await momentOf(ID, "--at", `#${event}`),
    );
  });

  test("at the very beginning is that of an empty cluster", async () => {
    const { virtualMs, topics } = await momentOf(ID, "--at", "0s");
    expect(virtualMs).toBe(0);
    expect(topics).toEqual([]);
  });

  test("may be the end as the run tells it", async () => {
    const io = fakeIo();
    await main(["run", ID, "--json"], io);
    const { virtualMs, events } = JSON.parse(io.out()) as { virtualMs: number; events: number };
    const last = await momentOf(ID, "--at", `${(virtualMs / 1000).toFixed(3)}s`);
    expect(last.event).toBe(events - 1);
    expect(last).toEqual(await momentOf(ID));
  });
});
