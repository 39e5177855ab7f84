import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeLink, simulate } from "../../sim/index.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const MODULES = join(ROOT, "node_modules");
const EXAMPLE = join(ROOT, "docs/examples/durability.test.ts");
const IS_BUILT = existsSync(join(ROOT, "dist/lib/testing/vitest/index.js"));

interface Manifest {
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
}

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** A project that has the built package installed as npm would: what `files` names, and its own modules. */
describe.skipIf(!IS_BUILT)("a project that uses the package", () => {
  const project = realpathSync(mkdtempSync(join(tmpdir(), "highwater-package-")));

  beforeAll(() => {
    const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Manifest;
    const installed = join(project, "node_modules/highwater");
    mkdirSync(installed, { recursive: true });
    cpSync(join(ROOT, "package.json"), join(installed, "package.json"));
    cpSync(join(ROOT, "dist/lib"), join(installed, "dist/lib"), { recursive: true });
    expect(manifest.files).toContain("dist/lib");
    const own = [...Object.keys(manifest.dependencies), "fast-check", "vitest", "vite"];
    for (const name of [...own, "@types/node"]) link(name);
    writeFileSync(join(project, "package.json"), '{ "type": "module" }');
    cpSync(EXAMPLE, join(project, "durability.test.ts"));
    writeFileSync(
      join(project, "seed.ts"),
      'import fc from "fast-check";\nfc.configureGlobal({ seed: 1, numRuns: 40 });\n',
    );
    writeFileSync(
      join(project, "vitest.config.ts"),
      'export default { test: { setupFiles: ["seed.ts"], testTimeout: 300_000 } };\n',
    );
  });

  afterAll(() => rmSync(project, { recursive: true }));

  function link(name: string): void {
    const at = join(project, "node_modules", name);
    mkdirSync(join(at, ".."), { recursive: true });
    if (existsSync(join(MODULES, name))) symlinkSync(join(MODULES, name), at, "junction");
  }

  function run(script: string, ...args: readonly string[]): string {
    const options = { cwd: project, encoding: "utf8" } as const;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(MODULES, script), ...args],
      options,
    );
    return stdout + stderr;
  }

  test("sees the types of both entries", () => {
    writeFileSync(
      join(project, "wrong.ts"),
      [
        'import { workload } from "highwater/fast-check";',
        'import { expect } from "vitest";',
        'import "highwater/vitest";',
        'export const wrong = workload({ acks: "most" });',
        "expect(wrong).toLoseEverything();",
      ].join("\n"),
    );
    const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022"];
    const modules = ["--module", "nodenext", "--types", "node"];
    const said = run(
      "typescript/bin/tsc",
      ...options,
      ...modules,
      "durability.test.ts",
      "wrong.ts",
    );
    expect(said).not.toContain("durability.test.ts");
    expect(said).toContain("'\"most\"' is not assignable");
    expect(said).toContain("'toLoseEverything' does not exist");
  });

  test("runs the README's example: it holds with acks=all and fails with acks=1", () => {
    const said = run(
      "vitest/vitest.mjs",
      "run",
      "--reporter=json",
      "--reporter=default",
      "--outputFile=report.json",
    );
    const text = readFileSync(join(project, "report.json"), "utf8");
    const results = (JSON.parse(text) as Report).testResults[0]?.assertionResults ?? [];
    expect(results.map(({ status }) => status)).toEqual(["passed", "failed"]);
    expect(results[1]?.failureMessages.join()).toContain("Property failed after");
    expect(said).toContain("Expected the run to lose nothing, but");
    const [, link = ""] = /npx highwater run '([^']+)'/.exec(said) ?? [];
    const { scenario, seed, era } = decodeLink(link);
    if (scenario === null) throw new Error("the link holds the scenario");
    const { lost } = simulate(scenario, { seed, era }).report.ledger;
    expect(lost.length).toBeGreaterThan(0);
    expect(new Set(lost.map(({ class: judged }) => judged))).toEqual(
      new Set(["allowed by configuration"]),
    );
  }, 600_000);
});
