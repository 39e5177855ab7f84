import { errorName } from "../kafka/errors.ts";
import { RECORD_STATUS } from "../kafka/facts.ts";
import type { Accounts, RecordEntry } from "./accounts.ts";
import type { Unavailability } from "./availability.ts";
import type { GroupAccounts } from "./groups/group-accounts.ts";
import { groupLines, groupOutcomeLines } from "./groups/group-story.ts";
import type { Ledger } from "./ledger.ts";
import type { FirstError } from "./model/client-facts.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import { namesText, valuesRangesText } from "./ranges-text.ts";
import type { RecordOutcome } from "./record-outcome.ts";
import { HistoryLines, TOGETHER_US } from "./story-history.ts";
import { folded } from "./story-series.ts";
import type { StoryCode, Told } from "./told.ts";

/** One line of the story of a run. */
export type StoryLine = {
  /** The event it tells of; of several the last. */
  readonly event: number;
  readonly timeUs: number;
} & Told<StoryCode>;

/** A story is never longer. */
export const STORY_LINES = 40;
/** Shorter windows without a leader are part of every election. */
const UNAVAILABLE_AT_LEAST_US = 50_000;

/** What records become of over less than this is told as of one moment. */
const LONG_US = 1_000_000;

const CODE_OF_STATUS: ReadonlyMap<number, "story.acked" | "story.failed" | "story.unknown"> =
  new Map([
    [RECORD_STATUS.ACKED, "story.acked"],
    [RECORD_STATUS.FAILED, "story.failed"],
    [RECORD_STATUS.UNKNOWN, "story.unknown"],
  ]);

/** The short story of a run: faults, decisions, and what became of the records. */
export function story(
  model: ClusterModel,
  accounts: Accounts,
  ledger: Ledger,
  unavailable: readonly Unavailability[],
  groups: GroupAccounts,
): readonly StoryLine[] {
  const lines = [
    ...new HistoryLines(model).lines(),
    ...unavailableLines(unavailable),
    ...errorLines(model),
    ...groupLines(model.groups.notes, groups),
  ];
  lines.sort((x, y) => x.event - y.event);
  const told = shortened(withRecords(model, accounts, lines), STORY_LINES - 5);
  const ofGroups = groupOutcomeLines(groups, model.event, model.timeUs);
  return [...told, ...outcomeLines(model, ledger), ...ofGroups];
}

function unavailableLines(windows: readonly Unavailability[]): StoryLine[] {
  const lines: StoryLine[] = [];
  for (const { partition, fromUs, fromEvent, toUs, toEvent } of windows) {
    if (toUs === null || toEvent === null) {
      const args = { partition, fromUs };
      lines.push({ event: fromEvent, timeUs: fromUs, code: "story.unavailableToTheEnd", args });
    } else if (toUs - fromUs >= UNAVAILABLE_AT_LEAST_US) {
      const args = { partition, fromUs, toUs };
      lines.push({ event: toEvent, timeUs: toUs, code: "story.unavailable", args });
    }
  }
  return lines;
}

/** What clients met for the first time; the same error of several is told in one line. */
function errorLines(model: ClusterModel): StoryLine[] {
  const lines: { first: FirstError; last: FirstError; clients: string[] }[] = [];
  for (const one of model.clients.firstErrors) {
    const client = model.hostName(one.client);
    const line = lines.find(
      ({ first }) => first.error === one.error && one.timeUs - first.timeUs <= TOGETHER_US,
    );
    if (line === undefined) lines.push({ first: one, last: one, clients: [client] });
    else {
      line.clients.push(client);
      line.last = one;
    }
  }
  return lines.map(({ first, last: { event, timeUs }, clients }) => {
    const args = { clients: namesText(clients), error: errorName(first.error) };
    return { event, timeUs, code: "story.error", args };
  });
}

