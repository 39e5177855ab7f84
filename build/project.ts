import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { engineHash } from "./engine-hash.ts";

/** The folder that holds `package.json`; every build runs from there. */
export const root = resolve(import.meta.dirname, "..");

interface Manifest {
  readonly version: string;
}

const manifest: Manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** The constants of `globals.d.ts`, for the bundler to fill in. */
export const define = {
  __ENGINE_HASH__: JSON.stringify(engineHash(join(root, "sim"))),
  __VERSION__: JSON.stringify(manifest.version),
};

/**
 * Bundler entries: the files of `folder` and its subfolders that end in `suffix`, each named by its
 * file name without `.ts`.
 */
export function entriesBelow(folder: string, suffix: string): Record<string, string> {
  const entries: Record<string, string> = {};
  const paths = readdirSync(join(root, folder), { encoding: "utf8", recursive: true }).sort();
  for (const path of paths.filter((each) => each.endsWith(suffix))) {
    entries[basename(path, ".ts")] = join(root, folder, path);
  }
  return entries;
}
