import { chmodSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { define, entriesBelow, root } from "./project.ts";

/**
 * The binary, with the packages it uses, so that it starts fast and always runs the versions it was
 * tested with; the pool of worker threads alone stays outside.
 *
 * A source `cli/**` + `/NAME.worker.ts` becomes `dist/cli/NAME.worker.js`. Everything lies in one
 * folder, so `new URL("./NAME.worker.js", import.meta.url)` finds it from any chunk.
 */
export default defineConfig({
  root,
  define,
  publicDir: false,
  plugins: [executable("dist/cli/highwater.js")],
  // It finds its own files beside itself, so it stays the package that is installed.
  ssr: { noExternal: true, external: ["tinypool"] },
  build: {
    ssr: true,
    target: "node20",
    outDir: "dist/cli",
    emptyOutDir: true,
    minify: false,
    license: { fileName: "licenses.md" },
    rolldownOptions: {
      input: { highwater: join(root, "cli/highwater.ts"), ...entriesBelow("cli", ".worker.ts") },
      output: {
        banner: (chunk) =>
          chunk.name === "highwater" && chunk.isEntry ? "#!/usr/bin/env node" : "",
        entryFileNames: "[name].js",
        chunkFileNames: "[name]-[hash].js",
      },
    },
  },
});

/** Lets a checkout run the file by its name, as an installed package can. */
function executable(path: string): Plugin {
  return {
    name: "executable",
    writeBundle() {
      chmodSync(join(root, path), 0o755);
    },
  };
}
