import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { engineHash } from "../../build/engine-hash.ts";

describe("the engine hash", () => {
  const folder = mkdtempSync(join(tmpdir(), "highwater-hash-"));

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function hashOf(files: Readonly<Record<string, string>>): string {
    const place = mkdtempSync(join(folder, "sim-"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(place, path)), { recursive: true });
      writeFileSync(join(place, path), text);
    }
    return engineHash(place);
  }

  const files = { "index.ts": "a\nb\n", "kernel/time.ts": "c\n" };

  test("is the one that the code under test was built with", () => {
    expect(__ENGINE_HASH__).toBe(engineHash(resolve(import.meta.dirname, "../../sim")));
    expect(__ENGINE_HASH__).toMatch(/^[0-9a-f]{8}$/);
  });

  test("is the same wherever the same files lie, in whatever order they were made", () => {
    expect(hashOf({ "kernel/time.ts": "c\n", "index.ts": "a\nb\n" })).toBe(hashOf(files));
  });

  test("does not depend on line endings", () => {
    expect(hashOf({ ...files, "index.ts": "a\r\nb\r\n" })).toBe(hashOf(files));
  });

  test("changes with a text, a name, an added file and text moved from file to file", () => {
    const hashes = [
      files,
      { ...files, "kernel/time.ts": "d\n" },
      { "index.ts": "a\nb\n", "kernel/clock.ts": "c\n" },
      { ...files, "kernel/a.ts": "" },
      { "index.ts": "a\n", "kernel/time.ts": "b\nc\n" },
    ].map(hashOf);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
