import type { Page } from "playwright-core";
import { kindName } from "../../sim/trace/union.ts";
import { SHORTCUTS } from "../../viz/ui/keys.ts";
import { FLAGSHIP, simulate } from "../viz/flagship.ts";
import { expect, test } from "./support/fixtures.ts";
import { cursor, events, milestones, openRun, seek, waitForCursor } from "./viz-page.ts";

/** The first record reaches its leader: an event with a cause, effects, and milestones around it. */
const START = firstProduceRequest();

function firstProduceRequest(): number {
  const columns = simulate(FLAGSHIP).trace.events();
  for (let event = 0; event < columns.length; event++) {
    if (kindName(columns.kind(event)) === "ProduceRequest") return event;
  }
  throw new Error("no ProduceRequest arrives");
}

/** What a shortcut must have done when it was pressed there. */
type Check = (page: Page) => Promise<void>;

const isAt = (find: (page: Page) => Promise<number>): Check => {
  return async (page) => waitForCursor(page, await find(page));
};
const movesBack: Check = async (page) => {
  await page.waitForFunction((from) => (window.__viz?.cursor ?? from) < from, START);
};
const movesOn: Check = async (page) => {
  await page.waitForFunction((from) => (window.__viz?.cursor ?? from) > from, START);
};
const addressHas = (text: RegExp): Check => {
  return (page) => expect.poll(() => page.url()).toMatch(text);
};
const shows = (selector: string): Check => {
  return (page) => expect.poll(() => page.locator(selector).count()).toBeGreaterThan(0);
};
const panel = (name: string): Check => shows(`[role=tab][aria-selected=true]#tab-${name}`);
const speedIs = (faster: boolean): Check => {
  return async (page) => {
    const speed = Number(await page.locator(".speed input").inputValue());
    if (faster) expect(speed).toBeGreaterThan(3.3);
    else expect(speed).toBeLessThan(3.3);
  };
};

const CHECKS: Readonly<Record<string, Check>> = {
  play: movesOn,
  next: isAt(async () => START + 1),
  previous: isAt(async () => START - 1),
  nextMilestone: isAt(async (page) => {
    const all = (await page.evaluate(() => window.__viz?.milestones())) ?? [];
    return all.find(({ index }) => index > START)?.index ?? 0;
  }),
  previousMilestone: isAt(async (page) => {
    const all = (await page.evaluate(() => window.__viz?.milestones())) ?? [];
    return all.filter(({ index }) => index < START).at(-1)?.index ?? 0;
  }),
  down: movesOn,
  up: movesBack,
  first: isAt(async () => -1),
  last: isAt(async (page) => (await events(page)) - 1),
  slower: speedIs(false),
  faster: speedIs(true),
  search: shows("#event-search:focus"),
  nextViolation: isAt(async (page) => ((await milestones(page, "violation"))[0] ?? 0) - 1),
  previousViolation: isAt(async (page) => ((await milestones(page, "violation"))[0] ?? 0) - 1),
  cause: movesBack,
  effect: movesOn,
  previousInProcess: movesBack,
  nextInProcess: movesOn,
  zoomIn: addressHas(/[?&]z=/),
  focus: addressHas(/[?&]z=/),
  timeScale: addressHas(/[?&]ts=true/),
  "panel-step": panel("step"),
  "panel-story": panel("story"),
  "panel-records": panel("records"),
  "panel-invariants": panel("invariants"),
  "panel-state": panel("state"),
  "panel-zookeeper": panel("zookeeper"),
  run: shows("dialog[open] .run-info .era-choices"),
  help: shows("dialog[open] .keys"),
  palette: shows("dialog[open] .palette"),
};

/** These need something done before; a test of their own presses them. */
const AFTER_OTHERS = ["groups", "zoomOut", "panLeft", "panRight", "showAll", "escape"];

test("every shortcut of the table has a test", () => {
  const tested = [...Object.keys(CHECKS), ...AFTER_OTHERS].sort();
  expect(tested).toEqual(SHORTCUTS.map(({ id }) => id).sort());
});

test("every shortcut does what the table says", async ({ openPage, site }) => {
  const page = await openPage({ viewport: { width: 1440, height: 900 } });
  for (const { id, presses } of SHORTCUTS) {
    const check = CHECKS[id];
    if (check === undefined) continue;
    for (const press of presses) {
      await page.goto("about:blank");
      await openRun(page, site);
      await seek(page, START);
      const modifiers = [press.control && "Control", press.shift && "Shift"].filter(Boolean);
      const key = press.code ?? (press.key === " " ? "Space" : (press.key ?? ""));
      await page.keyboard.press([...modifiers, key].join("+"));
      await check(page).catch((error: unknown) => {
        throw new Error(`${id} (${key}) did not do its work`, { cause: error });
      });
    }
  }
}, 240_000);

test("zooming out, panning and the whole run undo and move what zooming in did", async ({
  openPage,
  site,
}) => {
  const page = await openPage({ viewport: { width: 1440, height: 900 } });
  await openRun(page, site);
  await seek(page, START);
  const window_ = () => /[?&]z=(-?\d+)-(-?\d+)/.exec(page.url())?.slice(1).map(Number);
  await page.keyboard.press("KeyW");
  await page.keyboard.press("KeyW");
  await expect.poll(window_).toBeDefined();
  const [zoomedFrom = 0] = window_() ?? [];
  await page.keyboard.press("KeyD");
  await expect.poll(() => window_()?.[0]).toBeGreaterThan(zoomedFrom);
  await page.keyboard.press("KeyA");
  await page.keyboard.press("KeyA");
  await expect.poll(() => window_()?.[0]).toBeLessThan(zoomedFrom);
  await page.keyboard.press("0");
  await expect.poll(window_).toBeUndefined();
  await page.keyboard.press("KeyW");
  await expect.poll(window_).toBeDefined();
  await page.keyboard.press("KeyS");
  await page.keyboard.press("KeyS");
  await expect.poll(window_).toBeUndefined();
});

test("Escape closes a dialog, then clears the selection", async ({ openPage, site }) => {
  const page = await openPage({ viewport: { width: 1440, height: 900 } });
  await openRun(page, site);
  await page.locator("g.node[data-host='broker-1']").click();
  await page.keyboard.press("?");
  await expect.poll(() => page.locator("dialog[open]").count()).toBe(1);
  await page.keyboard.press("Escape");
  await expect.poll(() => page.locator("dialog[open]").count()).toBe(0);
  expect(await page.locator("g.node.selected").count()).toBe(1);
  await page.keyboard.press("Escape");
  await expect.poll(() => page.locator("g.node.selected").count()).toBe(0);
});

test("no shortcut fires while a person types, nor when single keys are off", async ({
  openPage,
  site,
}) => {
  const page = await openPage({ viewport: { width: 1440, height: 900 } });
  await openRun(page, site);
  await seek(page, START);
  await page.locator("#event-search").focus();
  await page.keyboard.type("jv?t ");
  expect(await cursor(page)).toBe(START);
  expect(await page.locator("#event-search").inputValue()).toBe("jv?t ");
  expect(await page.locator("dialog[open]").count()).toBe(0);

  await page.locator("#event-search").fill("");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("checkbox", { name: "Single keys are shortcuts" }).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  expect(await cursor(page)).toBe(START);
  await page.keyboard.press("ArrowRight");
  await waitForCursor(page, START + 1);
});
