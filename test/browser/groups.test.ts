import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { GROUP_SCENARIO, LARGE_GROUP_SCENARIO, linkTo } from "../viz/group-scenario.ts";
import { expect, test } from "./support/fixtures.ts";
import { packagesFolder } from "./support/folders.ts";
import { events, milestones, openRun, seek, waitForCursor } from "./viz-page.ts";

const axe = readFileSync(join(packagesFolder, "axe-core/axe.min.js"), "utf8");
const wide = { viewport: { width: 1440, height: 900 }, locale: "en-US" };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, locale: "en-US" };

async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    type Finding = {
      id: string;
      impact: string;
      nodes: { html: string; failureSummary: string }[];
    };
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
    return (await axe.run()).violations;
  });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}

/** The rows of the matrix as text: names and standings, numbers, and who says what of each partition. */
async function rows(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    return [...document.querySelectorAll(".matrix tr.member")].map((row) =>
      [...row.children].map((cell) => cell.textContent?.trim() ?? "").join(" | "),
    );
  });
}

async function phase(page: Page): Promise<string> {
  return (await page.locator(".group-head").first().textContent()) ?? "";
}

/** The event of the nth rebalance that began or was completed. */
async function rebalance(page: Page, n: number): Promise<number> {
  return (await milestones(page, "rebalance"))[n] ?? -1;
}

test("the panel shows who has which partition, in which generation, and how far each is behind", async ({
  openPage,
  site,
}) => {
  const page = await openPage(wide);
  await openRun(page, site, linkTo(GROUP_SCENARIO));
  await page.locator("#stage-groups").click();
  await seek(page, await rebalance(page, 0));
  expect(await phase(page)).toMatch(/billing\s*PreparingRebalance\s*generation 0/);
  expect(await phase(page)).toContain("without an owner: orders-0–3");

  const paused = (await milestones(page, "fault"))[0] ?? -1;
  await seek(page, paused - 1);
  expect(await phase(page)).toMatch(/Stable\s*generation 1.*assignor: range.*lag: 0/);
  expect(await rows(page)).toEqual([
    expect.stringMatching(/^c1 ?member \| 2 \| \d+ \| owner \| owner \| {2}\| $/),
    expect.stringMatching(/^c2 ?member \| 2 \| \d+ \| {2}\| {2}\| owner \| owner$/),
  ]);
  const lag = page.locator(".lag-row td");
  expect(await lag.allTextContents()).toEqual(["0", "0", "0", "0"]);
});

test("a member that stands still past its session is a zombie, and its partitions have two owners", async ({
  openPage,
  site,
}) => {
  const page = await openPage(wide);
  await openRun(page, site, linkTo(GROUP_SCENARIO));
  await page.locator("#stage-groups").click();
  await seek(page, (await rebalance(page, 3)) + 20);
  expect(await phase(page)).toContain("with two owners: orders-2–3");
  const [, second] = await rows(page);
  expect(second).toMatch(/^c2 ?zombie, gen 1 \| 2 .* taken by a zombie \| taken by a zombie$/);
  const ground = page.locator("tr.zombie .owns.zombie").first();
  expect(await ground.evaluate((cell) => getComputedStyle(cell).backgroundImage)).toContain(
    "repeating-linear-gradient",
  );
});

test("a run without groups has no tab of groups, and its key does nothing", async ({
  openPage,
  site,
}) => {
  const page = await openPage(wide);
  await openRun(page, site);
  expect(await page.locator("#stage-groups").count()).toBe(0);
  await page.keyboard.press("g");
  expect(await page.locator("svg.cluster").count()).toBe(1);
});

test("the tabs of the stage, the groups' key and the steps between rebalances need no mouse", async ({
  openPage,
  site,
}) => {
  const page = await openPage(wide);
  await openRun(page, site, linkTo(GROUP_SCENARIO));
  await page.keyboard.press("g");
  await expect.poll(() => page.locator(".consumer-group").count()).toBe(1);
  expect(await page.locator("#stage-groups").getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("g");
  await expect.poll(() => page.locator("svg.cluster").count()).toBe(1);
  await page.locator("#stage-cluster").focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => page.locator(".consumer-group").count()).toBe(1);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("stage-groups");
  const all = await milestones(page, "rebalance");
  await seek(page, (all[2] ?? 0) - 1);
  await page.keyboard.press("Shift+ArrowRight");
  await waitForCursor(page, all[2] ?? 0);
});

test("a link to the groups opens them, and a column chooses the partition of the logs", async ({
  openPage,
  site,
}) => {
  const page = await openPage(wide);
  await openRun(page, site, `${linkTo(GROUP_SCENARIO)}&st=groups`);
  await expect.poll(() => page.locator(".consumer-group").count()).toBe(1);
  await seek(page, (await events(page)) - 1);
  await page.getByRole("button", { name: "Show orders-2 in the timeline and the logs" }).click();
  expect(await page.locator(".lanes-section select").inputValue()).toBe("orders-2");
  await expect.poll(() => page.url()).toContain("tp=orders-2");
  expect(page.url()).toContain("st=groups");
});

