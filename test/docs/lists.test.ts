import { expect, test } from "vitest";
import { messageNames } from "../../sim/faults/message-names.ts";
import { CONFIGS, type ConfigDefinition, INVARIANTS } from "../../sim/index.ts";
import { Errors } from "../../sim/kafka/errors.ts";
import { expectSection, rowOf, wrapped } from "./generated.ts";

const PAGE = "docs/scenarios.md";
const NO_LIMIT = [2_147_483_647, Number.MAX_SAFE_INTEGER];

// UPDATE_DOCS=1 npx vitest run --project unit test/docs
test("the messages that can be held are all named", () => {
  expectSection(PAGE, "messages", wrapped(messageNames()));
});

test("the errors are all named", () => {
  const names = Object.keys(Errors).filter((name) => name !== "NONE");
  expectSection(PAGE, "errors", wrapped(names));
});

test("the invariants are all named and explained", () => {
  const rows = INVARIANTS.map((name) => {
    const meaning = rowOf(PAGE, `\`${name}\``)?.[1] ?? "";
    expect(meaning, name).not.toBe("");
    return `| \`${name}\` | ${meaning} |`;
  });
  expectSection(PAGE, "invariants", ["| invariant | says |", "| --- | --- |", ...rows]);
});

test("the settings are all named, with their defaults", () => {
  const rows = Object.entries(CONFIGS).flatMap(([scope, definitions]) =>
    definitions.map((d) => `| ${scope} | \`${d.name}\` | ${defaultOf(d)} | ${valuesOf(d)} |`),
  );
  const head = ["| of a | setting | default | values |", "| --- | --- | --- | --- |"];
  expectSection(PAGE, "settings", [...head, ...rows]);
});

function defaultOf(definition: ConfigDefinition): string {
  return definition.defaults
    .map(([era, value], i) => {
      const shown = NO_LIMIT.includes(Number(value)) ? "no limit" : `\`${value}\``;
      if (value === "") return "none";
      return i === 0 ? shown : `${shown} from ${era}`;
    })
    .join(", ");
}

function valuesOf(definition: ConfigDefinition): string {
  const { doc } = definition;
  if (definition.type === "boolean") return `true or false: ${doc}`;
  if (definition.type === "choice") {
    return `${definition.values.map((value) => `\`${value}\``).join(", ")}: ${doc}`;
  }
  if (definition.type === "list" || definition.type === "text") return doc;
  const { min, max } = definition;
  return `${doc}, ${NO_LIMIT.includes(max) ? `from ${min}` : `${min} to ${max}`}`;
}
