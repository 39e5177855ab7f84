import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { pageFolder } from "./support/folders.ts";

const LIMIT_BYTES = 120_000;

test("what a visitor loads before the page shows something is small", () => {
  const html = readFileSync(join(pageFolder, "index.html"), "utf8");
  const scripts = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.js)"/g)].map(
    ([, path]) => path ?? "",
  );
  expect(scripts.length).toBeGreaterThan(0);
  const bytes = scripts.map((path) => gzipSync(readFileSync(join(pageFolder, path))).length);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LIMIT_BYTES);
});
