import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { PLANTED_BUGS, plant } from "../test/bench/planted/index.ts";
import type { PlantedBug } from "../test/bench/planted/planted-bug.ts";
import { define, root } from "./project.ts";

/**
 * The simulator with one planted bug in it, for a benchmark: `--mode NAME`, bundled into
 * `dist/bench/planted/NAME`. The sources stay as they are.
 */
export default defineConfig(({ mode }) => {
  const bug = PLANTED_BUGS.find(({ name }) => name === mode);
  if (bug === undefined) throw new Error(`there is no planted bug ${mode}`);
  return {
    root,
    define,
    publicDir: false,
    plugins: [planting(bug)],
    build: {
      ssr: true,
      target: "node20",
      outDir: `dist/bench/planted/${bug.name}`,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: {
        input: join(root, "test/bench/planted/mutant.ts"),
        output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
      },
    },
  };
});

/** Patches the file of the bug as it is read. */
function planting(bug: PlantedBug): Plugin {
  const path = join(root, "sim", bug.file);
  let isPlanted = false;
  return {
    name: "planted-bug",
    enforce: "pre",
    transform(code, id) {
      if (id.split("?")[0] !== path.replaceAll("\\", "/")) return null;
      isPlanted = true;
      return { code: plant(bug, code), map: null };
    },
    buildEnd(error) {
      if (error === undefined && !isPlanted) {
        throw new Error(`${bug.name}: sim/${bug.file} is not in the bundle`);
      }
    },
  };
}
