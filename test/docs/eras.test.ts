import { expect, test } from "vitest";
import {
  CONFIGS,
  type ConfigDefinition,
  DEFAULT_ERA,
  ERAS,
  isBug,
  SWITCHES,
  type SwitchState,
} from "../../sim/index.ts";
import { ERA_TEXTS } from "../../text/eras.ts";
import { expectSection } from "./generated.ts";

const PAGE = "docs/eras.md";

// UPDATE_DOCS=1 npx vitest run --project unit test/docs
test("the eras are all told", () => {
  const rows = ERAS.map((era) => {
    const { released, brought } = ERA_TEXTS[era];
    return `| \`${era}\`${era === DEFAULT_ERA ? ", usual" : ""} | ${released} | ${brought.en} |`;
  });
  expectSection(PAGE, "eras", ["| era | released | brought |", "| --- | --- | --- |", ...rows]);
});

test("the switches are all told, with their values in every era", () => {
  const rows = SWITCHES.filter((one) => !isBug(one)).map(({ name, doc, wire, states }) => {
    const values = states.map(({ value, since, source, doc: does }) => {
      const origin = [...(since === ERAS[0] ? [] : [`from ${since}`]), ...sourceOf(source)];
      const told = origin.length === 0 ? "" : ` (${origin.join(", ")})`;
      return `\`${value}\`${told}: ${does}`;
    });
    return `| \`${name}\`${wire ? ", wire" : ""} | ${doc} | ${values.join("<br>")} |`;
  });
  const head = ["| switch | about | values |", "| --- | --- | --- |"];
  expectSection(PAGE, "switches", [...head, ...rows]);
});

test("the bugs of single releases are all told", () => {
  const rows = SWITCHES.filter(isBug).map(({ name, doc, states }) => {
    const bug = states.find(({ since }: SwitchState) => since === null);
    expect(bug).toBeDefined();
    return `| \`${name}=${bug?.value}\` | ${doc} | ${bug?.doc} |`;
  });
  expectSection(PAGE, "bugs", ["| bug | of | says |", "| --- | --- | --- |", ...rows]);
});

test("the defaults that changed are all told", () => {
  const rows = settings()
    .filter(([, { name, defaults }]) => {
      return defaults.length > 1 && name !== "inter.broker.protocol.version";
    })
    .map(([scope, { name, defaults }]) => {
      const values = defaults.map(
        ([era, value], i) => `\`${value}\`${i === 0 ? "" : ` from ${era}`}`,
      );
      return `| ${scope} | \`${name}\` | ${values.join(", ")} |`;
    });
  const head = ["| of a | setting | default |", "| --- | --- | --- |"];
  expectSection(PAGE, "defaults", [...head, ...rows]);
});

test("the settings that only later eras know are all told", () => {
  const rows = settings().flatMap(([scope, { name, from }]) =>
    from === null ? [] : [`| ${scope} | \`${name}\` | ${from} |`],
  );
  const head = ["| of a | setting | since |", "| --- | --- | --- |"];
  expectSection(PAGE, "new settings", [...head, ...rows]);
});

function sourceOf(source: string | null): readonly string[] {
  return source === null ? [] : [source];
}

function settings(): readonly (readonly [string, ConfigDefinition])[] {
  return Object.entries(CONFIGS).flatMap(([scope, definitions]) =>
    definitions.filter(({ isSwitch }) => !isSwitch).map((one) => [scope, one] as const),
  );
}
