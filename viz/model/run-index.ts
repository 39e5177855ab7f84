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
import { isResponse, messageClass } from "./message-class.ts";
import {
  EVENT_CLASSES,
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
  readonly partitions: readonly string[];
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
const QUIET = /^(?:Fetch|Metadata|zookeeper\.ping|timer\.|connection\.)/;

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
    const milestone = milestoneKind(buffer, meanings);
    if (milestone !== null) milestones.push({ index: event, kind: milestone });
    noise[event] = kind.quiet && minorOnly ? 1 : 0;
  }
  return {
    times,
    classes,
    noise,
    milestones,
    links: [...links.values()],
    partitions: timeline.partitions(),
    firstMoment: firstMoment < 0 ? count - 1 : firstMoment,
    timeline: timeline.finish(count),
  };
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

function milestoneKind(buffer: FactBuffer, meanings: TextMeanings): MilestoneKind | null {
  let found: MilestoneKind | null = null;
  for (let at = 0; at < buffer.length; at += FACT_STRIDE) {
    const kind = milestoneOf(buffer.data, at, meanings);
    if (kind !== null && (found === null || RANKS.indexOf(kind) < RANKS.indexOf(found))) {
      found = kind;
    }
  }
  return found;
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
