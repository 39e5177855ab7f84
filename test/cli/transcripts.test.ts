import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { replayTranscript } from "./transcript.ts";

const FOLDER = join(import.meta.dirname, "transcripts");

describe("the command line writes what its transcripts show (rewrite them with UPDATE=1)", () => {
  test.each(readdirSync(FOLDER).sort())(
    "%s",
    async (name) => {
      const path = join(FOLDER, name);
      const folder = mkdtempSync(join(tmpdir(), "highwater-cli-"));
      try {
        const before = readFileSync(path, "utf8");
        const after = await replayTranscript(before, folder);
        expect(after).not.toContain("[exit 5]");
        if (process.env.UPDATE === "1") writeFileSync(path, after);
        else expect(after).toBe(before);
      } finally {
        rmSync(folder, { recursive: true });
      }
      // Some of them search and shrink, and other tests may keep the machine busy.
    },
    300_000,
  );
});
