import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type StaticServer, serveSite } from "../../cli/static-server.ts";

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

let folder: string;
let server: StaticServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "highwater-server-"));
  mkdirSync(join(folder, "page/assets"), { recursive: true });
  mkdirSync(join(folder, "page-secrets"));
  writeFileSync(join(folder, "page/index.html"), "<title>page</title>");
  writeFileSync(join(folder, "page/assets/app.js"), "export {};");
  writeFileSync(join(folder, "secret.txt"), "secret");
  writeFileSync(join(folder, "page-secrets/secret.txt"), "secret");
  writeFileSync(join(folder, "run.jsonl"), "{}\n");
  server = await serveSite({
    folder: join(folder, "page"),
    files: new Map([["/trace/run.jsonl", join(folder, "run.jsonl")]]),
    port: 0,
  });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Sends the path as it is: `fetch` would resolve its dots before sending. */
function get(path: string, method = "GET"): Promise<Answer> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        body += part;
      });
      response.on("end", () => {
        const type = response.headers["content-type"] ?? "";
        resolve({ status: response.statusCode ?? 0, type, body });
      });
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("the server of the page", () => {
  test("answers / with index.html", async () => {
    const answer = await get("/");
    expect(answer).toEqual({
      status: 200,
      type: "text/html; charset=utf-8",
      body: "<title>page</title>",
    });
  });

  test("gives scripts and traces their content types, whatever the query", async () => {
    expect((await get("/assets/app.js?v=1")).type).toBe("text/javascript; charset=utf-8");
    expect(await get("/trace/run.jsonl")).toMatchObject({
      status: 200,
      type: "application/x-ndjson; charset=utf-8",
    });
  });

  test.each([
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%5csecret.txt",
    "/../page-secrets/secret.txt",
    "//etc/passwd",
    "/assets/",
    "/assets",
    "/nothing.js",
  ])("does not find %s", async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain("secret");
  });

  test.each(["/%", "/%ff", "/index.html%00.js"])("refuses the malformed path %s", async (path) => {
    expect((await get(path)).status).toBe(400);
  });

  test("answers HEAD without a body and refuses to be written to", async () => {
    expect(await get("/", "HEAD")).toMatchObject({ status: 200, body: "" });
    expect((await get("/", "PUT")).status).toBe(405);
  });

  test("names the port that is in use and what to do", async () => {
    const port = Number(new URL(server.url).port);
    await expect(serveSite({ folder, files: new Map(), port })).rejects.toThrow(
      `port ${port} is in use; stop what listens there, or give another with --port (0 takes any free one)`,
    );
  });
});