/** Puts between the lines what producers were told meanwhile. */
function withRecords(
  model: ClusterModel,
  accounts: Accounts,
  lines: readonly StoryLine[],
): StoryLine[] {
  const told = accounts.records.filter(({ status }) => CODE_OF_STATUS.has(status));
  told.sort((x, y) => x.statusEvent - y.statusEvent || x.id - y.id);
  const all: StoryLine[] = [];
  let next = 0;
  const end = { event: Number.POSITIVE_INFINITY };
  for (const line of [...lines, end]) {
    const meanwhile: RecordEntry[] = [];
    for (; next < told.length; next++) {
      const record = told[next] as RecordEntry;
      if (record.statusEvent >= line.event) break;
      meanwhile.push(record);
    }
    all.push(...recordLines(model, meanwhile));
    if (line !== end) all.push(line as StoryLine);
  }
  return all;
}

/** One line per client and status. */
function recordLines(model: ClusterModel, records: readonly RecordEntry[]): StoryLine[] {
  const groups = new Map<string, RecordEntry[]>();
  for (const record of records) {
    const key = `${record.client} ${record.status}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return [...groups.values()].map((group) => {
    const last = group[group.length - 1] as RecordEntry;
    const values = namesText(group.map(({ value }) => value));
    const passedUs = last.statusUs - (group[0] as RecordEntry).statusUs;
    const overUs = passedUs < LONG_US ? 0 : passedUs;
    const args = { values, client: model.hostName(last.client), overUs };
    const code = CODE_OF_STATUS.get(last.status) ?? "story.unknown";
    return { event: last.statusEvent, timeUs: last.statusUs, code, args };
  });
}

/** What became of the records in the end. */
function outcomeLines(model: ClusterModel, ledger: Ledger): StoryLine[] {
  const { event, timeUs } = model;
  const lines: StoryLine[] = [];
  const values = (outcomes: readonly RecordOutcome[]): string =>
    valuesRangesText(outcomes.map(({ value }) => value));
  const classes = new Set(ledger.lost.map((outcome) => outcome.class));
  for (const outcome of classes) {
    const lost = ledger.lost.filter((one) => one.class === outcome);
    const args = { values: values(lost), class: outcome };
    lines.push({ event, timeUs, code: "story.lost", args });
  }
  if (ledger.lostUnacknowledged.length > 0) {
    const args = { values: values(ledger.lostUnacknowledged) };
    lines.push({ event, timeUs, code: "story.lostUnacknowledged", args });
  }
  if (ledger.unsent.length > 0) {
    lines.push({ event, timeUs, code: "story.unsent", args: { values: values(ledger.unsent) } });
  }
  if (ledger.duplicated.length > 0) {
    const args = { values: values(ledger.duplicated) };
    lines.push({ event, timeUs, code: "story.duplicated", args });
  }
  if (ledger.reordered.length > 0) {
    const args = { values: values(ledger.reordered) };
    lines.push({ event, timeUs, code: "story.reordered", args });
  }
  return lines;
}

/** What a long story can do without, the least telling first. Faults, notes and controllers stay. */
const DISPENSABLE: readonly StoryCode[] = [
  "story.error",
  "story.acked",
  "story.isr",
  "story.compacted",
  "story.logStartMoved",
  "story.retention",
  "story.truncated",
  "story.leaderOut",
  "story.unavailable",
  "story.staleOwner",
  "story.elected",
  "story.rebalanced",
];

/** Leaves out of a story that is too long what it can do without, then its middle, and says so. */
function shortened(whole: readonly StoryLine[], most: number): readonly StoryLine[] {
  if (whole.length <= most) return whole;
  const all = folded(whole);
  let lines = all;
  for (const dispensable of DISPENSABLE) {
    if (lines.length < most) break;
    lines = lines.filter(({ code }) => code !== dispensable);
  }
  const head = lines.slice(0, Math.min(lines.length, most - 1));
  const count = all.length - head.length;
  const tail = Math.min(lines.length - head.length, Math.floor(most / 2));
  const kept = tail === 0 ? head : [...head.slice(0, head.length - tail), ...lines.slice(-tail)];
  if (count === 0) return kept;
  const at = kept.length - tail;
  const { event, timeUs } = kept[at - 1] ?? (all[0] as StoryLine);
  const more: StoryLine = { event, timeUs, code: "story.more", args: { count } };
  return [...kept.slice(0, at), more, ...kept.slice(at)];
}
