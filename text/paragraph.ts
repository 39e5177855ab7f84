import type { Explanation } from "../sim/explore/explain/explanation.ts";
import type { ChangeTold } from "../sim/explore/explain/said.ts";
import type { Language } from "./messages.ts";
import { renderSaid } from "./render.ts";

/** What holds a paragraph together, in a language. Lists come joined. */
interface ParagraphText {
  /** Stands between two sentences. */
  readonly space: string;
  readonly list: (items: readonly string[]) => string;
  /** The same of parts of sentences. */
  readonly either: (items: readonly string[]) => string;
  readonly oneSetting: (settings: string) => string;
  readonly eachSetting: (settings: string) => string;
  readonly noSetting: string;
  readonly faults: (faults: string) => string;
  readonly replication: (factors: string) => string;
  readonly era: (era: string) => string;
  readonly switches: (switches: string) => string;
  readonly costly: (change: string, acked: number, before: number) => string;
  readonly costlyCommits: (change: string, committed: number, before: number) => string;
  readonly nothing: string;
  readonly vain: (count: number) => string;
}

/** More settings or behaviours are not named: the first ones are the best. */
const MOST_NAMED = 3;

/** `a, b or c`. */
function orList(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;
}

const TEXTS: Readonly<Record<Language, ParagraphText>> = {
  en: {
    space: " ",
    list: orList,
    either: orList,
    oneSetting: (settings) => `${settings} would have saved it.`,
    eachSetting: (settings) => `Each of these settings alone would have saved it: ${settings}.`,
    noSetting: "No setting that was tried would have saved it.",
    faults: (faults) => `It does not happen ${faults}.`,
    replication: (factors) => `It does not happen with ${factors}.`,
    era: (era) => `It no longer happens from Kafka ${era} on.`,
    switches: (switches) => `Of what changed until then this alone is enough: ${switches}.`,
    costly: (change, acked, before) =>
      `With ${change} it is avoided, but then only ${acked} of ${before} records are acknowledged.`,
    costlyCommits: (change, committed, before) =>
      committed === 0
        ? `With ${change} it is avoided, but then no offset is committed.`
        : `With ${change} it is avoided, but then offsets are committed in only ${committed} of ${before} partitions.`,
    nothing: "Nothing that was tried would have saved it.",
    vain: (count) => `${count} other ${count === 1 ? "change was" : "changes were"} tried in vain.`,
  },
  zh: {
    space: "",
    list: (items) => items.join("、"),
    either: (items) => items.join("，或"),
    oneSetting: (settings) => `设为 ${settings} 就可以避免。`,
    eachSetting: (settings) => `以下任何一项配置都足以避免：${settings}。`,
    noSetting: "试过的配置都不能避免。",
    faults: (faults) => `如果${faults}，就不会发生。`,
    replication: (factors) => `如果有${factors}，就不会发生。`,
    era: (era) => `从 Kafka ${era} 起不再发生。`,
    switches: (switches) => `到那时为止的变化中，单凭这一项就够：${switches}。`,
    costly: (change, acked, before) =>
      `设为 ${change} 虽然可以避免，但 ${before} 条消息中只有 ${acked} 条得到确认。`,
    costlyCommits: (change, committed, before) =>
      committed === 0
        ? `设为 ${change} 虽然可以避免，但没有任何偏移量得到提交。`
        : `设为 ${change} 虽然可以避免，但 ${before} 个分区中只有 ${committed} 个提交了偏移量。`,
    nothing: "试过的办法都不能避免。",
    vain: (count) => `另外试过 ${count} 种改动，都不起作用。`,
  },
};

/** What happened in a run, why, and what would have saved it: one paragraph. */
export function renderExplanation(language: Language, explanation: Explanation): string {
  const { happened, why } = explanation;
  return [
    ...[happened, ...why].map((told) => renderSaid(language, told)),
    ...savingSentences(language, explanation),
  ].join(TEXTS[language].space);
}

function savingSentences(language: Language, explanation: Explanation): readonly string[] {
  const text = TEXTS[language];
  const { settings, faults, replication, era, switches, costly, acked, vain } = explanation;
  const names = (changes: readonly ChangeTold[]) =>
    changes.slice(0, MOST_NAMED).map((change) => renderSaid(language, change));
  const named = (changes: readonly ChangeTold[]) => text.list(names(changes));
  if (explanation.tried === 0) return [];
  const saved = [settings, faults, replication, switches].some((changes) => changes.length > 0);
  if (!saved && era === null && costly.length === 0) return [text.nothing];
  return [
    settings.length === 1
      ? text.oneSetting(named(settings))
      : settings.length > 1
        ? text.eachSetting(named(settings))
        : text.noSetting,
    ...(faults.length === 0 ? [] : [text.faults(text.either(names(faults)))]),
    ...(replication.length === 0 ? [] : [text.replication(named(replication.slice(0, 1)))]),
    ...(era === null ? [] : [text.era(era)]),
    ...(switches.length === 0 ? [] : [text.switches(named(switches))]),
    ...costly.slice(0, 1).map((one) => {
      const change = renderSaid(language, one.change);
      return one.acked < acked
        ? text.costly(change, one.acked, acked)
        : text.costlyCommits(change, one.committed, explanation.committed);
    }),
    ...(vain === 0 ? [] : [text.vain(vain)]),
  ];
}
