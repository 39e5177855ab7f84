import type { Micros } from "../../kernel/time.ts";
import { namesText, valuesRangesText } from "../ranges-text.ts";
import type { StoryLine } from "../story.ts";
import { listText } from "../told.ts";
import type { MembersGone } from "../told-groups.ts";
import type {
  GroupAccount,
  GroupAccounts,
  GroupOutcome,
  OffsetChange,
  StaleOwnership,
} from "./group-accounts.ts";
import type { Departure, GroupNote, RebalanceWait } from "./group-model.ts";

/** More partitions than this are only counted. */
const MOST_NAMES = 6;

/** What happened to groups: a line per rebalance, and per thing that became of their offsets. */
export function groupLines(
  notes: readonly GroupNote[],
  { groups }: GroupAccounts,
): readonly StoryLine[] {
  return [
    ...notes.map(noteLine),
    ...groups.flatMap(offsetLines),
    ...groups.flatMap(staleOwnerLines),
  ];
}

/** What became of records in groups. */
export function groupOutcomeLines(
  { processedTwice, neverProcessed, overwritten }: GroupAccounts,
  event: number,
  timeUs: Micros,
): readonly StoryLine[] {
  const lines: StoryLine[] = [];
  const outcomes = (
    code: "story.processedTwice" | "story.neverProcessed",
    all: readonly GroupOutcome[],
  ): void => {
    for (const alike of grouped(all, (one) => `${one.group} ${one.class}`)) {
      const [{ group, class: judged } = { group: "", class: "" }] = alike;
      const values = valuesRangesText(alike.map(({ value }) => value));
      lines.push({ event, timeUs, code, args: { group, values, class: judged } });
    }
  };
  outcomes("story.processedTwice", processedTwice);
  outcomes("story.neverProcessed", neverProcessed);
  for (const alike of grouped(overwritten, ({ group }) => group)) {
    const keys = valuesRangesText(alike.map(({ key }) => key));
    const args = { group: alike[0]?.group ?? "", keys };
    lines.push({ event, timeUs, code: "story.overwritten", args });
  }
  return lines;
}

function noteLine(note: GroupNote): StoryLine {
  const { event, timeUs } = note;
  const group = note.group.name;
  switch (note.type) {
    case "coordinator": {
      const { broker, before } = note;
      return { event, timeUs, code: "story.groupMoved", args: { group, broker, before } };
    }
    case "failed": {
      const { client, value } = note;
      return { event, timeUs, code: "story.processingFailed", args: { client, value } };
    }
    case "empty":
      return { event, timeUs, code: "story.groupEmpty", args: { group, ...goneOf(note.left) } };
    case "stable": {
      const { generation, protocol, members, joined, left, tookUs } = note;
      const who = { joined: namesText(joined), ...goneOf(left), ...waitArgs(note.wait) };
      const args = { group, generation, protocol, members, tookUs, ...who };
      return { event, timeUs, code: "story.rebalanced", args };
    }
  }
}

function goneOf(left: readonly (readonly [client: string, how: Departure])[]): MembersGone {
  const those = (how: Departure) =>
    namesText(left.filter((one) => one[1] === how).map(([client]) => client));
  return {
    down: those("down"),
    paused: those("paused"),
    left: those("left"),
    late: those("late"),
    out: those("out"),
  };
}

function waitArgs(wait: RebalanceWait | null) {
  if (wait === null) return { waitedFor: "" as const, who: "", isMember: false };
  if (wait.for === "more") return { waitedFor: wait.for, who: "", isMember: false };
  return { waitedFor: wait.for, who: wait.client, isMember: wait.isMember };
}

/** Offsets that expired, were deleted or set, together as far as one event did it. */
function offsetLines({ group, offsetChanges }: GroupAccount): StoryLine[] {
  const told = offsetChanges.filter(
    ({ cause, client }) => cause !== "committed" || client === null,
  );
  return grouped(told, ({ event, cause }) => `${event} ${cause}`).map((alike) => {
    const [{ event, timeUs, cause }] = alike as [OffsetChange];
    const partitions = partitionsText(alike.map(({ partition }) => partition));
    return { event, timeUs, code: codeOf(cause), args: { group, partitions } };
  });
}

function codeOf(cause: string) {
  switch (cause) {
    case "expired":
      return "story.offsetsExpired";
    case "deleted":
      return "story.offsetsDeleted";
    case "lost":
      return "story.offsetsLost";
    default:
      return "story.offsetsSet";
  }
}

/**
 * Told once for a member and a generation: of the first that has the partitions then. Those that one
 * generation leaves behind are told of together.
 */
function staleOwnerLines({ group, staleOwners }: GroupAccount): StoryLine[] {
  const firsts = grouped(
    staleOwners,
    ({ client, generation }) => `${client} ${generation}`,
  ).flatMap((all) => all.filter((one) => one.ownerGeneration === all[0]?.ownerGeneration));
  const pairs = grouped(firsts, (one) => `${one.generation} ${one.ownerGeneration}`);
  return pairs.map((alike) => {
    const [{ generation, ownerGeneration }] = alike as [StaleOwnership];
    const last = alike.reduce((one, other) => (other.event > one.event ? other : one));
    const names = [...new Set(alike.map(({ client }) => client))];
    const partitions = partitionsText(alike.map(({ partition }) => partition));
    const who = { clients: namesText(names), count: names.length };
    const args = { group, ...who, generation, ownerGeneration, partitions };
    return { event: last.event, timeUs: last.fromUs, code: "story.staleOwner", args };
  });
}

/** Things that have the same key, in the order of the first of them. */
function grouped<T>(all: readonly T[], keyOf: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  return [...groups.values()];
}

function partitionsText(names: readonly string[]): string {
  const sorted = [...new Set(names)].sort();
  if (sorted.length <= MOST_NAMES) return listText(sorted);
  return `${listText(sorted.slice(0, MOST_NAMES))}, … (${sorted.length})`;
}
