import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FAULT_EFFECTS } from "../../sim/explore/marks/effects.ts";
import { DEPOSES, type MarkNeeds, SILENCES } from "../../sim/explore/marks/mark.ts";
import {
  MARK_THEMES,
  MARKS,
  type MarkName,
  markNamed,
  marksOfTheme,
} from "../../sim/explore/marks/marks.ts";
import { FAULT_KINDS, type FaultKind } from "../../sim/faults/plan.ts";
import { ERAS } from "../../sim/kafka/era/eras.ts";
import { faultEffectText, markName, markText, markThemeText } from "../../text/marks.ts";

const PAGE = "docs/marks.md";
const CHINESE = /[\u4e00-\u9fff]/;

// UPDATE_DOCS=1 npx vitest run --project unit test/docs
test("the page of coverage marks is what the catalogue says", () => {
  const page = `${pageText().join("\n")}\n`;
  if (process.env.UPDATE_DOCS === "1") writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, "utf8")).toBe(page);
});

test("marks and effects are told in both languages", () => {
  for (const name of MARKS) {
    expect(markText("en", name)).toMatch(/^[A-Z].*\.$/);
    expect(markText("en", name)).not.toMatch(CHINESE);
    expect(markText("zh", name)).toMatch(CHINESE);
    expect(markText("zh", name)).toMatch(/。$/);
    expect(markText("zh", name)).not.toMatch(/[\u4e00-\u9fff][,;!?](?:\s|[\u4e00-\u9fff])/);
  }
  const sentences = MARKS.map((name) => markText("en", name));
  expect(new Set(sentences).size).toBe(MARKS.length);
  for (const language of ["en", "zh"] as const) {
    const names = MARKS.map((name) => markName(language, name));
    expect(new Set(names).size).toBe(MARKS.length);
    expect(names.filter((name) => name.includes("-"))).toEqual([]);
  }
  for (const effect of FAULT_EFFECTS) {
    expect(faultEffectText("en", effect)).not.toMatch(CHINESE);
    expect(faultEffectText("zh", effect)).toMatch(/[\u4e00-\u9fff]/);
  }
  for (const theme of MARK_THEMES) expect(markThemeText("zh", theme)).not.toBe("");
});

function pageText(): readonly string[] {
  return [
    "# Coverage marks",
    "",
    "A clean search says little unless one knows where it has been. A coverage mark is something",
    "worth reaching: an unclean election, a follower that truncates below its high watermark, a",
    "batch that came twice and was written once. `highwater hunt` says in how many runs each was",
    "reached, and names those that no run reached though it might have. What these versions, faults",
    "and settings rule out is listed apart.",
    "",
    "Marks say what happened, not that anything is wrong. Their names are stable: reports have them.",
    "A mark is looked at when a run is over, in what its checks know and in a few notes taken on the",
    "way; nothing of that changes the run.",
    "",
    "*Needs* is what must be there for a drawn run to reach a mark: versions, one of these kinds of",
    "faults, settings. *Scenarios only*: what leads there is never drawn. Two groups of faults have",
    "names here:",
    "",
    ...FAULT_GROUPS.map(([group, kinds]) => `- *${group}*: ${codes(kinds)}`),
    ...MARK_THEMES.flatMap((theme) => [
      "",
      `## ${markThemeText("en", theme)}`,
      "",
      "| mark | a run reaches it when | needs |",
      "| --- | --- | --- |",
      ...marksOfTheme(theme).map(rowOf),
    ]),
    "",
    "## What faults did",
    "",
    "Beside the marks a report counts, for each kind of fault, what it did. An effect counts for the",
    "fault that its host or its connection is in, or was in within the last ten seconds; what no fault",
    "is near to is under `other`. An election that an operator or the preferred replica asked for is",
    "no loss of a leader.",
    "",
    "| count | of |",
    "| --- | --- |",
    ...FAULT_EFFECTS.map((effect) => `| \`${effect}\` | ${faultEffectText("en", effect)} |`),
    "",
    `Kinds: ${codes(FAULT_KINDS)}.`,
  ];
}

/** The usual one of the values that a setting may have. */
function firsts(settings: MarkNeeds["settings"] = {}): readonly (readonly [string, string])[] {
  return Object.entries(settings).map(([name, [value = ""]]) => [name, value] as const);
}

/** Kinds of faults that stand together, by the name that the page has for them. */
const FAULT_GROUPS: readonly (readonly [string, readonly FaultKind[]])[] = [
  ["an end or silence", DEPOSES],
  ["silence", SILENCES],
];

function faultsText(kinds: readonly FaultKind[]): string {
  const group = FAULT_GROUPS.find(([, members]) => members === kinds);
  return group === undefined ? codes(kinds) : group[0];
}

function codes(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

function rowOf(name: MarkName): string {
  return `| \`${name}\` | ${markText("en", name)} | ${needsOf(markNamed(name).needs)} |`;
}

function needsOf({ since = ERAS[0], until, faults, settings, fixed, drawn }: MarkNeeds): string {
  const versions = until === undefined ? `from ${since}` : `${since} to ${until}`;
  const wanted = { ...Object.fromEntries(firsts(settings)), ...fixed };
  const values = Object.entries(wanted).map((pair) => `\`${pair.join("=")}\``);
  const all = since === ERAS[0] && until === undefined;
  return [
    ...(drawn === false ? ["scenarios only"] : []),
    ...(all ? [] : [versions]),
    ...(faults === undefined ? [] : [faultsText(faults)]),
    ...values,
  ].join("; ");
}
