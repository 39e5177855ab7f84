import { isAbsolute, join } from "node:path";
import { defineConfig } from "vite";
import { define, root } from "./project.ts";

/** The library, laid out as its sources are, beside the declarations that `tsc` writes. */
export default defineConfig({
  root,
  define,
  publicDir: false,
  build: {
    target: "es2022",
    outDir: "dist/lib",
    emptyOutDir: true,
    minify: false,
    sourcemap: true,
    lib: {
      formats: ["es"],
      entry: {
        "sim/index": join(root, "sim/index.ts"),
        "scenarios/index": join(root, "scenarios/index.ts"),
        "testing/fast-check/index": join(root, "testing/fast-check/index.ts"),
        "testing/vitest/index": join(root, "testing/vitest/index.ts"),
      },
    },
    rolldownOptions: {
      // Packages stay outside, so that a project which uses them too has them once.
      external: (id) => !id.startsWith(".") && !isAbsolute(id),
      output: { chunkFileNames: "chunks/[name]-[hash].js" },
    },
  },
});
