import type { FaultEffect } from "../sim/explore/marks/effects.ts";
import type { MarkName, MarkTheme } from "../sim/explore/marks/marks.ts";
import { faultEffectsEn } from "./fault-effects.en.ts";
import { faultEffectsZh } from "./fault-effects.zh.ts";
import { marksEn, markThemesEn } from "./marks.en.ts";
import { marksZh, markThemesZh } from "./marks.zh.ts";
import type { Language } from "./messages.ts";

/** What happened in a run that reached a coverage mark: a sentence. */
export function markText(language: Language, name: MarkName): string {
  return language === "zh" ? marksZh[name] : marksEn[name];
}

/** The title of a theme of marks. */
export function markThemeText(language: Language, theme: MarkTheme): string {
  return language === "zh" ? markThemesZh[theme] : markThemesEn[theme];
}

/** What a count of what faults did counts. */
export function faultEffectText(language: Language, effect: FaultEffect): string {
  return language === "zh" ? faultEffectsZh[effect] : faultEffectsEn[effect];
}
