import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import {
  checkScenario,
  createRun,
  DEFAULT_LIMITS,
  type Expectation,
  InputError,
  parseScenario,
  type RunResult,
  runOf,
  type Scenario,
} from "../../sim/index.ts";

const NO_TEXT = { en: "", zh: "" };
const SEEDS = Array.from({ length: 10 }, (_, i) => String(i + 1));
const PAGE = "docs/scenarios.md";
const page = readFileSync(PAGE, "utf8");

/** The fenced blocks of a page whose first line is "```yaml KIND". */
function examples(kind: string, path = PAGE): readonly (readonly [line: number, text: string])[] {
  const found: [number, string][] = [];
  const text = readFileSync(path, "utf8");
  for (const match of text.matchAll(/^```yaml (\S+)\n(.*?)^```$/gms)) {
    const [, ofKind, block = ""] = match;
    const line = text.slice(0, match.index).split("\n").length + 1;
    if (ofKind === kind) found.push([line, block]);
  }
  return found;
}

function run(scenario: Scenario, control = false, seed = "1"): RunResult {
  const input = { ...runOf(scenario), published: false, control, seed };
  return createRun(input, { trace: "off", limits: DEFAULT_LIMITS }).finish();
}

/** What a run did not meet, in words. */
function failures({ expectations, inconclusive, unexpected }: RunResult): readonly string[] {
  return [
    ...(inconclusive === null ? [] : [JSON.stringify(inconclusive)]),
    ...expectations.flatMap(({ text, met }) => (met ? [] : [text.en])),
    ...unexpected.map(({ invariant, class: judged }) => `${invariant}: ${judged}`),
  ];
}

/** The page's whole scenario with some parts of it replaced, and nothing expected but what is given. */
function variant(parts: object, expected: readonly object[] = []): Scenario {
  const whole: unknown = parse(examples("scenario")[0]?.[1] ?? "");
  const control = { title: NO_TEXT, change: {}, expect: [] };
  return checkScenario({ ...(whole as object), control, expect: expected, ...parts });
}

const WHOLE: readonly (readonly [place: string, text: string])[] = [
  ["docs/examples/two-copies.yaml", readFileSync("docs/examples/two-copies.yaml", "utf8")],
  ...[PAGE, "docs/eras.md"].flatMap((path) =>
    examples("scenario", path).map(([line, text]) => [`${path}:${line}`, text] as const),
  ),
];

describe.each(WHOLE)("%s", (_, text) => {
  test.each(SEEDS)("turns out as it says with seed %s, and so does its control", (seed) => {
    const scenario = parseScenario(text);
    expect(failures(run(scenario, false, seed))).toEqual([]);
    const control = run(scenario, true, seed);
    expect(failures(control)).toEqual([]);
    expect(control.caseExpectations?.some(({ met }) => !met)).toBe(true);
  });
});

describe("docs/scenarios.md", () => {
  test.each(examples("cluster"))("line %i: a cluster that works", (_, text) => {
    expect(failures(run(variant(parse(text) as object)))).toEqual([]);
  });

  test.each(examples("steps"))("line %i: steps that can be carried out", (_, text) => {
    expect(failures(run(variant(parse(text) as object)))).toEqual([]);
  });

  test.each(examples("conditions"))("line %i: conditions that come true", (_, text) => {
    const conditions = parse(text) as readonly object[];
    const expected = conditions.map((eventually): object => {
      return { eventually, text: { en: JSON.stringify(eventually), zh: "" } };
    });
    expect(failures(run(variant({}, expected)))).toEqual([]);
  });

  test.each(examples("expect"))("line %i: expectations that are met", (_, text) => {
    const { expect: expected } = parse(text) as { readonly expect: readonly Expectation[] };
    expect(failures(run(variant({}, expected)))).toEqual([]);
  });

  test.each(examples("wrong"))("line %i: an input that is refused", (_, text) => {
    expect(() => variant(parse(text) as object)).toThrow(InputError);
  });

  test("names every key there is", () => {
    const schema: unknown = JSON.parse(readFileSync("scenarios/scenario.schema.json", "utf8"));
    const missing = keysOf(schema).filter(
      (key) => !page.includes(`\`${key}\``) && !page.includes(`${key}:`),
    );
    expect(missing).toEqual([]);
  });
});

/** The names of all properties in a JSON Schema. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own = "properties" in schema ? Object.keys(schema.properties ?? {}) : [];
  return [...own, ...Object.values(schema).flatMap(keysOf)];
}
