import type { Inconclusive } from "../sim/scenario/outcome.ts";
import type { Messages } from "./messages.ts";

/** Arguments of the sentence about a run without a conclusion. Steps are numbered from 1. */
export interface OutcomeArguments {
  "inconclusive.wait": { step: number; wanted: string; found: string };
  "inconclusive.startUp": { wanted: string; found: string };
  "inconclusive.impossible": { step: number; host: string };
  "inconclusive.events": { step: number; value: number; busiest: string };
  "inconclusive.virtualTime": { step: number; minutes: number; busiest: string };
}

export const outcomesEn: Messages<OutcomeArguments> = {
  "inconclusive.wait": ({ step, wanted, found }) =>
    `step ${step} waited in vain for: ${wanted}. Found: ${found}.`,
  "inconclusive.startUp": ({ wanted, found }) =>
    `the cluster did not come up; awaited: ${wanted}. Found: ${found}.`,
  "inconclusive.impossible": ({ step, host }) =>
    `step ${step} could not be carried out in the state that ${host} was in.`,
  "inconclusive.events": ({ step, value, busiest }) =>
    `the limit of ${value} events was reached at step ${step}. The most frequent: ${busiest}.`,
  "inconclusive.virtualTime": ({ step, minutes, busiest }) =>
    `the limit of ${minutes} virtual minutes was reached at step ${step}. ` +
    `The most frequent events: ${busiest}.`,
};

export const outcomesZh: Messages<OutcomeArguments> = {
  "inconclusive.wait": ({ step, wanted, found }) =>
    `第 ${step} 步一直没有等到：${wanted}。当时的状态：${found}。`,
  "inconclusive.startUp": ({ wanted, found }) =>
    `集群没有启动成功；等待的是：${wanted}。当时的状态：${found}。`,
  "inconclusive.impossible": ({ step, host }) =>
    `以 ${host} 当时的状态，第 ${step} 步无法执行。`,
  "inconclusive.events": ({ step, value, busiest }) =>
    `在第 ${step} 步达到了 ${value} 个事件的上限。最频繁的事件：${busiest}。`,
  "inconclusive.virtualTime": ({ step, minutes, busiest }) =>
    `在第 ${step} 步达到了 ${minutes} 分钟虚拟时间的上限。最频繁的事件：${busiest}。`,
};

/** Why a run came to no conclusion, as a code with arguments. */
export type OutcomeMessage = {
  readonly [C in keyof OutcomeArguments]: {
    readonly code: C;
    readonly args: OutcomeArguments[C];
  };
}[keyof OutcomeArguments];

/**
 * The code and arguments for an inconclusive run.
 * @param wanted the awaited condition in words (`describeWanted`); empty when it was no wait
 */
export function outcomeMessage(outcome: Inconclusive, wanted: string): OutcomeMessage {
  const step = outcome.step + 1;
  switch (outcome.reason) {
    case "wait": {
      const found = outcome.found.join("; ");
      if (outcome.step < 0) return { code: "inconclusive.startUp", args: { wanted, found } };
      return { code: "inconclusive.wait", args: { step, wanted, found } };
    }
    case "impossible":
      return { code: "inconclusive.impossible", args: { step, host: outcome.host } };
    case "limit": {
      const busiest = outcome.busiest.map(([kind, count]) => `${kind} ${count}`).join(", ");
      if (outcome.limit === "events") {
        return { code: "inconclusive.events", args: { step, value: outcome.value, busiest } };
      }
      const minutes = Math.round(outcome.value / 60_000_000);
      return { code: "inconclusive.virtualTime", args: { step, minutes, busiest } };
    }
  }
}
