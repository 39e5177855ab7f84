import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { main } from "../../cli/main.ts";
import { fakeIo } from "../cli/fake-io.ts";

const PAGE = readFileSync("docs/hunting.md", "utf8");
const README = readFileSync("README.md", "utf8");

/** Lines of the first block of a page that shows a hunt, without the command and what is left out. */
function shownIn(page: string): readonly string[] {
  const blocks = [...page.matchAll(/```console\n(.*?)```/gs)].map(([, text = ""]) => text);
  const block = blocks.find((text) => text.includes("npx highwater hunt")) ?? "";
  return block.split("\n").filter((line) => line !== "" && !/^\$|…/.test(line));
}

test("the walk-through and the README show what a hunt in 0.10.2 prints", async () => {
  const io = fakeIo();
  const status = await main(["hunt", "--era", "0.10.2", "--seeds", "2000", "--until-failure"], io);
  expect(status).toBe(1);
  const told = io.all().split("\n");
  for (const page of [PAGE, README]) {
    expect(shownIn(page).length).toBeGreaterThan(3);
    for (const line of shownIn(page)) expect(told).toContain(line);
  }
});

describe("the jobs on the page", () => {
  const jobs = [...PAGE.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ""]) => text);

  test("are YAML, and their shards are numbered as the option reads them", () => {
    const [actions, kubernetes] = jobs.map((text) => parse(text));
    expect(actions.jobs.hunt.strategy.matrix.shard).toHaveLength(8);
    expect(JSON.stringify(actions)).toMatch(/--shard \$\{\{ matrix\.shard \}\}\/8 /);
    const { completions, template } = kubernetes.spec;
    const [container] = template.spec.containers;
    expect(container.env).toContainEqual({ name: "JOB_COMPLETIONS", value: String(completions) });
  });

  test("use options that there are", async () => {
    const io = fakeIo();
    await main(["hunt", "--help"], io);
    const commands = jobs.join("\n").match(/highwater hunt .*/g) ?? [];
    expect(commands.length).toBe(2);
    for (const option of commands.join(" ").match(/--[a-z-]+/g) ?? []) {
      expect(io.out()).toContain(option);
    }
  });
});
