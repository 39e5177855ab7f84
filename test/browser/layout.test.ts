import type { Page } from "playwright-core";
import { expect, test } from "./support/fixtures.ts";
import { openRun, seek } from "./viz-page.ts";

async function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}

interface Rect {
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

async function rects(page: Page, selectors: readonly string[]): Promise<Rect[]> {
  return page.evaluate((all) => {
    return all.flatMap((selector) =>
      [...document.querySelectorAll(selector)].map((element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return { name: selector, left, top, right, bottom };
      }),
    );
  }, selectors);
}

function expectApart(panels: readonly Rect[], width: number, height: number): void {
  for (const [i, a] of panels.entries()) {
    expect(a.left, a.name).toBeGreaterThanOrEqual(0);
    expect(a.right, a.name).toBeLessThanOrEqual(width);
    expect(a.bottom, a.name).toBeLessThanOrEqual(height + 0.5);
    expect(a.bottom - a.top, `${a.name} has a height`).toBeGreaterThan(20);
    for (const b of panels.slice(i + 1)) {
      const apart =
        a.right <= b.left + 0.5 ||
        b.right <= a.left + 0.5 ||
        a.bottom <= b.top + 0.5 ||
        b.bottom <= a.top + 0.5;
      expect(apart, `${a.name} and ${b.name} do not overlap`).toBe(true);
    }
  }
}

for (const locale of ["en-US", "zh-CN"]) {
  test(`at 1440 by 900 all panels are there and none hides another (${locale})`, async ({
    openPage,
    site,
  }) => {
    const page = await openPage({ viewport: { width: 1440, height: 900 }, locale });
    await openRun(page, site);
    await seek(page, 313);
    const panels = await rects(page, [
      ".top-bar",
      ".events-panel",
      ".cluster-section",
      ".lanes-section",
      ".details-panel",
      ".transport",
      ".overview",
      ".timeline",
    ]);
    expect(panels).toHaveLength(8);
    expectApart(panels, 1440, 900);
    expect(await scrollsSideways(page)).toBe(false);
    const cut = await page.evaluate(() => {
      const words = document.querySelectorAll(
        ".tabs button, .transport button, .verdict, .run-facts",
      );
      return [...words]
        .filter((word) => word.scrollWidth > word.clientWidth + 1)
        .map((word) => word.textContent);
    });
    expect(cut, "texts that are cut off").toEqual([]);
  });

  test(`on a phone every tab fits and every target is large enough (${locale})`, async ({
    openPage,
    site,
  }) => {
    const page = await openPage({ viewport: { width: 390, height: 844 }, locale, hasTouch: true });
    await openRun(page, site);
    await seek(page, 313);
    for (const [i, tab] of [
      "cluster-section",
      "lanes-section",
      "events-panel",
      "details-panel",
    ].entries()) {
      await page.locator(".tab-bar button").nth(i).click();
      const panels = await rects(page, [
        ".top-bar",
        `.${tab}`,
        ".time-axis",
        ".transport",
        ".tab-bar",
      ]);
      expect(panels).toHaveLength(5);
      expectApart(panels, 390, 844);
      expect(await scrollsSideways(page), tab).toBe(false);
      expect(await smallTargets(page), tab).toEqual([]);
    }
    await page.locator(".top-bar button[aria-haspopup=dialog]").last().click();
    expect(await smallTargets(page), "in the menu").toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
  });

  test(`the gallery fits a phone (${locale})`, async ({ openPage, site }) => {
    const page = await openPage({ viewport: { width: 390, height: 844 }, locale, hasTouch: true });
    await page.goto(site.url);
    await expect.poll(() => page.locator(".card").count()).toBeGreaterThan(0);
    expect(await scrollsSideways(page)).toBe(false);
    expect(await smallTargets(page)).toEqual([]);
  });
}

/** Controls in sight that are smaller than a fingertip, 44 by 44. */
async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const open = document.querySelector("dialog[open]");
    const controls = (open ?? document).querySelectorAll(
      "button, a.button, select, input:not(.visually-hidden), [role=slider], [role=option], summary",
    );
    return [...controls].flatMap((control) => {
      const target = control.closest("label") ?? control;
      const { width, height } = target.getBoundingClientRect();
      const visible = control.checkVisibility() && width > 0;
      if (!visible || (width >= 43.5 && height >= 43.5)) return [];
      return [`${control.tagName} ${control.className} ${Math.round(width)}x${Math.round(height)}`];
    });
  });
}

test("at 320 pixels nothing scrolls sideways", async ({ openPage, site }) => {
  const page = await openPage({ viewport: { width: 320, height: 640 } });
  await openRun(page, site);
  for (let i = 0; i < 4; i++) {
    await page.locator(".tab-bar button").nth(i).click();
    expect(await scrollsSideways(page), `tab ${i}`).toBe(false);
  }
});
