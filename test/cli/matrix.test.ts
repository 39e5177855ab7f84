import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../cli/main.ts";
import { displayWidth } from "../../cli/render/width.ts";
import { scenarioById } from "../../scenarios/index.ts";
import { ERAS } from "../../sim/index.ts";
import { fakeIo } from "./fake-io.ts";

const ID = "acks1-leader-kill-unreplicated";
/** A case that speaks of 0.8.2 only, and leads nowhere where acks=2 is refused. */
const OF_ONE_ERA = "acks2-pre-0.9";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "highwater-matrix-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function matrix(...argv: readonly string[]): Promise<{ status: number; value: unknown }> {
  const io = fakeIo();
  const status = await main(["matrix", ...argv, "--json"], io);
  expect(io.err()).toBe("");
  return { status, value: JSON.parse(io.out()) };
}

/** A file with the flagship case and some parts of it replaced. */
function fileWith(name: string, parts: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ ...scenarioById(ID), ...parts }));
  return path;
}

describe("matrix --json", () => {
  test("prints one object of the documented shape", async () => {
    const { status, value } = await matrix(ID, "--eras", "2.8,0.10.2");
    expect(status).toBe(0);
    const cell = (era: string) => ({
      ok: true,
      lost: 3,
      diverged: false,
      class: "allowed by configuration",
      fix: null,
      link: expect.stringMatching(`^#/v1/run\\?sc=${ID}&seed=1&era=${era.replace(".", "\\.")}&`),
    });
    expect(value).toEqual({
      eras: ["0.10.2", "2.8"],
      rows: [{ scenario: ID, cells: { "0.10.2": cell("0.10.2"), "2.8": cell("2.8") } }],
    });
  });

  test("names what repaired a bug of the protocol", async () => {
    const { status, value } = await matrix("kip101-hw-truncation-loss", "--eras", "0.10.2,0.11");
    expect(status).toBe(0);
    const cells = {
      "0.10.2": { ok: true, lost: 1, class: "protocol bug", fix: "KIP-101" },
      "0.11": { ok: true, lost: 0, class: null, fix: null },
    };
    expect(value).toMatchObject({ rows: [{ cells }] });
  });

  test("runs the seed, the settings and the control asked for", async () => {
    const { value } = await matrix(ID, "--eras", "2.8", "--seed", "7", "--control");
    const link = expect.stringMatching(/seed=7&era=2\.8&control=1/);
    expect(value).toMatchObject({ rows: [{ cells: { "2.8": { ok: true, lost: 0, link } } }] });
  });

  test("what is not as expected in an era is not ok, and ends with 1", async () => {
    const { status, value } = await matrix(ID, "--eras", "0.10.2,2.8", "--set", "acks=all");
    expect(status).toBe(1);
    const cells = { "0.10.2": { ok: false, lost: 0 }, "2.8": { ok: false, lost: 0 } };
    expect(value).toMatchObject({ rows: [{ cells }] });
  });

  test("a run that leads nowhere is not ok; only where something is expected it counts", async () => {
    const silent = await matrix(OF_ONE_ERA, "--eras", "0.8.2,2.8");
    expect(silent.status).toBe(0);
    const cells = { "0.8.2": { ok: true, lost: 1 }, "2.8": { ok: false, lost: 0 } };
    expect(silent.value).toMatchObject({ rows: [{ cells }] });
    const spoken = { ...scenarioById(OF_ONE_ERA), eras: ["0.8.2", "2.8"] };
    expect((await matrix(fileWith("spoken.json", spoken), "--eras", "0.8.2,2.8")).status).toBe(2);
  });

  test("where a case says nothing of an era, a loss that its settings allow is ok", async () => {
    const { status, value } = await matrix(
      fileWith("silent.json", { eras: ["0.10.2"] }),
      "--eras",
      "2.8",
    );
    expect(status).toBe(0);
    const cell = { ok: true, lost: 3, class: "allowed by configuration" };
    expect(value).toMatchObject({ rows: [{ cells: { "2.8": cell } }] });
  });

  test("settings that exclude each other in one era leave the others alone", async () => {
    const clients = [{ name: "producer", producer: { acks: "1", "enable.idempotence": true } }];
    const parts = { clients, eras: ["0.10.2"], control: scenarioById(ID)?.control, steps: [] };
    const path = fileWith("idempotent.json", { ...parts, expect: [] });
    const { status, value } = await matrix(path, "--eras", "0.10.2,2.8");
    expect(status).toBe(0);
    expect(value).toMatchObject({
      rows: [{ cells: { "0.10.2": { ok: true }, "2.8": { ok: false, lost: 0, class: null } } }],
    });
  });

  test("replicas diverge when they differ in the end, not when one has yet to truncate", async () => {
    const { value } = await matrix("kip101-power-divergence", "--eras", "0.10.2,0.11");
    const cells = { "0.10.2": { ok: true, diverged: true }, "0.11": { ok: true, diverged: false } };
    expect(value).toMatchObject({ rows: [{ cells }] });
  });

  test("all eras are run when they are asked for", async () => {
    const { value } = await matrix(ID, "--eras", "all");
    expect(value).toMatchObject({ eras: [...ERAS] });
  });
});

test("the tables fit the terminal, whatever its width", async () => {
  for (const columns of [60, 80, 120]) {
    const io = fakeIo({ isTerminal: true, columns, env: { NO_COLOR: "1" } });
    await main(["matrix", ID, "hw-advance-step-by-step", "--eras", "all"], io);
    const lines = io.out().split("\n");
    expect(lines.filter((line) => displayWidth(line) > Math.min(100, columns))).toEqual([]);
    for (const era of ERAS) expect(io.out()).toContain(` ${era}`);
  }
});
