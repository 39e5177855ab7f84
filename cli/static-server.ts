import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { systemErrorCode, UsageError } from "./errors.ts";

/** A folder, and a few files from elsewhere, served to this machine over HTTP. */
export interface StaticServer {
  /** Ends in `/`. */
  readonly url: string;
  close(): Promise<void>;
}

export interface Site {
  /** Its `index.html` answers for `/`. */
  readonly folder: string;
  /** Files from elsewhere, by the path they are served under (`/trace/run.jsonl`). */
  readonly files: ReadonlyMap<string, string>;
  /** 0 takes a free one. */
  readonly port: number;
}

const HOST = "127.0.0.1";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".gz": "application/gzip",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".jsonl": "application/x-ndjson; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
};

/** Starts serving. Fails with an {@link UsageError} when the port cannot be had. */
export async function serveSite(site: Site): Promise<StaticServer> {
  const server = createServer((request, response) => {
    answer(site, request, response).catch(() => {
      if (!response.headersSent) refuse(response, 500, "the file could not be read");
      else response.destroy();
    });
  });
  const port = await listen(server, site.port);
  return {
    url: `http://${HOST}:${port}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((listening, failed) => {
    server.once("error", (error) => failed(portError(port, error)));
    server.listen(port, HOST, () => {
      const address = server.address();
      listening(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function portError(port: number, error: Error): Error {
  const elsewhere = "give another with --port (0 takes any free one)";
  switch (systemErrorCode(error)) {
    case "EADDRINUSE":
      return new UsageError(`port ${port} is in use; stop what listens there, or ${elsewhere}`);
    case "EACCES":
      return new UsageError(`port ${port} is reserved for the administrator; ${elsewhere}`);
    default:
      return error;
  }
}

async function answer(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    return refuse(response, 405, "only GET and HEAD are answered");
  }
  const path = requestedPath(request.url ?? "/");
  if (path === null) return refuse(response, 400, "this is not a path");
  const file = fileOf(site, path);
  const size = file === null ? null : await sizeOf(file);
  if (file === null || size === null) return refuse(response, 404, "there is no such page");
  response.writeHead(200, {
    "content-type": CONTENT_TYPES[extname(file)] ?? "application/octet-stream",
    "content-length": size,
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
  });
  if (request.method === "HEAD") response.end();
  else {
    const content = createReadStream(file);
    content.on("error", () => response.destroy());
    content.pipe(response);
  }
}

/** The decoded path of a request target, without its query; null when it is malformed. */
function requestedPath(target: string): string | null {
  const path = target.split(/[?#]/, 1)[0] ?? "";
  if (!path.startsWith("/")) return null;
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes("\0") ? null : decoded;
  } catch {
    return null;
  }
}

/** The file behind a path; null when that lies outside of what is served. */
function fileOf(site: Site, path: string): string | null {
  const elsewhere = site.files.get(path);
  if (elsewhere !== undefined) return elsewhere;
  const folder = resolve(site.folder);
  const file = resolve(join(folder, path.endsWith("/") ? `${path}index.html` : path));
  return file.startsWith(folder + sep) ? file : null;
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    const found = await stat(file);
    return found.isFile() ? found.size : null;
  } catch {
    return null;
  }
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${why}\n`);
}
