import type { Page } from "playwright-core";
import { between, layoutCluster, way } from "../../viz/draw/cluster-layout.ts";
import type { View } from "../../viz/model/view.ts";
import { simulate } from "../viz/flagship.ts";
import { expect, test } from "./support/fixtures.ts";
import {
  cursor,
  events,
  FLAGSHIP,
  FLAGSHIP_LINK,
  milestones,
  openRun,
  runHash,
  seek,
  stagePicture,
  stateHash,
  waitForCursor,
} from "./viz-page.ts";

const wide = { viewport: { width: 1440, height: 900 } };

test("a run in the page is the run of Node: the same hash for the same inputs", async ({
  page,
  site,
}) => {
  for (const [scenario, seed] of [
    [FLAGSHIP, "1"],
    [FLAGSHIP, "18446744073709551615"],
    ["leader-failover-happy", "7"],
    ["acksall-minisr2-reject", "3"],
  ] as const) {
    await page.goto("about:blank");
    await openRun(page, site, `#/v1/run?sc=${scenario}&seed=${seed}`);
    expect(await runHash(page), `${scenario} with seed ${seed}`).toBe(
      simulate(scenario, seed).trace.hash,
    );
  }
});

test("a run opens paused, and plays when it is told to", async ({ page, site }) => {
  await openRun(page, site);
  const start = await cursor(page);
  await page.waitForTimeout(300);
  expect(await cursor(page)).toBe(start);
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await page.waitForFunction((from) => (window.__viz?.cursor ?? 0) > from, start);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const stopped = await cursor(page);
  await page.waitForTimeout(300);
  expect(await cursor(page)).toBe(stopped);
});

test("the picture of a moment is the same from the left and from the right", async ({
  openPage,
  site,
}) => {
  const page = await openPage(wide);
  await openRun(page, site);
  const truncation = (await milestones(page, "truncation")).at(-1) ?? 0;
  for (const moment of [300, 313, truncation]) {
    await seek(page, moment - 1);
    await seek(page, moment);
    const fromLeft = await stagePicture(page);
    await seek(page, moment + 40);
    await seek(page, moment);
    expect(await stagePicture(page), `event ${moment}`).toBe(fromLeft);
    await seek(page, -1);
    await seek(page, moment);
    expect(await stagePicture(page), `event ${moment} from the beginning`).toBe(fromLeft);
  }
});

test("steps lead to the loss and back to where they began", async ({ openPage, site }) => {
  const page = await openPage(wide);
  await openRun(page, site);
  const truncation = (await milestones(page, "truncation")).at(-1) ?? 0;
  const start = truncation - 20;
  await seek(page, start);
  const before = { picture: await stagePicture(page), state: await stateHash(page) };
  for (let n = 1; n <= 20; n++) {
    await page.keyboard.press("ArrowRight");
    await waitForCursor(page, start + n);
  }
  const lane = page.locator("svg.lanes-drawing g.lane[data-broker='1']");
  expect(await lane.locator("g.cell.truncated").count()).toBe(3);
  await expect.poll(() => page.locator(".step-phrases").textContent()).toContain("truncates");
  for (let n = 19; n >= 0; n--) {
    await page.keyboard.press("ArrowLeft");
    await waitForCursor(page, start + n);
  }
  expect(await lane.locator("g.cell.truncated").count()).toBe(0);
  expect(await stagePicture(page)).toBe(before.picture);
  expect(await stateHash(page)).toBe(before.state);
});

test("the lost records are named, with what led to it, and lead to their events", async ({
  page,
  site,
}) => {
  await openRun(page, site, `${FLAGSHIP_LINK}&p=records`);
  const lost = page.locator(".lost-list > li");
  await expect.poll(() => lost.count()).toBe(1);
  expect(await lost.first().textContent()).toMatch(/r7\.\.r9.*7\.\.9.*allowed by configuration/);
  const cause = lost.first().locator(".cause-links button").first();
  const event = Number((await cause.textContent())?.slice(1));
  await cause.click();
  await waitForCursor(page, event);
});

async function packetMark(page: Page, message: number): Promise<{ x: number; y: number }> {
  const transform = await page
    .locator(`svg.cluster g.packet[data-message='${message}']`)
    .getAttribute("transform");
  const [, x, y] = /translate\(([-\d.]+),([-\d.]+)\)/.exec(transform ?? "") ?? [];
  return { x: Number(x), y: Number(y) };
}

test("a packet stands where its share of the time has brought it", async ({ openPage, site }) => {
  const page = await openPage(wide);
  await openRun(page, site);
  const at = await firstProduceRequest(page);
  const view = (await page.evaluate(() => window.__viz?.view())) as View;
  const packet = view.cluster.packets.find(({ kind }) => kind === "ProduceRequest");
  if (packet === undefined || packet.endUs === null) throw new Error("the request arrives");
  const aspect = await page
    .locator(".cluster-stage")
    .evaluate((stage) => Math.floor(stage.clientHeight) / Math.floor(stage.clientWidth));
  const layout = layoutCluster(view.cluster.nodes, { narrow: false, aspect });
  const ends = way(layout, packet.from, packet.to);
  if (ends === null) throw new Error("both hosts have a place");
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const timeUs = packet.sendUs + share * (packet.endUs - packet.sendUs);
    await page.evaluate((moment) => window.__viz?.moveTo(moment), timeUs);
    const mark = await packetMark(page, packet.id);
    const expected = between(ends, share);
    expect(Math.hypot(mark.x - expected.x, mark.y - expected.y), `at ${share}`).toBeLessThan(1);
  }
  expect(at).toBeGreaterThan(0);
});

/** Goes to the first event after which a ProduceRequest is under way. */
async function firstProduceRequest(page: Page): Promise<number> {
  const count = await events(page);
  for (let event = await cursor(page); event < count; event++) {
    await seek(page, event);
    const view = (await page.evaluate(() => window.__viz?.view())) as View;
    if (view.cluster.packets.some(({ kind }) => kind === "ProduceRequest")) return event;
  }
  throw new Error("no ProduceRequest is sent");
}

test("a cut shows scissors, and what it holds does not arrive", async ({ openPage, site }) => {
  const page = await openPage(wide);
  await openRun(page, site);
  const [cut = 0] = await milestones(page, "fault");
  await seek(page, cut - 1);
  expect(await page.locator("svg.cluster g.cut").count()).toBe(0);
  await seek(page, cut);
  expect(await page.locator("svg.cluster g.cut").count()).toBe(2);
  await seek(page, cut + 30);
  const held = page.locator("svg.cluster g.packet.held");
  expect(await held.count()).toBeGreaterThan(0);
});

test("with reduced motion packets do not travel: an arrow shows their way", async ({
  openPage,
  site,
}) => {
  const page = await openPage({ ...wide, reducedMotion: "reduce" });
  await openRun(page, site);
  await firstProduceRequest(page);
  const line = page.locator("svg.cluster g.packet line").first();
  expect(await line.evaluate((element) => getComputedStyle(element).display)).toBe("inline");
});

test("a mark of a violation leads to the event before it", async ({ openPage, site }) => {
  const page = await openPage(wide);
  await openRun(page, site);
  const [violation = 0] = await milestones(page, "violation");
  expect(violation).toBeGreaterThan(0);
  await page.keyboard.press("v");
  await waitForCursor(page, violation - 1);
});
