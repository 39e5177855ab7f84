import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "./support/fixtures.ts";
import { packagesFolder } from "./support/folders.ts";
import { cursor, FLAGSHIP_LINK, openRun, seek, waitForCursor } from "./viz-page.ts";

const axe = readFileSync(join(packagesFolder, "axe-core/axe.min.js"), "utf8");

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe calls serious or critical on the page as it stands. */
async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
    return (await axe.run()).violations;
  });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => {
      return nodes.map(
        ({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`,
      );
    });
}

const DETAILS = ["step", "story", "records", "invariants", "state", "zookeeper"];

for (const colorScheme of ["light", "dark"] as const) {
  for (const locale of ["en-US", "zh-CN"]) {
    const name = `${colorScheme}, ${locale}`;

    test(`axe finds nothing serious in the explorer (${name})`, async ({ openPage, site }) => {
      const page = await openPage({
        viewport: { width: 1440, height: 900 },
        colorScheme,
        locale,
        reducedMotion: "reduce",
      });
      await openRun(page, site);
      await seek(page, 313);
      for (const detail of DETAILS) {
        await page.locator(`#tab-${detail}`).click();
        await expect.poll(() => page.locator("#detail-panel").textContent()).not.toBe("");
        expect(await seriousFindings(page), detail).toEqual([]);
      }
      await page.keyboard.press("?");
      await expect.poll(() => page.locator("dialog[open]").count()).toBe(1);
      expect(await seriousFindings(page), "help").toEqual([]);
      await page.keyboard.press("Escape");
      await page.keyboard.press("e");
      await expect.poll(() => page.locator("dialog[open] .era-choices").count()).toBe(1);
      expect(await seriousFindings(page), "about the run").toEqual([]);
    });

    test(`axe finds nothing serious in the gallery and in an error (${name})`, async ({
      openPage,
      site,
    }) => {
      const page = await openPage({
        viewport: { width: 390, height: 844 },
        colorScheme,
        locale,
        reducedMotion: "reduce",
      });
      await page.goto(site.url);
      await expect.poll(() => page.locator(".card").count()).toBeGreaterThan(0);
      expect(await seriousFindings(page), "gallery").toEqual([]);
      await page.goto(`${site.url}#/v1/run?sc=nothing`);
      await expect.poll(() => page.getByRole("alert").count()).toBe(1);
      expect(await seriousFindings(page), "error").toEqual([]);
      await openRun(page, site, `${FLAGSHIP_LINK}&ev=313`);
      for (let i = 0; i < 4; i++) {
        await page.locator(".tab-bar button").nth(i).click();
        expect(await seriousFindings(page), `tab ${i}`).toEqual([]);
      }
    });
  }
}

test("the language of the page is the browser's, and can be changed", async ({
  openPage,
  site,
}) => {
  const page = await openPage({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });
  await openRun(page, site);
  expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
  expect(await page.locator("#tab-records").textContent()).toBe("消息");
  await page.getByRole("button", { name: "English" }).click();
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  expect(await page.locator("#tab-records").textContent()).toBe("Records");
  await page.reload();
  await page.waitForFunction(() => window.__viz?.ready === true);
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
});

test("the theme is the system's, and can be changed", async ({ openPage, site }) => {
  const page = await openPage({ colorScheme: "dark", viewport: { width: 1440, height: 900 } });
  await page.goto(site.url);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await ground()).toBe("rgb(15, 20, 28)");
  await page.getByRole("button", { name: "Light colours" }).click();
  expect(await ground()).toBe("rgb(247, 248, 250)");
});

test("the timeline says in words where it stands", async ({ openPage, site }) => {
  const page = await openPage({ viewport: { width: 1440, height: 900 } });
  await openRun(page, site);
  await seek(page, 313);
  const slider = page.getByRole("slider", { name: "Timeline" });
  expect(await slider.getAttribute("aria-valuetext")).toMatch(/^\d+\.\d+ s, event #313 of \d+$/);
});

test("a case can be opened, stepped and inspected without a mouse", async ({ openPage, site }) => {
  const page = await openPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(site.url);
  await expect.poll(() => page.locator(".card").count()).toBeGreaterThan(0);
  await page.locator(".card h3 a").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => window.__viz?.ready === true);
  const start = await cursor(page);
  await page.keyboard.press("ArrowRight");
  await waitForCursor(page, start + 1);
  const broker = page.locator("g.node[data-host='broker-2'] [role=button]");
  await broker.focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(".host-card h3").textContent()).toBe("Broker 2");
});
