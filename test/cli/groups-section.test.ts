import { describe, expect, test } from "vitest";
import { main } from "../../cli/main.ts";
import { fakeIo } from "./fake-io.ts";

async function run(...args: readonly string[]): Promise<string> {
  const io = fakeIo();
  expect(await main(["run", ...args], io)).toBe(0);
  return io.out();
}

/** The lines below a heading, up to the next one. */
function section(output: string, heading: string): readonly string[] {
  const lines = output.split("\n");
  const from = lines.indexOf(heading) + 1;
  const rest = lines.slice(from);
  const end = rest.findIndex((line) => line !== "" && !line.startsWith(" "));
  return rest.slice(0, end).filter((line) => line !== "");
}

const cells = (line: string | undefined) => line?.trim().split(/ {2,}/);

describe("consumer groups in what run tells", () => {
  test("have a line each, and what became of records is told below", async () => {
    const output = await run("delivery-semantics-trio");
    const groups = section(output, "Consumer groups");
    expect(cells(groups[0])).toEqual([
      "group",
      "generation",
      "processed",
      "processed twice",
      "never processed",
      "overwritten",
      "without a consumer",
    ]);
    expect(groups.slice(1, 4).map((line) => cells(line)?.slice(0, 6))).toEqual([
      ["at-most-once", "2", "4", "0", "6", "0"],
      ["at-least-once", "2", "10", "4", "0", "0"],
      ["effectively-once", "2", "10", "0", "0", "0"],
    ]);
    expect(groups.map((line) => cells(line)?.slice(0, 3))).toContainEqual([
      "at-most-once-0",
      "4..9",
      "m4..m9",
    ]);
    expect(output.replaceAll(/\s+/g, " ")).toContain(
      "nothing that was acknowledged is lost, 4 processed more than once, 6 never processed.",
    );
  });

  test("rebalance in the story, with a reason when that took long, and without the usual errors", async () => {
    const story = section(await run("delivery-semantics-trio"), "Story")
      .join(" ")
      .replaceAll(/\s+/g, " ");
    expect(story).toMatch(/generation 1: 1 member, .* 3\.00\d s, in case more members came\./);
    expect(story).toContain("until the former at-most-once was gone.");
    expect(story).not.toMatch(/COORDINATOR_NOT_AVAILABLE|REBALANCE_IN_PROGRESS/);
  });

  test("tell a member that did not poll in time from one that leaves", async () => {
    const output = await run("zombie-consumer-max-poll");
    expect(output.replaceAll(/\s+/g, " ")).toContain("first did not poll in time and left");
  });

  test("of the old consumer have no generation", async () => {
    const [, billing] = section(await run("zookeeper-consumer-rebalance"), "Consumer groups");
    expect(cells(billing)?.slice(0, 3)).toEqual(["billing", "–", "11"]);
  });

  test("are not there where nobody has a group", async () => {
    expect(await run("acks1-leader-kill-unreplicated")).not.toContain("Consumer groups");
  });
});
