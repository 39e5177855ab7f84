import type { StoryLine } from "./story.ts";
import type { StoryCode, Told } from "./told.ts";

/** So many of a kind are told before the others are only counted, and so many after those. */
const FIRST = 4;
const LAST = 1;

/** A series of lines that are alike, and what is told of those in its middle. */
interface Series {
  readonly key: string;
  readonly rest: (count: number) => Told<StoryCode>;
}

const SERVER = /^(broker|zookeeper)(-\d+)?$/;

/** Counts what there is too much of: rebalances of one group, and stops and starts of clients. */
export function folded(lines: readonly StoryLine[]): readonly StoryLine[] {
  const series = lines.map(seriesOf);
  const counts = new Map<string, number>();
  for (const one of series) {
    if (one !== null) counts.set(one.key, (counts.get(one.key) ?? 0) + 1);
  }
  const seen = new Map<string, number>();
  return lines.flatMap((line, at): StoryLine[] => {
    const of = series[at] ?? null;
    if (of === null) return [line];
    const all = counts.get(of.key) ?? 0;
    const index = seen.get(of.key) ?? 0;
    seen.set(of.key, index + 1);
    const rest = all - FIRST - LAST;
    if (rest < 2 || index < FIRST || index >= all - LAST) return [line];
    if (index < all - LAST - 1) return [];
    const { event, timeUs } = line;
    return [{ event, timeUs, ...of.rest(rest) }];
  });
}

function seriesOf(line: StoryLine): Series | null {
  switch (line.code) {
    case "story.groupEmpty":
    case "story.rebalanced": {
      const { group } = line.args;
      return {
        key: `rebalanced ${group}`,
        rest: (times) => ({ code: "story.moreRebalances", args: { group, times } }),
      };
    }
    case "story.stopped":
    case "story.restarted":
      if (SERVER.test(line.args.host)) return null;
      return {
        key: "restarted",
        rest: (count) => ({ code: "story.moreRestarts", args: { count } }),
      };
    default:
      return null;
  }
}
