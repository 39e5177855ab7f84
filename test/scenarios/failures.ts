import type { RunResult } from "../../sim/index.ts";

/** What a run did not meet, in words. */
export function failures({ expectations, inconclusive, unexpected }: RunResult): readonly string[] {
  return [
    ...(inconclusive === null ? [] : [JSON.stringify(inconclusive)]),
    ...expectations.flatMap(({ text, met }) => (met ? [] : [text.en])),
    ...unexpected.map(({ invariant, class: judged }) => `${invariant}: ${judged}`),
  ];
}
