import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { traceText } from "../../sim/trace/jsonl-writer.ts";
import { simulate } from "../viz/flagship.ts";
import { expect, test } from "./support/fixtures.ts";
import {
  cursor,
  FLAGSHIP,
  FLAGSHIP_LINK,
  openRun,
  runHash,
  seek,
  stateHash,
  waitForCursor,
} from "./viz-page.ts";

const wide = { viewport: { width: 1440, height: 900 } };

test("the address names the moment, and opens the same moment elsewhere", async ({
  openPage,
  site,
}) => {
  const page = await openPage(wide);
  await openRun(page, site, `${FLAGSHIP_LINK}&ts=true&p=records&f=proc%3A2&z=200-500`);
  await seek(page, 321);
  await expect.poll(() => page.url()).toMatch(/[&]ev=321&ph=[0-9a-f]{8}/);
  const before = { hash: await runHash(page), state: await stateHash(page), url: page.url() };

  const other = await openPage(wide);
  await other.goto(page.url());
  await waitForCursor(other, 321);
  expect(await runHash(other)).toBe(before.hash);
  expect(await stateHash(other)).toBe(before.state);
  expect(await other.locator("#event-search").inputValue()).toBe("proc:2");
  expect(await other.locator("#tab-records").getAttribute("aria-selected")).toBe("true");
  expect(await other.getByRole("radio", { name: "true" }).getAttribute("aria-checked")).toBe(
    "true",
  );
  await expect.poll(() => other.url()).toBe(before.url);
  expect(await other.locator(".warnings").count()).toBe(0);
});

test("a link may ask for a language and a theme, and keeps what it does not know", async ({
  page,
  site,
}) => {
  await openRun(page, site, `${FLAGSHIP_LINK}&lang=zh&theme=dark&later=1`);
  expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
  expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
  await seek(page, 300);
  await expect.poll(() => page.url()).toMatch(/&later=1&ev=300/);
});

test("a link whose hash does not fit is shown with a warning", async ({ page, site }) => {
  await openRun(page, site, `${FLAGSHIP_LINK}&ev=321&ph=00000000`);
  await waitForCursor(page, 321);
  await expect.poll(() => page.locator(".warnings").textContent()).toContain("hash");
});

test("a link of another engine is run again, with a warning", async ({ page, site }) => {
  await openRun(page, site, `${FLAGSHIP_LINK}&sim=00000000`);
  await expect.poll(() => page.locator(".warnings").textContent()).toContain("00000000");
});

test("moving the cursor adds nothing to the history; Back undoes a selection", async ({
  openPage,
  site,
}) => {
  const page = await openPage(wide);
  await openRun(page, site);
  const length = await page.evaluate(() => history.length);
  await seek(page, 300);
  await expect.poll(() => page.url()).toContain("ev=300");
  await seek(page, 305);
  await expect.poll(() => page.url()).toContain("ev=305");
  expect(await page.evaluate(() => history.length)).toBe(length);
  await page.locator("g.node[data-host='broker-2']").click();
  await expect.poll(() => page.url()).toContain("sel=host.broker-2");
  await page.goBack();
  await expect.poll(() => page.locator("g.node.selected").count()).toBe(0);
  expect(await cursor(page)).toBe(305);
});

test("a link to nothing says what is wrong, and the gallery is one click away", async ({
  page,
  site,
}) => {
  for (const [link, words] of [
    ["#/v1/run?sc=acks1-leader-kill-unreplicate&seed=1", "acks1-leader-kill-unreplicated"],
    ["#/v1/run?sc=acks1-leader-kill-unreplicated&seed=minus", "minus"],
    ["#/v1/run?sc=acks1-leader-kill-unreplicated&seed=1&era=0.1", "0.1"],
    ["#/v1/run?sc=acks1-leader-kill-unreplicated&seed=1&set=min.insync.replica%3D2", "min.insync"],
    ["#/v1/local?id=0123456789ab", "0123456789ab"],
    ["#/v7/unknown", "/v7/unknown"],
  ] as const) {
    await page.goto("about:blank");
    await page.goto(site.url + link);
    const alert = page.getByRole("alert");
    await expect.poll(() => alert.textContent(), { message: link }).toContain(words);
    expect(await alert.textContent()).not.toMatch(/undefined|\bat .*\.js/);
    await page.getByRole("button", { name: "To the gallery" }).click();
    await expect.poll(() => page.locator(".card").count()).toBeGreaterThan(0);
  }
});

test("a trace file opens and shows its run; a broken one says where it breaks", async ({
  openPage,
  site,
}) => {
  const { trace, meta } = simulate(FLAGSHIP);
  const text = [...traceText(trace, meta)].join("");
  const folder = await mkdtemp(join(tmpdir(), "highwater-trace-"));
  const files = {
    "whole.jsonl": text,
    "whole.jsonl.gz": gzipSync(text),
    "cut.jsonl": text.slice(0, text.length / 2),
    "cut.jsonl.gz": gzipSync(text).subarray(0, 5000),
    "version.jsonl": text.replace(/"v":\d+/, '"v":99'),
    "text.jsonl": "hello",
    "empty.jsonl": "",
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  try {
    const page = await openPage(wide);
    await page.goto(site.url);
    const choose = (name: string) =>
      page.locator("input[type=file]").setInputFiles(join(folder, name));
    for (const [name, words] of [
      ["cut.jsonl", "line"],
      ["cut.jsonl.gz", ""],
      ["version.jsonl", "99"],
      ["text.jsonl", "hello"],
      ["empty.jsonl", "empty"],
    ] as const) {
      await choose(name);
      const alert = page.getByRole("alert");
      await expect.poll(() => alert.textContent(), { message: name }).toContain(words);
      expect(await alert.textContent(), name).toContain("no complete trace");
      await page.getByRole("button", { name: "To the gallery" }).click();
    }
    for (const name of ["whole.jsonl", "whole.jsonl.gz"]) {
      await choose(name);
      await page.waitForFunction(() => window.__viz?.ready === true);
      expect(await runHash(page)).toBe(trace.hash);
      await expect.poll(() => page.locator(".verdict.lost").textContent()).toContain("3");
      await expect.poll(() => page.url()).toContain("#/v1/local?id=");
      await page.getByRole("button", { name: "To the gallery" }).click();
    }
    await page.goBack();
    await page.waitForFunction(() => window.__viz?.ready === true);
    expect(await runHash(page)).toBe(trace.hash);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a trace opens from an address; an empty answer is an error that can be read", async ({
  page,
  site,
}) => {
  const { trace, meta } = simulate(FLAGSHIP);
  const body = [...traceText(trace, meta)].join("");
  await page.route("**/run.jsonl", (route) => route.fulfill({ body }));
  const open = (name: string) => `#/v1/open?url=${encodeURIComponent(site.url + name)}`;
  await openRun(page, site, `${open("run.jsonl")}&ev=42`);
  await waitForCursor(page, 42);
  expect(await runHash(page)).toBe(trace.hash);

  await page.route("**/gone.jsonl", (route) => route.fulfill({ status: 204, body: "" }));
  await page.goto(site.url + open("gone.jsonl"));
  await expect.poll(() => page.getByRole("alert").textContent()).toContain("no complete trace");
});
