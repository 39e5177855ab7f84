import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scenarioById } from "../../scenarios/index.ts";
import {
  bareLinkOf,
  decodeLink,
  encodeLink,
  linkOf,
  type RunLink,
} from "../../sim/explore/link.ts";
import { packJson } from "../../sim/explore/pack.ts";
import { createRun } from "../../sim/explore/run.ts";
import { type RunInput, runOf } from "../../sim/explore/run-input.ts";
import { present } from "../../sim/kernel/assert.ts";
import type { Scenario } from "../../sim/scenario/types.ts";

const flagship = present(scenarioById("acks1-leader-kill-unreplicated"), "it is published");
const NO_TEXT = { en: "", zh: "" };
const overrides = [{ stream: "schedule/next", index: 4, value: 2 }];

/** Scenarios that say more or less of what a link says anyway. */
const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    id: fc.constantFrom("found-1", "other"),
    group: fc.constantFrom("found", "durability"),
    importance: fc.constantFrom(1 as const, 3 as const),
    title: fc.constantFrom(NO_TEXT, { en: "found-1", zh: "found-1" }, flagship.title),
    explanation: fc.constantFrom(NO_TEXT, flagship.explanation),
    eras: fc.constantFrom(undefined, ["2.8"], ["2.8", "3.9"]),
    steps: fc.constantFrom([], flagship.steps),
    expect: fc.constantFrom([], flagship.expect),
    control: fc.constantFrom({ title: NO_TEXT, change: {}, expect: [] }, flagship.control),
    run: fc.constantFrom(
      undefined,
      {},
      { seed: "7" },
      { seed: "8" },
      { seed: "7", overrides: [["schedule/next", 4, 2] as const] },
    ),
  })
  .map(({ eras, run, ...parts }) => ({
    ...flagship,
    ...parts,
    ...(eras === undefined ? {} : { eras }),
    ...(run === undefined ? {} : { run }),
  }));

const link: fc.Arbitrary<RunLink> = fc.record({
  scenarioId: fc.constantFrom("found-1", "third"),
  scenario,
  control: fc.boolean(),
  seed: fc.constantFrom("1", "7"),
  era: fc.constantFrom("2.8", "3.9"),
  settings: fc.constant({}),
  overrides: fc.constantFrom([], overrides),
  engine: fc.constant(null),
  event: fc.constant(null),
  prefixHash: fc.constant(null),
  view: fc.constant({}),
});

describe("scenarios in links", () => {
  test("what a link leaves out because it says it anyway is there again", () => {
    fc.assert(
      fc.property(link, (whole) => {
        expect(decodeLink(encodeLink(whole))).toEqual(whole);
      }),
    );
  });

  test("links that have the whole scenario are still read", () => {
    const cfg = packJson({ scenario: flagship, overrides: [["schedule/next", 4, 2]] });
    const decoded = decodeLink(`#/v1/run?sc=${flagship.id}&seed=7&era=2.8&cfg=${cfg}`);
    expect(decoded).toMatchObject({ scenario: flagship, seed: "7", era: "2.8", overrides });
  });

  test("a bare link is short, and the run is the same", () => {
    const input: RunInput = { ...runOf(flagship), published: false, seed: "7" };
    const bare = encodeLink(bareLinkOf(input));
    expect(bare.length).toBeLessThan(700);
    expect(bare.length).toBeLessThan(encodeLink(linkOf(input)).length / 2);
    const again = decodeLink(bare);
    expect(again.scenario).toMatchObject({ title: { en: flagship.id }, expect: [] });
    const replayed = { ...input, scenario: present(again.scenario, "the link has it") };
    expect(createRun(replayed).finish().hash).toBe(createRun(input).finish().hash);
  });

  test("a bare link of a control still has the control, and one of a published scenario its id", () => {
    const control: RunInput = { ...runOf(flagship), published: false, control: true };
    expect(bareLinkOf(control)).toEqual(linkOf(control));
    expect(bareLinkOf(runOf(flagship)).scenario).toBeNull();
  });
});
