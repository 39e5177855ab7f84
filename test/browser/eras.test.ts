import type { Page } from "playwright-core";
import { expect, test } from "./support/fixtures.ts";
import { FLAGSHIP, openRun, runHash } from "./viz-page.ts";

/** A case that speaks of Kafka 0.8.2 only. */
const OF_ONE_ERA = "acks2-pre-0.9";

async function waitForEra(page: Page, era: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => window.__viz?.ready === true && location.hash.includes(`&era=${wanted}&`),
    era,
  );
}

test("the same run in another version is one link away, and the address tells it", async ({
  openPage,
  site,
}) => {
  const page = await openPage({ viewport: { width: 1440, height: 900 } });
  await openRun(page, site);
  const before = await runHash(page);
  await page.keyboard.press("e");
  const choices = page.locator("dialog[open] .era-choices a");
  expect(await choices.allTextContents()).toContain("0.10.2");
  expect(await page.locator(".era-choices a[aria-current]").textContent()).toBe("2.8");
  await choices.getByText("0.10.2", { exact: true }).focus();
  await page.keyboard.press("Enter");
  await waitForEra(page, "0.10.2");
  expect(await page.locator("dialog[open]").count()).toBe(0);
  expect(await runHash(page)).not.toBe(before);
  expect(await page.locator(".run-facts").textContent()).toContain("0.10.2");
  await page.goBack();
  await expect.poll(() => runHash(page)).toBe(before);
});

test("the palette runs a version by its name", async ({ openPage, site }) => {
  const page = await openPage({ viewport: { width: 1440, height: 900 } });
  await openRun(page, site);
  await page.keyboard.press("Control+k");
  await page.locator("dialog[open] .palette input").fill("Kafka 2.1");
  await page.keyboard.press("Enter");
  await waitForEra(page, "2.1");
});

for (const [locale, silent] of [
  ["en-US", "it says nothing"],
  ["zh-CN", "没有预期"],
] as const) {
  test(`a version of which the case says nothing is told so (${locale})`, async ({
    openPage,
    site,
  }) => {
    const page = await openPage({ viewport: { width: 1440, height: 900 }, locale });
    await openRun(page, site, `#/v1/run?sc=${OF_ONE_ERA}`);
    await waitForEra(page, "0.8.2");
    expect(await page.locator(".warnings").count()).toBe(0);
    await page.keyboard.press("e");
    expect(await page.locator(".era-choices a:not(.silent)").allTextContents()).toEqual(["0.8.2"]);
    await page.locator(".era-choices a").getByText("2.8", { exact: true }).click();
    await waitForEra(page, "2.8");
    expect(await page.locator(".warnings").textContent()).toContain(silent);
  });
}

test("a setting that the version does not know is told", async ({ openPage, site }) => {
  const page = await openPage({ viewport: { width: 1440, height: 900 } });
  const set = encodeURIComponent("enable.idempotence=true");
  await openRun(page, site, `#/v1/run?sc=${FLAGSHIP}&era=0.10.2&set=${set}`);
  expect(await page.locator(".warnings").textContent()).toContain("enable.idempotence");
});

test("the gallery tells the versions of a case, and runs all in the one chosen", async ({
  openPage,
  site,
}) => {
  const page = await openPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(site.url);
  const card = page.locator(".card", { hasText: FLAGSHIP });
  await expect.poll(() => card.locator(".card-eras").textContent()).toContain("0.8.2–3.9");
  const addresses = () =>
    card.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  expect((await addresses()).join()).not.toContain("era=");
  await page.locator(".era-field select").selectOption("0.11");
  for (const address of await addresses()) expect(address).toContain("&era=0.11");
  await card.locator("a.primary").click();
  await waitForEra(page, "0.11");
});

test("on a phone the versions are in the menu, large enough for a finger", async ({
  openPage,
  site,
}) => {
  const page = await openPage({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await openRun(page, site);
  await page.locator(".top-bar button[aria-haspopup=dialog]").last().click();
  const choice = page.locator(".more-sheet .era-choices a").getByText("1.1", { exact: true });
  const box = await choice.boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(43.5);
  await choice.tap();
  await waitForEra(page, "1.1");
});
