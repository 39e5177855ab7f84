import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { main } from "../../cli/main.ts";
import { scenarioById } from "../../scenarios/index.ts";
import { fakeIo } from "./fake-io.ts";

const ID = "acks1-leader-kill-unreplicated";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "highwater-json-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function json(...argv: readonly string[]): Promise<{ status: number; value: unknown }> {
  const io = fakeIo();
  const status = await main([...argv, "--json"], io);
  expect(io.err()).toBe("");
  return { status, value: JSON.parse(io.out()) };
}

const hex = (digits: number) => expect.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`));
const number = expect.any(Number);
const text = expect.stringMatching(/./);

describe("run --json", () => {
  test("prints one object of the documented shape, and nothing else", async () => {
    const { status, value } = await json("run", ID, "--seed", "1");
    expect(status).toBe(0);
    const link = { event: number, text };
    const chain = [link, link, link, link, link, link];
    const lost = (offset: number) => ({
      partition: "orders-0",
      offset,
      value: `r${offset}`,
      status: "acked",
      class: "allowed by configuration",
      fix: null,
      causes: expect.arrayContaining([number]),
      why: text,
      chain,
    });
    expect(value).toEqual({
      highwater: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      engine: hex(8),
      scenario: ID,
      control: false,
      seed: "1",
      era: "2.8",
      settings: {},
      hash: hex(16),
      events: number,
      virtualMs: number,
      records: {
        sent: 10,
        acked: 10,
        failed: 0,
        unknown: 0,
        unacknowledged: 0,
        lost: [lost(7), lost(8), lost(9)],
        duplicated: [],
        reordered: [],
        unsent: [],
        ambiguous: [],
        processedTwice: [],
        neverProcessed: [],
        overwritten: [],
      },
      unavailable: [{ partition: "orders-0", fromMs: number, toMs: number }],
      unconsumed: [],
      groups: [],
      errors: expect.any(Object),
      violations: [
        {
          invariant: "ack-durability",
          event: number,
          virtualMs: number,
          class: "allowed by configuration",
          fix: null,
          detail: text,
          chain: [link],
          count: number,
        },
      ],
      expectations: expect.arrayContaining([{ text, met: true }]),
      ok: true,
      link: expect.stringMatching(/^#\/v1\/run\?sc=acks1-leader-kill-unreplicated&/),
    });
  });

  test("carries the seed, the settings and the control, and its language", async () => {
    const commit = "1f0c3a9d5b7e2468ace013579bdf02468ace1357";
    const argv = ["--control", "--set", "linger.ms=5", "--seed", commit, "--lang", "zh"];
    const { value } = await json("run", ID, ...argv);
    expect(value).toMatchObject({
      control: true,
      settings: { "linger.ms": "5" },
      seed: expect.stringMatching(/^\d+$/),
      expectations: [{ text: "十条消息全部得到了确认。" }, {}, {}, {}],
    });
  });

  test("an unmet expectation is not ok, and ends with 1", async () => {
    const { status, value } = await json("run", ID, "--set", "acks=all");
    expect({ status, value }).toMatchObject({ status: 1, value: { ok: false } });
  });
});

describe("verify --json", () => {
  test("prints the run of each scenario and then that of its control", async () => {
    const { status, value } = await json("verify", ID, "leader-failover-happy");
    expect(status).toBe(0);
    const pair = { differs: true };
    expect(value).toMatchObject([
      { scenario: ID, control: false, ok: true, pair },
      { scenario: ID, control: true, ok: true, pair },
      { scenario: "leader-failover-happy", control: false, ok: true, pair },
      { scenario: "leader-failover-happy", control: true, ok: true, pair },
    ]);
  });

  test("fails a pair whose control makes no difference", async () => {
    const scenario = scenarioById(ID);
    const control = { ...scenario?.control, change: {}, expect: scenario?.expect };
    const path = join(folder, "same.json");
    writeFileSync(path, JSON.stringify({ ...scenario, control }));
    const { status, value } = await json("verify", path);
    expect(status).toBe(1);
    expect(value).toMatchObject([
      { ok: true, pair: { differs: false } },
      { ok: true, pair: { differs: false } },
    ]);
  });
});

describe("whatever RUN is, the same run comes of it", () => {
  test("an id, a file, a trace and a link", async () => {
    const at = (name: string) => join(folder, name);
    const scenario = { ...scenarioById(ID), id: "my-own" };
    writeFileSync(at("own.yaml"), stringify(scenario));
    writeFileSync(at("own.json"), JSON.stringify(scenario));
    const { value } = await json("run", at("own.yaml"), "--trace", at("own.jsonl.gz"));
    const { hash, link } = value as { hash: string; link: string };
    await main(["run", link, "--trace", at("own.jsonl")], fakeIo());
    const forms = [at("own.json"), at("own.jsonl.gz"), at("own.jsonl"), link, ID];
    for (const form of [...forms, `http://127.0.0.1:9292/${link}`]) {
      expect({ form, value: (await json("run", form)).value }).toMatchObject({ value: { hash } });
    }
  });
});
