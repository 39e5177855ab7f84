import type { Page } from "playwright-core";
import type { VizHook } from "../../viz/ui/test-hook.ts";
import type { StaticSite } from "./support/static-site.ts";

/** The case that most tests of the page look at: an acknowledged record is lost. */
export const FLAGSHIP = "acks1-leader-kill-unreplicated";
export const FLAGSHIP_LINK = `#/v1/run?sc=${FLAGSHIP}&seed=1`;

/** Opens a link of the page and waits for its picture. */
export async function openRun(page: Page, site: StaticSite, link = FLAGSHIP_LINK): Promise<void> {
  await page.goto(site.url + link);
  await page.waitForFunction(() => window.__viz?.ready === true);
}

/** Shows the moment after an event. */
export async function seek(page: Page, index: number): Promise<void> {
  await page.evaluate(async (at) => {
    await hook().seek(at);
    function hook(): VizHook {
      if (window.__viz === undefined) throw new Error("the page has no hook");
      return window.__viz;
    }
  }, index);
}

export async function cursor(page: Page): Promise<number> {
  return page.evaluate(() => window.__viz?.cursor ?? Number.NaN);
}

export async function events(page: Page): Promise<number> {
  return page.evaluate(() => window.__viz?.events ?? 0);
}

export async function runHash(page: Page): Promise<string | null> {
  return page.evaluate(() => window.__viz?.hash ?? null);
}

export async function stateHash(page: Page): Promise<string | null> {
  return page.evaluate(async () => (await window.__viz?.stateHash()) ?? null);
}

/** Waits until the cursor stands on an event and its picture is drawn. */
export async function waitForCursor(page: Page, index: number): Promise<void> {
  await page.waitForFunction((at) => window.__viz?.ready && window.__viz.cursor === at, index);
}

/** The events of milestones of a kind. */
export async function milestones(page: Page, kind: string): Promise<number[]> {
  return page.evaluate((wanted) => {
    const all = window.__viz?.milestones() ?? [];
    return all.filter((milestone) => milestone.kind === wanted).map(({ index }) => index);
  }, kind);
}

/** The drawings of the stage as text: the cluster and the logs. */
export async function stagePicture(page: Page): Promise<string> {
  return page.evaluate(() => {
    const drawings = document.querySelectorAll("svg.cluster, svg.lanes-drawing");
    return [...drawings].map((drawing) => drawing.outerHTML).join("\n");
  });
}
