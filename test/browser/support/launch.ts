import { type Browser, chromium } from "playwright-core";
import { packagedChromium } from "./packaged-chromium.ts";

/** Keep the browser from asking hosts for updates and the like, and let it run as root in a container. */
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--font-render-hinting=none",
];

/**
 * Starts a headless Chromium: the one that `CHROME_PATH` names; else, on Linux x64, the one that comes
 * with the development packages; else an installed Chrome.
 */
export async function launchBrowser(): Promise<Browser> {
  const installed = process.env.CHROME_PATH;
  if (installed !== undefined) {
    return chromium.launch({ executablePath: installed, args: quiet });
  }
  if (process.platform === "linux" && process.arch === "x64") {
    const { executablePath, env } = await packagedChromium();
    return chromium.launch({ executablePath, args: quiet, env: { ...process.env, ...env } });
  }
  return chromium.launch({ channel: "chrome", args: quiet });
}
