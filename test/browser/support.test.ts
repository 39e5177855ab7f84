import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "./support/fixtures.ts";
import { serveFolder } from "./support/static-site.ts";

const html = `<!doctype html><meta charset="utf-8"><title>x</title><link rel="icon" href="data:,">
<style>body { font: 32px sans-serif; margin: 16px } span { display: inline-block }</style>
<p>Kafka <span>高水位</span> <span>副本同步</span> <b>领导者选举</b>
<script type="module" src="./script.js"></script>`;

test("Chinese is drawn with glyphs of its own, not with the box for a missing one", async ({
  page,
}) => {
  await page.setContent(html);
  const pictures = new Set<string>();
  for (const character of ["高", "水", "位", "副", "本"]) {
    const span = page.locator("span").first();
    await span.evaluate((element, text) => {
      element.textContent = text;
    }, character);
    pictures.add((await span.screenshot()).toString("base64"));
  }
  expect(pictures.size).toBe(5);
});

test("a folder is served from any path, and nothing outside it", async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), "highwater-site-"));
  await writeFile(join(folder, "index.html"), html);
  await writeFile(join(folder, "script.js"), "document.title = 'from a module';");
  const site = await serveFolder(folder, "/some/where/");
  try {
    await page.goto(site.url);
    await expect.poll(() => page.title()).toBe("from a module");
    const outside = await fetch(`${site.url}..%2f..%2fetc%2fpasswd`);
    expect(outside.status).toBe(404);
  } finally {
    await site.close();
    await rm(folder, { recursive: true });
  }
});
