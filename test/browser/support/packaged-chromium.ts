import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder, packagesFolder } from "./folders.ts";
import { unwrapWoff } from "./woff.ts";

/** A browser on disk and the environment it needs. */
export interface BrowserFiles {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Given to the browser beside the Latin font of its package, for machines without a Chinese one. */
const fontFiles = ["400", "700"].map((weight) =>
  join(
    packagesFolder,
    `@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-${weight}-normal.woff`,
  ),
);

/** Names only the fonts in `folder`, so that text looks the same on every machine. */
function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}</dir>
  <cachedir>${folder}/cache</cachedir>
</fontconfig>
`;
}

/**
 * Unpacks the Linux x64 browser that `@sparticuz/chromium` carries, once per version, below
 * `node_modules/.cache/highwater`.
 *
 * The package unpacks to the folder for temporary files, which other projects share, and leaves out
 * the system libraries unless it believes itself on a hosted platform. So it runs in a process of its
 * own, which has another such folder and looks like such a platform.
 */
export async function packagedChromium(): Promise<BrowserFiles> {
  const manifest = readFileSync(join(packagesFolder, "@sparticuz/chromium/package.json"));
  const version = createHash("sha256").update(cacheFolder).update(manifest).digest("hex");
  const folder = join(cacheFolder, `chromium-${version.slice(0, 8)}`);
  if (!existsSync(folder)) {
    await unpack(folder);
  }
  return {
    executablePath: join(folder, "chromium"),
    env: {
      FONTCONFIG_PATH: join(folder, "fonts"),
      LD_LIBRARY_PATH: join(folder, "al2023/lib"),
    },
  };
}

async function unpack(folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  const program = `import c from "@sparticuz/chromium"; await c.executablePath();`;
  await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: import.meta.dirname,
    env: { ...process.env, TMPDIR: unfinished, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" },
  });
  for (const file of fontFiles) {
    const font = unwrapWoff(await readFile(file));
    await writeFile(join(unfinished, "fonts", `${basename(file, ".woff")}.ttf`), font);
  }
  const configuration = fontsConfiguration(join(folder, "fonts"));
  await writeFile(join(unfinished, "fonts/fonts.conf"), configuration);
  try {
    await rename(unfinished, folder);
  } catch (error) {
    // Another process may have finished first.
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) {
      throw error;
    }
  }
}
