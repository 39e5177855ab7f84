import { describe, expect, test } from "vitest";
import { main } from "../../cli/main.ts";
import { type FakeIo, type FakeOptions, fakeIo } from "./fake-io.ts";

const ID = "acks1-leader-kill-unreplicated";

interface Served {
  readonly io: FakeIo;
  /** The address it printed. */
  readonly url: URL;
  readonly status: Promise<number>;
}

async function serve(argv: readonly string[], options: FakeOptions = {}): Promise<Served> {
  const io = fakeIo(options);
  const status = main(["serve", ...argv], io);
  await expect.poll(io.out).toContain("http://");
  return { io, url: new URL(/http:\S+/.exec(io.out())?.[0] ?? ""), status };
}

async function stop({ io, status }: Served): Promise<void> {
  io.interrupt();
  expect(await status).toBe(0);
}

describe("highwater serve", () => {
  test("serves the page until it is interrupted", async () => {
    const served = await serve(["--port", "0"]);
    expect(served.url.hash).toBe("");
    expect(await (await fetch(served.url)).text()).toContain("<title>A page for tests</title>");
    await stop(served);
    await expect(fetch(served.url)).rejects.toThrow();
  });

  test("points at the run, with the changes of the options", async () => {
    const served = await serve([ID, "--control", "--seed", "7"], { env: { PORT: "0" } });
    expect(served.url.hash).toMatch(new RegExp(`^#/v1/run\\?sc=${ID}&seed=7&era=2.8&control=1&`));
    await stop(served);
  });

  test("keeps where a link looks", async () => {
    const served = await serve([`#/v1/run?sc=${ID}&ev=12&p=records`, "--port", "0"]);
    expect(served.url.hash).toMatch(/&ev=12&p=records$/);
    await stop(served);
  });

  test("tells the story first when asked to", async () => {
    const served = await serve([ID, "--story", "--port", "0"]);
    expect(served.io.out()).toMatch(/^acks=1: the leader acknowledges[\s\S]*http:/);
    await stop(served);
  });

  test("names the port that is in use", async () => {
    const served = await serve(["--port", "0"]);
    const io = fakeIo();
    expect(await main(["serve", "--port", served.url.port], io)).toBe(4);
    expect(io.err()).toBe(
      `highwater: port ${served.url.port} is in use; stop what listens there, or give another with --port (0 takes any free one)\n`,
    );
    await stop(served);
  });

  test("says when the page was not built", async () => {
    const io = fakeIo({ pageFolder: "/nowhere/page" });
    expect(await main(["serve", "--port", "0"], io)).toBe(4);
    expect(io.err()).toBe(
      "highwater: /nowhere/page: the page is not there; npm run build makes it\n",
    );
  });
});
