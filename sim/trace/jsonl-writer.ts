import type { EventColumns } from "./columns.ts";
import { type FactNames, factArrays } from "./fact-json.ts";
import {
  type EventLine,
  type FooterLine,
  type MarkLine,
  TRACE_VERSION,
  type TraceHeader,
  type TraceMeta,
} from "./jsonl-format.ts";
import { FactBuffer } from "./pack.ts";
import { MARK_EVENTS, type Trace } from "./trace.ts";
import { EVENT_KINDS, FACT_SCHEMAS, kindName } from "./union.ts";

/** Length of the pieces that {@link traceText} yields, at least, in UTF-16 units. */
const PIECE = 1 << 16;

/** An event as the trace file writes it. */
export function eventLine(columns: EventColumns, event: number, facts: FactBuffer): EventLine {
  columns.facts(event, facts);
  const host = columns.host(event);
  const cause = columns.cause(event);
  const cause2 = columns.cause2(event);
  const message = columns.message(event);
  const names: FactNames = columns;
  return {
    i: event,
    t: columns.time(event),
    k: kindName(columns.kind(event)),
    ...(host >= 0 && { p: columns.hosts[host]?.name ?? `#${host}` }),
    ...(cause2 >= 0 ? { c: [cause, cause2] } : cause >= 0 && { c: [cause] }),
    ...(message > 0 && { m: message }),
    ...(facts.length > 0 && { s: factArrays(facts, names) }),
  };
}

/** The lines of a trace file, without line ends. The trace needs its events. */
export function* traceLines(trace: Trace, meta: TraceMeta): Generator<string, void> {
  yield JSON.stringify(headerOf(trace, meta));
  const columns = trace.events();
  const facts = new FactBuffer();
  const events = trace.length;
  for (let event = 0; event < events; event++) {
    yield JSON.stringify(eventLine(columns, event, facts));
    const mark =
      (event + 1) % MARK_EVENTS === 0 ? trace.mark((event + 1) / MARK_EVENTS - 1) : undefined;
    if (mark !== undefined) yield JSON.stringify({ mark } satisfies MarkLine);
  }
  yield JSON.stringify({ end: true, events, hash: trace.prefixHash(events) } satisfies FooterLine);
}

/** A trace file in pieces of some 64 kB. */
export function* traceText(trace: Trace, meta: TraceMeta): Generator<string, void> {
  let piece = "";
  for (const line of traceLines(trace, meta)) {
    piece += `${line}\n`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

function headerOf(trace: Trace, meta: TraceMeta): TraceHeader {
  const { highwater, engine, scenario, control, seed, era, settings, overrides } = meta;
  return {
    v: TRACE_VERSION,
    highwater,
    engine,
    scenario,
    control,
    seed,
    era,
    settings,
    overrides,
    procs: trace.hosts.map(({ name, kind }) => ({ id: name, kind })),
    kinds: EVENT_KINDS.map(({ name }) => name),
    facts: Object.fromEntries(FACT_SCHEMAS.map(({ name, fields }) => [name, fields])),
  };
}
