import * as K from "../../sim/kafka/facts.ts";
import { FACT_STRIDE } from "../../sim/kernel/facts.ts";
import {
  FACT_CONNECTION,
  FACT_DISK_FAILURE,
  FACT_DISK_SYNC,
  FACT_HOST_LIFE,
  FACT_LINK,
  FACT_MESSAGE_SEND,
  LIFE_UP,
} from "../../sim/kernel/kernel-facts.ts";
import type { EventColumns } from "../../sim/trace/columns.ts";
import { FactBuffer } from "../../sim/trace/pack.ts";
import { TextMeanings } from "../../sim/trace/registry.ts";
import { kindName } from "../../sim/trace/union.ts";
import { FACT_SESSION_ENDED, FACT_ZNODE } from "../../sim/zookeeper/facts.ts";
import { comparePartitions } from "./cluster-view.ts";
import { GroupsIndex } from "./groups-index.ts";
import { isInternalPartition } from "./internal-topics.ts";
import { isResponse, messageClass } from "./message-class.ts";
import {
  EVENT_CLASSES,
  type GroupOfRun,
  type MilestoneKind,
  type MilestoneView,
  type TimelineView,
} from "./run-view.ts";
import { TimelineBuilder } from "./timeline-builder.ts";

/** What one reading of a whole trace yields. */
export interface RunIndex {
  readonly times: Float64Array;
  readonly classes: Uint8Array;
  /** 1 for heartbeats, empty fetches, connections and timers that changed nothing. */
  readonly noise: Uint8Array;
  readonly milestones: readonly MilestoneView[];
  readonly links: readonly (readonly [string, string])[];
  /** Partitions of people's own topics, and those of Kafka's own that groups belong to. */
  readonly partitions: readonly string[];
  readonly internalPartitions: readonly string[];
  /** The event in which the first record was handed to a producer; the last one without any. */
  readonly firstMoment: number;
  readonly timeline: TimelineView;
}

const OTHER = EVENT_CLASSES.indexOf("other");

/** Facts that tell of traffic and bookkeeping; an event with no others may be hidden. */
const MINOR_FACTS: ReadonlySet<number> = new Set([
  FACT_MESSAGE_SEND,
  FACT_CONNECTION,
  K.FACT_REMOTE_LEO,
  K.FACT_DELAYED_PRODUCE,
  K.FACT_POSITION,
]);

/** Kinds of events of which nothing remains when they change nothing. */
const QUIET = /^(?:Fetch|Metadata|Heartbeat|zookeeper\.ping|timer\.|connection\.)/;

/** Reads a trace once, from the first event to the last. */
export function indexRun(columns: EventColumns): RunIndex {
  const count = columns.length;
  const times = new Float64Array(count);
  const classes = new Uint8Array(count);
  const noise = new Uint8Array(count);
  const milestones: MilestoneView[] = [];
  const links = new Map<string, readonly [string, string]>();
  const meanings = new TextMeanings(columns.texts);
  const timeline = new TimelineBuilder(columns, meanings);
  const groups = new GroupsIndex(columns, meanings);
  const ofInternal: (MilestoneView & { readonly tps: readonly string[] })[] = [];
  const kinds = new KindTable();
  const buffer = new FactBuffer();
  let firstMoment = -1;
  for (let event = 0; event < count; event++) {
    const kind = kinds.get(columns.kind(event));
    times[event] = columns.time(event);
    classes[event] = kind.class;
    columns.facts(event, buffer);
    let minorOnly = true;
    for (let at = 0; at < buffer.length; at += FACT_STRIDE) {
      const code = buffer.data[at] as number;
      if (!MINOR_FACTS.has(code)) minorOnly = false;
      if (code === K.FACT_RECORD_SENT && firstMoment < 0) firstMoment = event;
      if (code === FACT_MESSAGE_SEND) noteLink(links, columns, buffer.data, at);
    }
    timeline.add(event, buffer);
    const rebalanced = groups.add(event, buffer);
    const found = milestonesIn(buffer, meanings);
    const milestone = found.kind ?? (rebalanced ? "rebalance" : null);
    if (milestone !== null) milestones.push({ index: event, kind: milestone });
    else if (found.internal !== null) ofInternal.push({ index: event, ...found.internal });
    noise[event] = kind.quiet && minorOnly ? 1 : 0;
  }
  const { partitions: histories, ...bands } = timeline.finish(count);
  const groupsOfRun = groups.finish(count, histories);
  const internalPartitions = offsetsPartitionsOf(groupsOfRun);
  const partitions = timeline.partitions().filter((tp) => !isInternalPartition(tp));
  // What happens to the other partitions of Kafka's own topics is nobody's milestone.
  for (const { index, kind, tps } of ofInternal) {
    if (tps.some((tp) => internalPartitions.includes(tp))) milestones.push({ index, kind });
  }
  const shown = [...partitions, ...internalPartitions];
  return {
    times,
    classes,
    noise,
    milestones: milestones.sort((a, b) => a.index - b.index),
    links: [...links.values()],
    partitions,
    internalPartitions,
    firstMoment: firstMoment < 0 ? count - 1 : firstMoment,
    timeline: {
      ...bands,
      partitions: Object.fromEntries(
        shown.flatMap((tp) => {
          const history = histories[tp];
          return history === undefined ? [] : [[tp, history] as const];
        }),
      ),
      groups: groupsOfRun,
    },
  };
}

