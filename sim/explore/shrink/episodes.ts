import { hostNames } from "../../scenario/names.ts";
import type { HostRef, Step } from "../../scenario/types.ts";

/** A fault and the step that ends it. Indices of steps. */
export interface Episode {
  readonly begin: number;
  /** Null when nothing ends it, or something that ends every fault of its kind. */
  readonly end: number | null;
}

/** What begins a fault, and what ends it for the same hosts, or the same broker. */
const ENDS: Readonly<Record<string, string>> = {
  kill: "restart",
  powerLoss: "restart",
  shutdown: "restart",
  pause: "resume",
  cut: "heal",
  hold: "release",
  failLogDir: "repairLogDir",
  slow: "slow",
  pausePartitions: "resumePartitions",
};
const WITHOUT_END: readonly string[] = ["reset", "expireSession", "jumpClock", "corrupt"];

/** The faults of some steps, each with its end: the next step that ends something for one of its hosts. */
export function episodesOf(steps: readonly Step[]): readonly Episode[] {
  return steps.flatMap((step, begin): readonly Episode[] => {
    const key = faultKeyOf(step);
    if (key === null) return [];
    const ending = ENDS[key];
    if (ending === undefined) return [{ begin, end: null }];
    const about = subjectsOf(step, key);
    const end = steps.findIndex(
      (later, i) => i > begin && subjectsOf(later, ending).some((name) => about.includes(name)),
    );
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

function faultKeyOf(step: Step): string | null {
  const key = Object.keys(step).find((name) => name in ENDS || WITHOUT_END.includes(name));
  return key ?? null;
}

/** What a step of that kind is about; nothing for other steps. */
function subjectsOf(step: Step, key: string): readonly string[] {
  if (!(key in step)) return [];
  const value: unknown = (step as unknown as Readonly<Record<string, unknown>>)[key];
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return value === "all" ? [] : hostNames(value as HostRef | readonly HostRef[]);
  }
  const { from, to, broker, host, client } = value as Readonly<Record<string, unknown>>;
  if (client !== undefined) return [String(client)];
  if (broker !== undefined) return [String(broker)];
  if (from === undefined) return hostNames(host as HostRef | readonly HostRef[]);
  const ends = [from, to].map((side) => hostNames(side as HostRef | readonly HostRef[]));
  const [senders = [], receivers = []] = ends;
  return senders.flatMap((sender) => receivers.map((receiver) => `${sender}>${receiver}`));
}
