import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FACT_SCHEMAS } from "../../sim/trace/union.ts";
import { vizEn } from "../../text/viz-en.ts";
import { vizZh } from "../../text/viz-zh.ts";
import { fill } from "../../viz/model/fill.ts";

const english: Readonly<Record<string, string>> = vizEn;
const chinese: Readonly<Record<string, string>> = vizZh;
const keys = Object.keys(vizEn);
const arguments_ = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe("the texts of the page", () => {
  test("have the same names in both languages", () => {
    expect(Object.keys(vizZh).sort()).toEqual([...keys].sort());
  });

  test.each(keys)("%s uses the same arguments in both languages", (key) => {
    const used = new Set(arguments_(english[key] ?? ""));
    expect(new Set(arguments_(chinese[key] ?? ""))).toEqual(used);
  });

  test.each(keys.filter((key) => key.startsWith("fact.")))("%s uses fields of its fact", (key) => {
    const name = key.slice("fact.".length);
    const schemas = FACT_SCHEMAS.filter(
      (fact) => name === fact.name || name.startsWith(`${fact.name}.`),
    );
    const schema = schemas.sort((a, b) => b.name.length - a.name.length)[0];
    expect(schema, `there is a fact for ${key}`).toBeDefined();
    const own = schema?.fields.map(([field]) => field) ?? [];
    // Sentences about a topic's znode name the topic that its path names.
    const fields = own.includes("path") ? [...own, "topic"] : own;
    for (const argument of arguments_(english[key] ?? "")) expect(fields).toContain(argument);
  });

  test("are all used by the page", () => {
    const sources = readdirSync("viz", { recursive: true, encoding: "utf8" })
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => readFileSync(join("viz", path), "utf8"))
      .join("\n");
    // Names made at run time begin with one of these.
    const made = [...sources.matchAll(/`([a-z]+(?:\.[a-z]+)*\.)\$\{/gi)].map(
      ([, start]) => start ?? "",
    );
    const unused = keys.filter((key) => {
      return !sources.includes(`"${key}"`) && !made.some((start) => key.startsWith(start));
    });
    expect(unused).toEqual([]);
  });

  test("are filled with arguments, and show which one is missing", () => {
    expect(fill("{a} of {b}", { a: 1 })).toBe("1 of {b}");
    expect(fill("{constructor}", {})).toBe("{constructor}");
  });
});
