import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { main } from "../../cli/main.ts";
import { acks1LeaderKillUnreplicated } from "../../scenarios/durability/acks1-leader-kill-unreplicated.ts";
import { SCENARIOS } from "../../scenarios/index.ts";
import { simulate } from "../../sim/index.ts";
import { fakeIo } from "../cli/fake-io.ts";

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

test("the README's library example runs, and acks=all saves what acks=1 loses", () => {
  expect(blocks("ts").join()).toContain(
    `simulate(scenario, { seed: "7", settings: { acks: "all" } })`,
  );
  // Of all scenarios some: each is run elsewhere.
  for (const scenario of SCENARIOS.filter(({ group }) => group === "durability")) {
    const { hash, report } = simulate(scenario, { seed: "7", settings: { acks: "all" } });
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    if (scenario === acks1LeaderKillUnreplicated) expect(report.ledger.lost).toEqual([]);
  }
});

test("the README's table of versions is what the command prints", async () => {
  const [typed = ""] = /npx (highwater matrix .*)/.exec(blocks("sh").join("")) ?? [];
  const io = fakeIo();
  await main(typed.split(" ").slice(2), io);
  const shown = blocks("console").find((text) => text.includes("scenario  ")) ?? "";
  const lines = shown.split("\n").filter((line) => line !== "");
  expect(lines.length).toBeGreaterThan(1);
  expect(io.out().split("\n").slice(0, lines.length)).toEqual(lines);
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

test.each([
  ["a group's story", "run commit-before-process"],
  ["an explanation", "explain acks1-leader-kill-unreplicated"],
])("the README's excerpt of %s is what the command prints", async (_, command) => {
  const shown = blocks("console").find((text) => text.includes(`highwater ${command}`)) ?? "";
  const [typed = "", ...lines] = shown.split("\n").filter((line) => line !== "" && line !== "…");
  expect(lines.length).toBeGreaterThan(3);
  const io = fakeIo();
  await main(typed.split(" ").slice(3), io);
  const told = io.out().split("\n");
  for (const line of lines) expect(told).toContain(line);
});

test("the README's example of a test is the file it names, which the tests run", () => {
  const file = readFileSync("docs/examples/durability.test.ts", "utf8");
  expect(blocks("ts")).toContain(file);
});
