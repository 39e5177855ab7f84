import { describe, expect, test } from "vitest";
import { main } from "../../cli/main.ts";
import { displayWidth } from "../../cli/render/width.ts";
import { ERAS, SWITCHES } from "../../sim/index.ts";
import { fakeIo } from "./fake-io.ts";

const NARROWEST = 60;

async function run(argv: readonly string[], columns?: number): Promise<string> {
  const io = fakeIo(columns === undefined ? {} : { isTerminal: true, columns });
  expect(await main(argv, io)).toBe(0);
  return io.out();
}

describe("highwater era", () => {
  test.each(ERAS)("fits the narrowest terminal in both languages (%s)", async (era) => {
    for (const lang of ["en", "zh"]) {
      for (const argv of [["era"], ["era", era]]) {
        const out = await run([...argv, "--lang", lang], NARROWEST);
        const wide = out.split("\n").filter((line) => displayWidth(line) > NARROWEST);
        expect(wide).toEqual([]);
      }
    }
  });

  test("--json tells every switch, what is new, the defaults and the bugs", async () => {
    const value: unknown = JSON.parse(await run(["era", "0.11", "--json"]));
    expect(value).toMatchObject({
      era: "0.11",
      released: "2017-06",
      before: "0.10.2",
      defaults: expect.arrayContaining([
        {
          name: "unclean.leader.election.enable",
          scopes: ["broker", "topic"],
          value: false,
          before: true,
          usual: false,
        },
      ]),
      bugs: expect.arrayContaining([
        expect.objectContaining({ name: "KAFKA-13141", value: true, source: "KAFKA-13141" }),
      ]),
    });
    const { switches, bugs } = value as {
      switches: readonly { readonly name: string }[];
      bugs: readonly { readonly name: string }[];
    };
    expect(switches.find(({ name }) => name === "truncation")).toEqual({
      name: "truncation",
      value: "kip101",
      isNew: true,
      was: "hw",
      since: "0.11",
      source: "KIP-101",
      about: expect.stringMatching(/./),
      does: expect.stringMatching(/./),
      wire: true,
    });
    const told = [...switches, ...bugs].map(({ name }) => name);
    expect(told.sort()).toEqual(SWITCHES.map(({ name }) => name).sort());
  });

  test("--json without a name is an array of all", async () => {
    const value = JSON.parse(await run(["era", "--json"])) as readonly { readonly era: string }[];
    expect(value.map(({ era }) => era)).toEqual(ERAS);
  });
});
