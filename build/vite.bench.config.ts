import { defineConfig } from "vite";
import { define, entriesBelow, root } from "./project.ts";

/**
 * The benchmarks. A source `test/bench/**` + `/NAME.bench.ts` becomes `dist/bench/NAME.bench.js`, so
 * that each configuration can run in a Node process of its own.
 */
export default defineConfig({
  root,
  define,
  publicDir: false,
  build: {
    ssr: true,
    target: "node20",
    outDir: "dist/bench",
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      input: entriesBelow("test/bench", ".bench.ts"),
      output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
    },
  },
});