function offsetsPartitionsOf(groups: readonly GroupOfRun[]): string[] {
  const partitions = groups.flatMap(({ offsetsPartition }) => offsetsPartition ?? []);
  return [...new Set(partitions)].sort(comparePartitions);
}

interface KindInfo {
  readonly class: number;
  readonly quiet: boolean;
}

class KindTable {
  private readonly known = new Map<number, KindInfo>();

  get(code: number): KindInfo {
    let info = this.known.get(code);
    if (info === undefined) {
      const name = kindName(code);
      info = { class: classOf(name), quiet: QUIET.test(name) };
      this.known.set(code, info);
    }
    return info;
  }
}

function classOf(kind: string): number {
  const isMessage = kind.startsWith("zookeeper.") || kind.endsWith("Request") || isResponse(kind);
  return isMessage ? EVENT_CLASSES.indexOf(messageClass(kind)) : OTHER;
}

/** Every pair of hosts between which a message is sent, in a direction that does not depend on who began. */
function noteLink(
  links: Map<string, readonly [string, string]>,
  columns: EventColumns,
  data: Float64Array,
  at: number,
): void {
  const a = data[at + 2] as number;
  const b = data[at + 3] as number;
  const [from, to] = a < b ? [a, b] : [b, a];
  const key = `${from}>${to}`;
  if (links.has(key)) return;
  links.set(key, [columns.hosts[from]?.name ?? "", columns.hosts[to]?.name ?? ""]);
}

interface Milestones {
  readonly kind: MilestoneKind | null;
  /** What happened to partitions of Kafka's own topics. */
  readonly internal: { readonly kind: MilestoneKind; readonly tps: readonly string[] } | null;
}

const NO_MILESTONES: Milestones = { kind: null, internal: null };

function milestonesIn(buffer: FactBuffer, meanings: TextMeanings): Milestones {
  let found: MilestoneKind | null = null;
  let internal: MilestoneKind | null = null;
  let tps: string[] | null = null;
  for (let at = 0; at < buffer.length; at += FACT_STRIDE) {
    const kind = milestoneOf(buffer.data, at, meanings);
    if (kind === null) continue;
    const tp = partitionOf(buffer.data, at, meanings);
    if (tp === null || !isInternalPartition(tp)) found = firstOf(found, kind);
    else {
      internal = firstOf(internal, kind);
      tps ??= [];
      tps.push(tp);
    }
  }
  if (found === null && internal === null) return NO_MILESTONES;
  return { kind: found, internal: internal === null ? null : { kind: internal, tps: tps ?? [] } };
}

function firstOf(a: MilestoneKind | null, b: MilestoneKind): MilestoneKind {
  return a === null || RANKS.indexOf(b) < RANKS.indexOf(a) ? b : a;
}

/** The partition that a fact of a milestone is about; null: none. */
function partitionOf(data: Float64Array, at: number, meanings: TextMeanings): string | null {
  const text = data[at + 1] as number;
  switch (data[at]) {
    case K.FACT_ELECTION:
    case K.FACT_LOG_TRUNCATE:
      return meanings.text(text);
    case FACT_ZNODE:
      return meanings.partitionOfPath(text);
    default:
      return null;
  }
}

/** Of several milestones in one event the first of these names it. */
const RANKS: readonly MilestoneKind[] = [
  "fault",
  "election",
  "controller",
  "truncation",
  "session",
  "isr",
];

function milestoneOf(data: Float64Array, at: number, meanings: TextMeanings): MilestoneKind | null {
  switch (data[at]) {
    case FACT_LINK:
    case FACT_DISK_SYNC:
    case FACT_DISK_FAILURE:
      return "fault";
    case FACT_HOST_LIFE:
      // The first start of a host is no fault, nor its repair.
      return data[at + 2] === LIFE_UP && data[at + 3] === 0 ? null : "fault";
    case K.FACT_ELECTION:
      return "election";
    case K.FACT_CONTROLLER:
      return "controller";
    case K.FACT_LOG_TRUNCATE:
      return "truncation";
    case FACT_SESSION_ENDED:
      return "session";
    case FACT_ZNODE:
      return meanings.partitionOfPath(data[at + 1] as number) === null ? null : "isr";
    default:
      return null;
  }
}
