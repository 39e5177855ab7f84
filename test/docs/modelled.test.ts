import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = readFileSync("docs/modelled.md", "utf8");

/** Everything that is written in a folder's sources. */
function sources(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const texts = files.filter((name) => name.endsWith(".ts"));
  return texts.map((name) => readFileSync(`${folder}/${name}`, "utf8")).join("\n");
}

test("proposals and issues that are called modelled are cited where the code does it", () => {
  const code = sources("sim");
  const modelled = page.split("\n\n").filter((part) => !part.startsWith("**Not modelled.**"));
  const cited = modelled.join("\n").match(/\b(?:KIP|KAFKA)-\d+/g) ?? [];
  expect(cited.length).toBeGreaterThan(15);
  expect(cited.filter((id) => !new RegExp(`${id}\\b`).test(code))).toEqual([]);
});

test("links within the documentation lead somewhere", () => {
  for (const name of ["eras.md", "modelled.md", "scenarios.md", "trace.md"]) {
    const text = readFileSync(`docs/${name}`, "utf8");
    for (const [, target = "", anchor] of text.matchAll(/\]\(([a-z.-]*)(?:#([a-z-]+))?\)/g)) {
      const to = target === "" ? text : readFileSync(`docs/${target}`, "utf8");
      if (anchor === undefined) continue;
      const headings = [...to.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
        heading
          .toLowerCase()
          .replace(/[^a-z ]/g, "")
          .replaceAll(" ", "-"),
      );
      expect(headings, `${name} to ${target}#${anchor}`).toContain(anchor);
    }
  }
});
