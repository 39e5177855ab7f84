import { vizEn } from "../../text/viz-en.ts";
import { vizZh } from "../../text/viz-zh.ts";
import { fill } from "../model/fill.ts";

export type Lang = "en" | "zh";
export const LANGS: readonly Lang[] = ["en", "zh"];

/** Name of a text in the catalogues of the page. */
export type TextKey = keyof typeof vizEn;
export type TextArgs = Readonly<Record<string, string | number>>;

/** Texts of one language. */
export interface Texts {
  readonly lang: Lang;
  t(key: TextKey, args?: TextArgs): string;
  /** A text whose name is made at run time; null when there is none. */
  find(key: string, args?: TextArgs): string | null;
  number(value: number): string;
  /** A list, as in `1, 2 and 3`. */
  list(items: readonly string[]): string;
  pick(text: { readonly en: string; readonly zh: string }): string;
}

export function textsOf(lang: Lang): Texts {
  const catalogue: Readonly<Record<TextKey, string>> = lang === "zh" ? vizZh : vizEn;
  const locale = lang === "zh" ? "zh-CN" : "en";
  const numbers = new Intl.NumberFormat(locale);
  const lists = new Intl.ListFormat(locale, { type: "conjunction" });
  return {
    lang,
    t: (key, args = {}) => fill(catalogue[key], args),
    find: (key, args = {}) =>
      Object.hasOwn(catalogue, key) ? fill(catalogue[key as TextKey], args) : null,
    number: (value) => numbers.format(value),
    list: (items) => lists.format(items),
    pick: (text) => text[lang],
  };
}

/** The language to begin with: the person's choice, the link's, or the browser's. */
export function firstLang(chosen: string | null): Lang {
  if (chosen === "en" || chosen === "zh") return chosen;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}
