import pc from "picocolors";
import type { Io, Output } from "../io.ts";

type Paint = (text: string) => string;

/** How to write to one output: its width, and colours where they are welcome. */
export interface Style {
  /** Cells per line. */
  readonly width: number;
  readonly bold: Paint;
  readonly dim: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
  readonly accent: Paint;
}

const NARROWEST = 60;
const WIDEST = 100;
/** Where the output tells no width. */
const USUAL = 92;

/** Colours only on a terminal, and not when the person has none of them (`NO_COLOR`, `TERM=dumb`). */
export function styleOf(io: Io, output: Output = io.stdout): Style {
  const colors = pc.createColors(wantsColors(io, output));
  return {
    width: Math.min(WIDEST, Math.max(NARROWEST, output.columns ?? USUAL)),
    bold: colors.bold,
    dim: colors.dim,
    good: colors.green,
    bad: colors.red,
    warn: colors.yellow,
    accent: colors.cyan,
  };
}

function wantsColors(io: Io, output: Output): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = io.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0") return true;
  return output.isTerminal && TERM !== "dumb";
}

/** Whether the locale promises UTF-8; one that is not set does. */
function speaksUnicode(env: Io["env"]): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  return locale === "" || /utf-?8/i.test(locale);
}

const ASCII: ReadonlyMap<string, string> = new Map([
  ["✓", "+"],
  ["✗", "x"],
  ["·", "-"],
  ["★", "*"],
  ["…", "~"],
  ["→", ">"],
  ["–", "-"],
  ["—", "-"],
  ["─", "-"],
  ["━", "="],
  ["“", '"'],
  ["”", '"'],
  ["‘", "'"],
  ["’", "'"],
  ["≥", ">="],
  ["≤", "<="],
  ["×", "x"],
  ["≠", "!="],
]);

/**
 * The text for a locale without UTF-8: typographical signs give way to ASCII ones, as wide as they are
 * wherever something is aligned; letters stay.
 */
export function fitLocale(text: string, env: Io["env"]): string {
  if (speaksUnicode(env)) return text;
  return text.replace(/[\u0080-\u{10ffff}]/gu, (sign) => ASCII.get(sign) ?? sign);
}
