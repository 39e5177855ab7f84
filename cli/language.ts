import type { Language } from "../text/messages.ts";
import { UsageError } from "./errors.ts";
import type { Io } from "./io.ts";

/** The language asked for with `--lang`, or else that of the locale. */
export function languageOf(option: string | undefined, env: Io["env"]): Language {
  if (option === "en" || option === "zh") return option;
  if (option !== undefined) throw new UsageError(`--lang: ${option} is not en or zh`);
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  return locale.startsWith("zh") ? "zh" : "en";
}
