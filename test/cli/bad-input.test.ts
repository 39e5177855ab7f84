import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../cli/main.ts";
import { SCENARIOS } from "../../scenarios/index.ts";
import { bareLinkOf, encodeLink, runOf } from "../../sim/index.ts";
import { fakeIo } from "./fake-io.ts";

const ID = "acks1-leader-kill-unreplicated";

let folder: string;
/** A whole trace as text. */
let trace: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "highwater-bad-"));
  await main(["run", ID, "--trace", join(folder, "good.jsonl")], fakeIo());
  trace = readFileSync(join(folder, "good.jsonl"), "utf8");
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function highwater(...argv: readonly string[]): Promise<Outcome> {
  const io = fakeIo();
  const status = await main(argv, io);
  return { status, out: io.out(), err: io.err().replaceAll(folder, "TMP") };
}

function lines(change: (lines: string[]) => readonly string[]): string {
  return change(trace.split("\n")).join("\n");
}

function withHeader(change: object): string {
  return lines(([header = "", ...rest]) => [
    JSON.stringify({ ...JSON.parse(header), ...change }),
    ...rest,
  ]);
}

/** Aliases of aliases: a few lines that stand for a billion items. */
const YAML_BOMB = ["a: &a [x, x, x, x, x, x, x, x, x]"]
  .concat(
    "bcdefghij".split("").map((key, i) => {
      const alias = `*${"abcdefghij"[i]}`;
      return `${key}: &${key} [${Array.from({ length: 9 }, () => alias).join(", ")}]`;
    }),
  )
  .join("\n");

const FILES: readonly (readonly [
  what: string,
  name: string,
  content: () => string | Buffer,
  said: RegExp,
])[] = [
  ["an empty scenario", "empty.yaml", () => "", /expected a map, found nothing/],
  ["text that is no YAML", "syntax.yaml", () => "id: [", /not valid YAML or JSON at line 1/],
  [
    "a scenario with an unknown key",
    "key.yaml",
    () => "idd: x",
    /idd: unknown key idd; did you mean id\?/,
  ],
  ["a YAML bomb", "bomb.yaml", () => YAML_BOMB, /too large/],
  ["deep YAML", "deep.yaml", () => "[".repeat(100_000), /nested more than 64 deep/],
  ["a huge scenario", "huge.yaml", () => "#".repeat(5_000_000), /larger than 4000000 bytes/],
  ["binary", "binary.yaml", () => Buffer.from([0xff, 0xfe, 0x00]), /not text in UTF-8/],
  ["an empty trace", "empty.jsonl", () => "", /line 1: a trace begins with a header/],
  ["a trace that is no JSON", "no.jsonl", () => "hello\n", /line 1: a trace begins with a header/],
  [
    "a trace of another version",
    "v1.jsonl",
    () => withHeader({ v: 1 }),
    /the trace has version 1; this Highwater reads 2/,
  ],
  [
    "a trace without events",
    "cut.jsonl",
    () => lines((all) => all.slice(0, 1)),
    /cut short: no footer after 0 events/,
  ],
  ["half a trace", "half.jsonl", () => trace.slice(0, trace.length / 2), /line \d+: not JSON/],
  [
    "a trace with an event missing",
    "gap.jsonl",
    () => lines((all) => all.filter((_, i) => i !== 9)),
    /line 10: "i" is 9; the next event is 8/,
  ],
  [
    "a trace with an event changed",
    "forged.jsonl",
    () => trace.replace(/("i":20,"t":)\d+/, "$1999999"),
    /line \d+: /,
  ],
  [
    "a trace whose scenario is none",
    "bad.jsonl",
    () => withHeader({ scenario: { id: 3 } }),
    /expected text, found a number/,
  ],
  ["a trace whose seed is none", "seed.jsonl", () => withHeader({ seed: "x" }), /x is not a seed/],
  [
    "a trace whose era is unknown",
    "era.jsonl",
    () => withHeader({ era: "1.5" }),
    /there is no era 1\.5/,
  ],
  ["a trace that is no gzip", "no.jsonl.gz", () => trace, /damaged or no gzip/],
  [
    "a gzip that is cut short",
    "cut.jsonl.gz",
    () => gzipSync(trace).subarray(0, -40),
    /the compressed file is cut short/,
  ],
  ["a bomb in gzip", "bomb.jsonl.gz", () => gzipSync(Buffer.alloc(100_000_000, " ")), /line 1: /],
];

describe("replay of a file that is wrong: one line, exit status 4", () => {
  test.each(FILES)("%s", async (_, name, content, said) => {
    writeFileSync(join(folder, name), content());
    const { status, out, err } = await highwater("replay", join(folder, name));
    expect(err).toMatch(said);
    expect(err).toMatch(new RegExp(`^highwater: TMP/${name}: `));
    expect(err).not.toMatch(/\n\s+at /);
    expect({ status, out }).toEqual({ status: 4, out: "" });
  });

  test("a folder with the name of a file", async () => {
    mkdirSync(join(folder, "folder.yaml"));
    const { status, err } = await highwater("run", join(folder, "folder.yaml"));
    expect({ status, err }).toEqual({
      status: 4,
      err: "highwater: TMP/folder.yaml: this is a folder, not a file\n",
    });
  });

  test("what would steer a terminal is shown, not sent", async () => {
    const { status, err } = await highwater("run", "x\u001b[2J\u202e");
    expect(status).toBe(4);
    expect(err).toContain("x\\u{1b}[2J\\u{202e}");
  });
});

describe("a trace that cannot be written", () => {
  test("leaves nothing behind, and is told before the run", async () => {
    const into = join(folder, "into");
    mkdirSync(join(into, "taken.jsonl"), { recursive: true });
    const { status, out, err } = await highwater("run", ID, "--trace", join(into, "taken.jsonl"));
    expect({ status, out, err }).toEqual({
      status: 4,
      out: "",
      err: "highwater: TMP/into/taken.jsonl: this is a folder, not a file\n",
    });
    expect(readdirSync(into)).toEqual(["taken.jsonl"]);
  });

  test("a trace that is written leaves no other file", async () => {
    const into = join(folder, "fine");
    mkdirSync(into);
    await highwater("run", ID, "--trace", join(into, "run.jsonl.gz"));
    expect(readdirSync(into)).toEqual(["run.jsonl.gz"]);
  });
});

test("a link that left its control out has none to run", async () => {
  const scenario = SCENARIOS.find(({ id }) => id === ID);
  if (scenario === undefined) throw new Error(`no scenario ${ID}`);
  const link = encodeLink(bareLinkOf({ ...runOf(scenario), published: false }));
  expect(await highwater("run", link, "--control")).toEqual({
    status: 4,
    out: "",
    err: expect.stringMatching(
      /^highwater: --control: #\/v1\/run.* has none; a link may leave it out\n$/,
    ),
  });
});
