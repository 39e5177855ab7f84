import type { Language } from "./messages.ts";

/** What `highwater explain` says itself. */
export interface ExplainCliText {
  readonly nothing: string;
  readonly inShort: string;
  readonly saves: string;
  readonly costs: (acked: number, before: number) => string;
  readonly costsCommits: (committed: number, before: number) => string;
  readonly costly: string;
  readonly nothingSaves: string;
  readonly vain: string;
  /** `harm`: something as bad came instead. */
  readonly harm: string;
  readonly undecided: string;
  /** Steps of the scenario that were no more possible, or that waited for what did not come. */
  readonly withoutSteps: (numbers: readonly number[]) => string;
  /** How many behaviours of a later version were tried. */
  readonly behaviours: (count: number) => string;
  /** Stands between the names of changes, and between two remarks. */
  readonly comma: string;
  readonly semicolon: string;
  readonly progress: (runs: number, tried: number, of: number, change: string) => string;
}

const EN: ExplainCliText = {
  nothing: "Nothing bad came of this run: there is nothing to explain.",
  inShort: "In short",
  saves: "What would have saved it (each was run)",
  costs: (acked, before) => `only ${acked} of ${before} records are acknowledged then`,
  costsCommits: (committed, before) =>
    committed === 0
      ? "no offset is committed then"
      : `offsets are committed in only ${committed} of ${before} partitions then`,
  costly: "What avoids it at a cost",
  nothingSaves: "Nothing that was tried would have saved it.",
  vain: "In vain",
  harm: "As bad in another way",
  undecided: "Could not be tried",
  withoutSteps: (numbers) =>
    numbers.length === 1
      ? `step ${numbers[0]} waits in vain then`
      : `steps ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)} wait in vain then`,
  behaviours: (count) =>
    count === 1
      ? "one behaviour of a later version"
      : `${count} behaviours of later versions, each alone`,
  comma: ", ",
  semicolon: "; ",
  progress: (runs, tried, of, change) => `run ${runs}, change ${tried + 1} of ${of}: ${change}`,
};

const ZH: ExplainCliText = {
  nothing: "这次运行没有出问题，没有什么可解释的。",
  inShort: "简而言之",
  saves: "什么可以避免（每一项都运行过）",
  costs: (acked, before) => `但 ${before} 条消息中只有 ${acked} 条得到确认`,
  costsCommits: (committed, before) =>
    committed === 0
      ? "但没有任何偏移量得到提交"
      : `但 ${before} 个分区中只有 ${committed} 个提交了偏移量`,
  costly: "有代价的办法",
  nothingSaves: "试过的办法都不能避免。",
  vain: "不起作用",
  harm: "换成另一种同样糟的结果",
  undecided: "无法尝试",
  withoutSteps: (numbers) => `此时第 ${numbers.join("、")} 步等不到结果`,
  behaviours: (count) => `后来版本的 ${count} 项行为变化（逐一试过）`,
  comma: "、",
  semicolon: "；",
  progress: (runs, tried, of, change) =>
    `第 ${runs} 次运行，第 ${tried + 1}/${of} 种改动：${change}`,
};

/** The words of a language. */
export function explainCliText(language: Language): ExplainCliText {
  return language === "zh" ? ZH : EN;
}
