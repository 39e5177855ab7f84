import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../../..");

/** Where the built page lies; `npm run build` puts it there. */
export const pageFolder = join(root, "dist/page");

/** Where installed packages lie. */
export const packagesFolder = join(root, "node_modules");

/** Where the tests keep what is costly to make. */
export const cacheFolder = join(packagesFolder, ".cache/highwater");
