import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const BINARY = join(import.meta.dirname, "../../dist/cli/highwater.js");
const NODE = process.execPath;

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a shell command to its end; `onOutput` sees what it has written so far. */
function shell(
  command: string,
  onOutput: (out: string, kill: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn("bash", ["-c", command], { env: { ...process.env, NODE, BINARY } });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      onOutput(out, (signal) => child.kill(signal));
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
    });
    child.on("close", (status) => resolve({ status, out, err }));
  });
}

describe.skipIf(!existsSync(BINARY))("the built binary", () => {
  test("tells its version and engine", async () => {
    const { status, out } = await shell('"$BINARY" --version');
    expect(status).toBe(0);
    expect(out).toMatch(/^highwater \d+\.\d+\.\d+ \(engine [0-9a-f]{8}\)\n$/);
  });

  test("its exit status is that of the command", async () => {
    const { status, err } = await shell('exec "$NODE" "$BINARY" run nothing-like-it');
    expect({ status, err }).toEqual({
      status: 4,
      err: "highwater: there is no scenario nothing-like-it; highwater list shows them all\n",
    });
  });

  test("a reader that leaves early is no error", async () => {
    const command = `"$NODE" "$BINARY" verify --json | head -c 1; echo " \${PIPESTATUS[0]}"`;
    const { out, err } = await shell(command);
    // It may tell how far it is.
    expect(err.replaceAll(/^\d+ of \d+ scenarios verified.*\n/gm, "")).toBe("");
    expect(out).toMatch(/^\[ [01]\n$/);
  });

  test("serve ends with 0 when it is interrupted", async () => {
    const ended = await shell('exec "$NODE" "$BINARY" serve --port 0', (out, kill) => {
      if (out.includes("Ctrl-C")) kill("SIGINT");
    });
    expect(ended).toMatchObject({ status: 0, err: "" });
  });
});
