import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** Sources that the linter must refuse: [place, source, what it must say]. */
const refused: readonly (readonly [string, string, RegExp])[] = [
  // One way for imports inside the simulator.
  ["sim/kernel", `import { x } from "../zookeeper/x.ts";`, /sim\/kernel stands below/],
  ["sim/kernel", `import { x } from "../kafka/log/x.ts";`, /sim\/kernel stands below/],
  ["sim/kernel/deep/er", `export * from "../../../kafka/x.ts";`, /sim\/kernel stands below/],
  ["sim/zookeeper", `import { x } from "../kafka/x.ts";`, /sim\/zookeeper stands below/],
  ["sim/kafka/broker", `import { x } from "../../cluster/x.ts";`, /sim\/kafka stands below/],
  ["sim/kafka/broker", `import type { X } from "../../trace/x.ts";`, /sim\/kafka stands below/],
  ["sim/cluster", `import { x } from "../trace/x.ts";`, /sim\/cluster and sim\/faults stand below/],
  ["sim/faults", `import { x } from "../check/x.ts";`, /sim\/cluster and sim\/faults stand below/],
  ["sim/trace", `import { x } from "../check/x.ts";`, /sim\/trace stands below/],
  ["sim/check", `import { x } from "../scenario/x.ts";`, /sim\/check stands below/],
  ["sim/scenario", `import { x } from "../explore/x.ts";`, /sim\/scenario stands below/],
  // The simulator uses nothing around it, and only a few packages.
  ["sim/explore", `import { x } from "../../scenarios/index.ts";`, /nothing from the rest/],
  ["sim/kernel", `import { x } from "../../text/x.ts";`, /nothing from the rest/],
  ["sim/trace", `import { x } from "../../viz/x.ts";`, /nothing from the rest/],
  ["sim", `import { x } from "../cli/x.ts";`, /nothing from the rest/],
  ["sim/kernel", `import { h } from "preact";`, /of packages it uses/],
  ["sim/explore", `import Tinypool from "tinypool";`, /of packages it uses/],
  ["sim/kernel", `import { readFileSync } from "node:fs";`, /Node\.js/],
  ["sim/kernel", `import { readFileSync } from "fs";`, /Node\.js/],
  // Scenarios, texts and the front doors.
  ["scenarios/loss", `import { x } from "../../sim/kafka/x.ts";`, /public face/],
  ["scenarios/loss", `import { x } from "../../text/x.ts";`, /only sim\/index\.ts/],
  ["scenarios/loss", `import { z } from "zod";`, /no package/],
  ["text/en", `import { x } from "../../sim/index.ts";`, /import type/],
  ["text/en", `import { type X } from "../../sim/index.ts";`, /import type/],
  ["text/en", `import x, { y } from "../../sim/index.ts";`, /import type/],
  ["text/en", `import * as x from "../../sim/index.ts";`, /import type/],
  ["text/en", `import "../../sim/index.ts";`, /import type/],
  ["text/en", `export { x } from "../../sim/index.ts";`, /import type/],
  ["text/en", `export * from "../../sim/index.ts";`, /import type/],
  ["text/en", `import type { X } from "../../scenarios/index.ts";`, /nothing else/],
  ["text/en", `import { x } from "../../viz/x.ts";`, /nothing else/],
  ["viz", `import { x } from "../cli/x.ts";`, /another front door/],
  ["viz/worker", `import { x } from "../../testing/x.ts";`, /another front door/],
  ["viz", `import { readFileSync } from "node:fs";`, /Node\.js/],
  ["viz", `import { Command } from "commander";`, /does not belong in the page/],
  ["cli", `import { x } from "../viz/x.ts";`, /another front door/],
  ["cli", `import { x } from "../testing/x.ts";`, /another front door/],
  ["cli", `import { h } from "preact";`, /does not belong in the command line/],
  ["cli", `import { select } from "d3-selection";`, /does not belong in the command line/],
  ["testing", `import { x } from "../cli/x.ts";`, /another front door/],
  ["testing", `import { x } from "../viz/x.ts";`, /another front door/],
  // No ambient time, randomness, host or locale.
  ...[
    ["new Date()", /global variable Date/],
    ["performance.now()", /global variable performance/],
    ["setTimeout(f, 1)", /global variable setTimeout/],
    ["setInterval(f, 1)", /global variable setInterval/],
    ["queueMicrotask(f)", /global variable queueMicrotask/],
    ["crypto.getRandomValues(f)", /global variable crypto/],
    ["globalThis.f", /global variable globalThis/],
    ["process.env", /global variable process/],
    ["console.log(f)", /global variable console/],
    ["new Intl.Collator()", /global variable Intl/],
    ["new WeakRef(f)", /global variable WeakRef/],
    ["new Function(f)", /global variable Function/],
    ['"a".localeCompare(f)', /locale/],
    ["f.toLocaleString()", /locale/],
    ["f.stack", /stack traces/],
    ["f?.stack", /stack traces/],
    // No function whose last bit the engine chooses.
    ["Math.random()", /member of Math/],
    ["Math.pow(f, 2)", /member of Math/],
    ["Math.log(f)", /member of Math/],
    ["Math.exp(f)", /member of Math/],
    ["Math.sin(f)", /member of Math/],
    ["Math.cos(f)", /member of Math/],
    ["Math.tan(f)", /member of Math/],
    ["Math.hypot(f, f)", /member of Math/],
    ["f.map(Math.cbrt)", /member of Math/],
    ['Math["sin"](f)', /Math may only be used/],
    ["[Math]", /Math may only be used/],
    ["f ** 2", /exponent/],
    ["1 + f(f ** 2) * 3", /exponent/],
    // Nothing pending but records.
    ["Promise.resolve(f)", /global variable Promise/],
    ["async () => f", /plain records/],
    ["async (x: number) => x", /plain records/],
    ["async function () {}", /plain records/],
    ["{ async m() {} }", /plain records/],
    ["class { static async m() {} }", /plain records/],
    ['import("./x.ts")', /plain records/],
  ].flatMap(([expression, message]) =>
    ["sim/kernel", "sim/kafka/log", "scenarios/loss"].map(
      (place) => [place, `export const y = ${expression};`, message] as [string, string, RegExp],
    ),
  ),
  ["sim/kernel", "export async function y() {}", /plain records/],
  ["sim/kernel", "export default async function () {}", /plain records/],
  ["sim/kernel", "export function y() { for await (const x of f) { f(x); } }", /plain records/],
  ["sim/kernel", "export const y = await f;", /plain records/],
  ["sim/kernel", "export function y(x: number) { x **= 2; return x; }", /exponent/],
  ["sim/kernel", "export const { random } = Math;", /Math may only be used/],
  ["sim/kernel", "export const { stack } = f;", /stack traces/],
  ["sim/kernel", "let y = 1;\nexport const z = () => y++;", /no mutable state/],
  ["sim/kernel", "export let y: number;", /no mutable state/],
  ["scenarios/loss", "export var y = 1;", /no mutable state/],
  // The language used everywhere.
  ["sim/kernel", "export enum Y { A }", /enum/],
  ["cli", "export const y: any = 1;", /any/],
  ["viz", `import { x } from "./x";`, /extension/],
  ["test/sim", "export const y = f!.x;", /non-null/i],
];

