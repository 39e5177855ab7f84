import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Names the behaviour of the simulator: 8 hex digits of a hash over every file of a source folder.
 *
 * The page, the library, the command line and the tests are given the same value, so that a link or a
 * trace tells which engine made it. Line endings do not count, so that a checkout on Windows agrees.
 *
 * @param folder path of the folder (`sim/`); its subfolders are included
 */
export function engineHash(folder: string): string {
  const hash = createHash("sha256");
  for (const path of filesBelow(folder, "")) {
    const text = readFileSync(join(folder, path), "utf8").replaceAll("\r\n", "\n");
    hash.update(`${path}\0${text.length}\0${text}`);
  }
  return hash.digest("hex").slice(0, 8);
}

/** Paths below `folder`, with `/` between their parts, in the order of their code units. */
function filesBelow(folder: string, prefix: string): string[] {
  const paths: string[] = [];
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) {
      paths.push(...filesBelow(folder, `${path}/`));
    } else if (entry.isFile()) {
      paths.push(path);
    }
  }
  return paths.sort();
}
