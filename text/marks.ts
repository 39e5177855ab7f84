import type { FaultEffect } from "../sim/explore/marks/effects.ts";
import type { MarkName, MarkTheme } from "../sim/explore/marks/marks.ts";
import { faultEffectsEn } from "./fault-effects.en.ts";
import { faultEffectsZh } from "./fault-effects.zh.ts";
import { markNamesZh } from "./mark-names.zh.ts";
import { marksEn, markThemesEn } from "./marks.en.ts";
import { marksZh, markThemesZh } from "./marks.zh.ts";
import type { Language } from "./messages.ts";

/** What happened in a run that reached a coverage mark: a sentence. */
export function markText(language: Language, name: MarkName): string {
  return language === "zh" ? marksZh[name] : marksEn[name];
}

/** Words in the names of marks that are written otherwise. */
const WRITTEN: Readonly<Record<string, string>> = {
  isr: "ISR",
  id: "ID",
  zookeeper: "ZooKeeper",
  "brokers-request": "broker's request",
  "clients-request": "client's request",
  "leaders-end": "leader's end",
};
const WRITTEN_WORDS = new RegExp(`\\b(?:${Object.keys(WRITTEN).join("|")})\\b`, "g");

/** A mark in a few words: `truncated below high watermark`. */
export function markName(language: Language, name: MarkName): string {
  if (language === "zh") return markNamesZh[name];
  return name.replace(WRITTEN_WORDS, (words) => WRITTEN[words] ?? words).replaceAll("-", " ");
}

const THEME_NAMES: Readonly<Record<Language, Readonly<Record<MarkTheme, string>>>> = {
  en: {
    controller: "controller",
    replication: "replication",
    highWatermark: "high watermark",
    isr: "ISR",
    log: "log",
    zookeeper: "ZooKeeper",
    producer: "producer",
    groups: "groups",
    network: "network",
    admin: "operators",
  },
  zh: {
    controller: "控制器",
    replication: "复制",
    highWatermark: "高水位",
    isr: "ISR",
    log: "日志",
    zookeeper: "ZooKeeper",
    producer: "生产者",
    groups: "消费组",
    network: "网络",
    admin: "运维",
  },
};

/** A theme of marks in a word or two. */
export function markThemeName(language: Language, theme: MarkTheme): string {
  return THEME_NAMES[language][theme];
}

/** The title of a theme of marks. */
export function markThemeText(language: Language, theme: MarkTheme): string {
  return language === "zh" ? markThemesZh[theme] : markThemesEn[theme];
}

/** What a count of what faults did counts. */
export function faultEffectText(language: Language, effect: FaultEffect): string {
  return language === "zh" ? faultEffectsZh[effect] : faultEffectsEn[effect];
}
