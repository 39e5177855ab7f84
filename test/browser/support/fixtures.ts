import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { test as base, expect } from "vitest";
import { pageFolder } from "./folders.ts";
import { launchBrowser } from "./launch.ts";
import { type StaticSite, serveFolder } from "./static-site.ts";

export { expect };

/** Opens another page in a context of its own, for a phone, a locale, reduced motion and so on. */
export type OpenPage = (options?: BrowserContextOptions) => Promise<Page>;

interface Fixtures {
  /** One headless browser for the tests of a file. */
  browser: Browser;
  /** The built page, served for the tests of a file. */
  site: StaticSite;
  openPage: OpenPage;
  /** An empty tab in a context of its own: `await page.goto(site.url)`. */
  page: Page;
}

/**
 * Vitest's `test`, with a browser. A page that logs an error or throws one fails its test, and so does
 * one that asks anything of a host other than this machine.
 */
export const test = base.extend<Fixtures>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of the fixtures here
    async ({}, use) => {
      const browser = await launchBrowser();
      await use(browser);
      await browser.close();
    },
    { scope: "file" },
  ],
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of the fixtures here
    async ({}, use) => {
      const site = await serveFolder(pageFolder);
      await use(site);
      await site.close();
    },
    { scope: "file" },
  ],
  openPage: async ({ browser }, use) => {
    const complaints: string[] = [];
    const opened: Page[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      page.on("pageerror", (error) => complaints.push(`thrown: ${error.message}`));
      page.on("console", (message) => {
        if (message.type() === "error") {
          complaints.push(`logged: ${message.text()}`);
        }
      });
      page.on("request", (request) => {
        if (/^(?:https?|wss?):/.test(request.url()) && !isLocal(request.url())) {
          complaints.push(`asked for: ${request.url()}`);
        }
      });
      opened.push(page);
      return page;
    });
    for (const page of opened) {
      await page.context().close();
    }
    expect(complaints, "errors in the page").toEqual([]);
  },
  page: async ({ openPage }, use) => {
    await use(await openPage({ viewport: { width: 1280, height: 800 } }));
  },
});

function isLocal(url: string): boolean {
  return ["127.0.0.1", "localhost"].includes(new URL(url).hostname);
}