test("Kafka's own topics are out of sight until the group's partition is asked for", async ({
  openPage,
  site,
}) => {
  const page = await openPage(wide);
  await openRun(page, site, linkTo(GROUP_SCENARIO));
  await seek(page, (await events(page)) - 1);
  const figures = page.locator("figure.partition strong");
  expect(await figures.allTextContents()).toEqual(["orders-0", "orders-1", "orders-2", "orders-3"]);
  expect(await page.locator("svg.cluster .chip.more").count()).toBe(0);
  const internal = page.locator(".lanes-section optgroup option");
  expect(await internal.count()).toBe(1);
  const name = (await internal.textContent()) ?? "";
  expect(name).toMatch(/^__consumer_offsets-\d+$/);
  await page.locator(".lanes-section select").selectOption(name);
  await expect.poll(() => figures.allTextContents()).toContain(name);
});

test("the picture marks the coordinator and the members, and the logs what is committed", async ({
  openPage,
  site,
}) => {
  const page = await openPage(wide);
  await openRun(page, site, linkTo(GROUP_SCENARIO));
  await seek(page, (await events(page)) - 1);
  const badges = page.locator("svg.cluster .group-badge");
  const shown = await badges.evaluateAll((all) =>
    all.filter((badge) => getComputedStyle(badge).display !== "none").map((b) => b.textContent),
  );
  expect(shown.sort()).toEqual(["billing", "billing 2", "billing 2"]);
  const c1 = page.locator("g.node[data-host='c1'] [role=button]");
  expect(await c1.getAttribute("aria-label")).toContain(
    "group billing, generation 3, 2 partitions",
  );
  const committed = page.locator(".lanes-drawing").first().locator(".committed .position");
  expect(await committed.count()).toBe(1);
  expect(await committed.locator("title").textContent()).toMatch(
    /^Group billing has committed \d+$/,
  );
});

test("twenty members of a hundred partitions are strips with words, and every number is in a table", async ({
  openPage,
  site,
}) => {
  const page = await openPage(wide);
  await openRun(page, site, `${linkTo(LARGE_GROUP_SCENARIO)}&st=groups`);
  await seek(page, (await events(page)) - 1);
  expect(await rows(page)).toHaveLength(20);
  const strip = page.locator(".matrix tr.member .strip").first();
  expect(await strip.getAttribute("aria-label")).toBe("owner: jobs-0–4");
  expect(await strip.locator("rect").count()).toBe(1);
  const panel = await page.locator(".groups-scroll").boundingBox();
  const strips = await strip.boundingBox();
  expect((strips?.x ?? 0) + (strips?.width ?? 0)).toBeLessThan(
    (panel?.x ?? 0) + (panel?.width ?? 0),
  );
  await page.locator(".offsets-table summary").click();
  await expect.poll(() => page.locator(".offsets-table tbody tr").count()).toBe(100);
  expect(await seriousFindings(page)).toEqual([]);
});

test("on a phone the groups are a tab, the matrix scrolls in its own box, and fingers hit", async ({
  openPage,
  site,
}) => {
  const page = await openPage(phone);
  await openRun(page, site, linkTo(GROUP_SCENARIO));
  await page.locator(".tab-bar button", { hasText: "Groups" }).tap();
  await seek(page, (await rebalance(page, 3)) + 20);
  expect(await rows(page)).toHaveLength(2);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(
    true,
  );
  const small = await page.locator(".groups-scroll button").evaluateAll((all) =>
    all.flatMap((button) => {
      const { width, height } = button.getBoundingClientRect();
      return width >= 43.5 && height >= 43.5 ? [] : [`${button.textContent} ${width}x${height}`];
    }),
  );
  expect(small).toEqual([]);
  expect(await seriousFindings(page)).toEqual([]);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const locale of ["en-US", "zh-CN"]) {
    test(`axe finds nothing serious in the groups (${colorScheme}, ${locale})`, async ({
      openPage,
      site,
    }) => {
      const page = await openPage({ ...wide, colorScheme, locale, reducedMotion: "reduce" });
      await openRun(page, site, linkTo(GROUP_SCENARIO));
      await page.locator("#stage-groups").click();
      for (const n of [0, 1, 3]) {
        await seek(page, (await rebalance(page, n)) + (n === 3 ? 20 : 0));
        expect(await seriousFindings(page), `rebalance ${n}`).toEqual([]);
      }
      await page.locator("#stage-cluster").click();
      await expect.poll(() => page.locator("svg.cluster").count()).toBe(1);
      expect(await seriousFindings(page), "cluster").toEqual([]);
    });
  }
}
