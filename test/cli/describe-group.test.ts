import { describe, expect, test } from "vitest";
import { main } from "../../cli/main.ts";
import { fakeIo } from "./fake-io.ts";

const ID = "unicast-vs-broadcast-groups";

async function tell(...more: readonly string[]): Promise<{ out: string[]; err: string }> {
  const io = fakeIo();
  expect(await main(["describe", ID, ...more], io)).toBe(0);
  return { out: io.out().split("\n"), err: io.err() };
}

async function complaintOf(...more: readonly string[]): Promise<string> {
  const io = fakeIo();
  expect(await main(["describe", ID, ...more], io)).toBe(4);
  expect(io.out()).toBe("");
  return io.err();
}

describe("groups", () => {
  test("are listed by name, and with states where the tool has them", async () => {
    expect((await tell("groups", "--at", "10s")).out).toEqual(["audit", "billing", ""]);
    const { out } = await tell("groups", "--at", "11s", "--state");
    expect(out.map((line) => line.split(/ +/))).toEqual([
      ["GROUP", "STATE"],
      ["audit", "Empty"],
      ["billing", "Stable"],
      [""],
    ]);
    expect(await complaintOf("groups", "--state", "--era", "2.4")).toContain("2.6 does");
  });

  test("are none before a consumer looks for its coordinator", async () => {
    expect((await tell("groups", "--at", "1s")).out).toEqual([""]);
  });
});

describe("a group", () => {
  test("is told with offsets, lag and members", async () => {
    const { out, err } = await tell("group", "billing", "--at", "10s");
    expect(err).toBe("");
    const rows = out.slice(2, -1).map((line) => line.split(/ +/));
    expect(out[0]).toBe("");
    expect(rows.map((row) => row.slice(0, 6))).toEqual([
      ["billing", "orders", "1", "10", "10", "0"],
      ["billing", "orders", "0", "10", "10", "0"],
    ]);
    expect(rows.map((row) => row[8])).toEqual(["b2", "b1"]);
  });

  test("without members lags, and that is said on the error output", async () => {
    const { out, err } = await tell("group", "audit", "--at", "11s");
    expect(err).toContain("Consumer group 'audit' has no active members.");
    expect(out[2]?.split(/ +/)).toEqual("audit orders 0 10 20 10 - - -".split(" "));
  });

  test("that rebalances is said to do so on the error output", async () => {
    const { out, err } = await tell("group", "billing", "--at", "4s");
    expect(err).toContain("Warning: Consumer group 'billing' is rebalancing.");
    expect(out).toEqual([""]);
  });

  test("that nobody knows is complained of where the tool prints it", async () => {
    const { out, err } = await tell("group", "nobody");
    expect(out).toContain("Error: Consumer group 'nobody' does not exist.");
    expect(err).toBe("");
  });

  test("has members with assignments, and a state, in the format of the version", async () => {
    const assignments = async (era: string) =>
      (await tell("group", "billing", "--at", "10s", "--members", "--verbose", "--era", era)).out
        .slice(2, -1)
        .map((line) => line.split(/ +/).at(-1));
    expect(await assignments("1.1")).toEqual(["orders(1)", "orders(0)"]);
    expect(await assignments("3.9")).toEqual(["(1)", "(0)"]);
    const { out } = await tell("group", "billing", "--at", "10s", "--state");
    expect(out[2]?.split(/ {2,}/)).toEqual([
      "billing",
      "broker-3:9092 (3)",
      "range",
      "Stable",
      "2",
    ]);
  });

  test("is one object as JSON, and null when nobody knows it", async () => {
    const json = async (name: string) => {
      const { out } = await tell("group", name, "--at", "11s", "--json");
      return JSON.parse(out.join("\n")) as { readonly group: unknown; readonly scenario: string };
    };
    expect(await json("audit")).toMatchObject({
      scenario: ID,
      group: {
        group: "audit",
        state: "Empty",
        generation: 2,
        members: [],
        offsets: [
          { topic: "orders", partition: 0, offset: 10 },
          { topic: "orders", partition: 1, offset: 10 },
        ],
      },
    });
    expect((await json("nobody")).group).toBeNull();
  });
});

describe("wrong usage", () => {
  test("is told in one line", async () => {
    expect(await complaintOf("group")).toContain("which one?");
    expect(await complaintOf("groups", "billing")).toContain("groups takes no name");
    expect(await complaintOf("groupes")).toContain("did you mean groups?");
    expect(await complaintOf("topics", "--members")).toContain("--members: only group has it");
    expect(await complaintOf("groups", "--topic", "x")).toContain("--topic: only topics have it");
    expect(await complaintOf("group", "billing", "--members", "--state")).toContain(
      "one at a time",
    );
    expect(await complaintOf("group", "billing", "--verbose")).toContain("only --members");
    expect(await complaintOf("group", "billing", "--members", "--era", "0.11")).toContain(
      "1.1 has",
    );
  });
});
