import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transformWithOxc } from "vite";
import { describe, expect, test } from "vitest";
import { root } from "../../../build/project.ts";
import { PLANTED_BUGS, plant } from "./index.ts";

describe("planted bugs", () => {
  test("have names of their own", () => {
    const names = PLANTED_BUGS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(PLANTED_BUGS)("$name has one place, and what replaces it parses", async (bug) => {
    const path = join(root, "sim", bug.file);
    const source = readFileSync(path, "utf8");
    const planted = plant(bug, source);
    expect(planted).not.toBe(source);
    await expect(transformWithOxc(planted, path)).resolves.toHaveProperty("code");
  });

  test("a place that occurs twice is refused", () => {
    const [bug] = PLANTED_BUGS;
    if (bug === undefined) throw new Error("there are none");
    expect(() => plant(bug, `${bug.find}\n${bug.find}`)).toThrow("2 places");
    expect(() => plant(bug, "")).toThrow("0 places");
  });
});