/** Sources that the linter must let pass. */
const allowed: readonly (readonly [string, string])[] = [
  ["sim/kernel", `import alea from "seedrandom/lib/alea.js";\nexport const y = alea;`],
  ["sim/zookeeper", `import { x } from "../kernel/x.ts";\nexport const y = x;`],
  ["sim/kafka/log", `import { x } from "../../zookeeper/x.ts";\nexport const y = x;`],
  ["sim/cluster", `import { x } from "../kafka/broker/x.ts";\nexport const y = x;`],
  ["sim/trace", `import { produce } from "immer";\nexport const y = produce;`],
  ["sim/scenario", `import { z } from "zod";\nexport const y = z;`],
  ["sim/explore", `import { x } from "../scenario/x.ts";\nexport const y = x;`],
  ["sim/kernel", "export const y = (x: number) => Math.floor(x) + Math.max(x, Math.imul(x, 3));"],
  ["sim/kernel", "export const y = (x: number) => {\n  let z = x * 2;\n  z *= 3;\n  return z;\n};"],
  ["sim/kernel", `export const y = "2 ** 3, async, await, Date and .stack";`],
  ["scenarios/loss", `import { x } from "../../sim/index.ts";\nexport const y = x;`],
  ["text/en", `import type { X } from "../../sim/index.ts";\nexport const y: X = 1;`],
  ["viz", `import { x } from "../sim/index.ts";\nexport const y = async () => Math.sin(x);`],
  ["viz", `import { x } from "../text/x.ts";\nexport const y = () => new Date(x);`],
  ["cli", `import { readFileSync } from "node:fs";\nexport const y = readFileSync;`],
  ["cli", `import { x } from "../scenarios/index.ts";\nexport const y = x ** 2;`],
  ["test/sim", "export const y = async () => Math.random();"],
  ["testing", `import { x } from "../sim/index.ts";\nexport const y = x;`],
];

interface Diagnostic {
  readonly severity: string;
  readonly message: string;
  readonly location: { readonly path: string };
}

describe("the linter", () => {
  const project = mkdtempSync(join(tmpdir(), "highwater-lint-"));
  const said = new Map<string, string[]>();
  const pathOf = (kind: string, place: string, index: number) => `${place}/${kind}${index}.ts`;

  beforeAll(() => {
    for (const name of ["biome.json", "biome", ".gitignore"]) {
      cpSync(join(root, name), join(project, name), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(project, "node_modules"), "junction");
    refused.forEach(([place, source], index) => {
      write(pathOf("refused", place, index), source);
    });
    allowed.forEach(([place, source], index) => {
      write(pathOf("allowed", place, index), source);
    });
    write("viz/x.ts", "export const x = 1;");
    write("cli/cycle0.ts", `import { b } from "./cycle1.ts";\nexport const a = () => b;`);
    write("cli/cycle1.ts", `import { a } from "./cycle0.ts";\nexport const b = () => a;`);
    const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
    const args = [biome, "lint", "--reporter=json", "--max-diagnostics=none"];
    const { stdout } = spawnSync(process.execPath, args, { cwd: project, encoding: "utf8" });
    const report = JSON.parse(stdout) as { readonly diagnostics: readonly Diagnostic[] };
    for (const { severity, message, location } of report.diagnostics) {
      if (severity === "error") {
        const path = location.path.replaceAll("\\", "/");
        said.set(path, [...(said.get(path) ?? []), message]);
      }
    }
  });

  afterAll(() => {
    rmSync(project, { recursive: true });
  });

  function write(path: string, source: string) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), `${source}\n`);
  }

  test.each(refused.map(([place, source, message], index) => ({ place, source, message, index })))(
    "refuses in $place: $source",
    ({ place, message, index }) => {
      expect(said.get(pathOf("refused", place, index))?.join("\n")).toMatch(message);
    },
  );

  test.each(allowed.map(([place, source], index) => ({ place, source, index })))(
    "allows in $place: $source",
    ({ place, index }) => {
      expect(said.get(pathOf("allowed", place, index))).toBeUndefined();
    },
  );

  test("refuses files that import each other", () => {
    expect(said.get("cli/cycle0.ts")?.join("\n")).toMatch(/cycle/);
  });
});
