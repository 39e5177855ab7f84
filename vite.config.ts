import { join } from "node:path";
import { defineConfig } from "vite";
import { define, root } from "./build/project.ts";

/** The page, with its worker: plain files that any static server can serve from any path. */
export default defineConfig({
  root: join(root, "viz"),
  base: "./",
  define,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es" },
  build: {
    target: "es2022",
    outDir: join(root, "dist/page"),
    emptyOutDir: true,
    license: { fileName: "licenses.md" },
    chunkSizeWarningLimit: 2048,
  },
});
