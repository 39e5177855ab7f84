import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SCENARIOS } from "../../scenarios/index.ts";
import { simulate } from "../../sim/index.ts";

const readme = readFileSync("README.md", "utf8");

/** The contents of the README's code blocks in a language. */
function blocks(language: string): string[] {
  const found = readme.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"));
  return [...found].map(([, text]) => text ?? "");
}

test("the README's scenario is an excerpt of the file it names", () => {
  const file = readFileSync("docs/examples/two-copies.yaml", "utf8");
  const [excerpt] = blocks("yaml");
  expect(excerpt).toBeDefined();
  expect(file).toContain(excerpt);
});

test("the README's library example does what it shows: with acks=all nothing is lost", () => {
  expect(blocks("ts").join()).toContain(
    `simulate(scenario, { seed: "7", settings: { acks: "all" } })`,
  );
  for (const scenario of SCENARIOS) {
    const { hash, report } = simulate(scenario, { seed: "7", settings: { acks: "all" } });
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(report.ledger.lost).toEqual([]);
  }
});

test("every command that the README shows exists, with its options", () => {
  const commands =
    blocks("sh")
      .join("")
      .match(/npx highwater (\w+)/g) ?? [];
  expect(commands.length).toBeGreaterThan(0);
  for (const command of commands)
    expect(readme).toContain(`| \`highwater ${command.split(" ")[2]}`);
});
