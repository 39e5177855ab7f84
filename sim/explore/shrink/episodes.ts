import { endOf, troubleOf } from "../../scenario/step-troubles.ts";
import type { Step } from "../../scenario/types.ts";

/** A fault and the step that ends it. Indices of steps. */
export interface Episode {
  readonly begin: number;
  /** Null when nothing ends it, or something that ends every fault of its kind. */
  readonly end: number | null;
}

/** The faults of some steps, each with its end: the next step that ends something for one of its hosts. */
export function episodesOf(steps: readonly Step[]): readonly Episode[] {
  return steps.flatMap((step, begin): readonly Episode[] => {
    const trouble = troubleOf(step) ?? heldPartitions(step);
    if (trouble === null) return [];
    const end = steps.findIndex((later, i) => i > begin && isEnd(later, trouble));
    return [{ begin, end: end < 0 ? null : end }];
  });
}

/** Steps without some episodes. An end goes with the last of the faults that it ends. */
export function withoutEpisodes(
  steps: readonly Step[],
  all: readonly Episode[],
  kept: readonly Episode[],
): readonly Step[] {
  const stays = new Set(kept.flatMap(({ begin, end }) => (end === null ? [begin] : [begin, end])));
  const goes = new Set(
    all
      .filter((episode) => !kept.includes(episode))
      .flatMap(({ begin, end }) => (end === null ? [begin] : [begin, end])),
  );
  return steps.filter((_, i) => stays.has(i) || !goes.has(i));
}

/** What may be ended: the kind of a fault, or a client's own doing. */
interface Lasting {
  readonly kind: string;
  readonly targets: readonly string[];
}

function isEnd(step: Step, { kind, targets }: Lasting): boolean {
  if ("resumePartitions" in step) {
    return kind === "pausePartitions" && targets.includes(step.resumePartitions.client);
  }
  const ending = endOf(step);
  const ends = ending !== null && (ending.kinds as readonly string[]).includes(kind);
  return ends && ending.targets.some((name) => targets.includes(name));
}

function heldPartitions(step: Step): Lasting | null {
  if (!("pausePartitions" in step)) return null;
  return { kind: "pausePartitions", targets: [step.pausePartitions.client] };
}
