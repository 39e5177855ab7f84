import { FACT_STRIDE } from "../../sim/kernel/facts.ts";
import { FactBuffer } from "../../sim/trace/pack.ts";
import { FACT_TEXT_FIELDS, factSchema, kindName } from "../../sim/trace/union.ts";
import { hostName } from "../model/event-facts.ts";
import { matchesQuery, parseQuery, type QueryRow } from "../model/query.ts";
import type { OpenRun } from "./open-run.ts";
import type { FilterResult } from "./protocol.ts";

/** The events that a search finds, in order. Free words are looked for in names and in texts of facts. */
export function searchEvents(run: OpenRun, source: string): FilterResult {
  const query = parseQuery(source);
  const columns = run.trace.events();
  const row = new SearchedEvent(run);
  const found = new Uint32Array(columns.length);
  let count = 0;
  for (let event = 0; event < columns.length; event++) {
    row.event = event;
    if (matchesQuery(query, row)) found[count++] = event;
  }
  return { events: found.slice(0, count), bad: query.bad };
}

/** One event after another, as searches see them; what costs is looked up only when asked for. */
class SearchedEvent implements QueryRow {
  event = 0;
  private readonly run: OpenRun;
  private readonly facts = new FactBuffer();

  constructor(run: OpenRun) {
    this.run = run;
  }

  get kind(): string {
    return kindName(this.run.trace.events().kind(this.event));
  }

  get process(): string {
    const columns = this.run.trace.events();
    return hostName(columns, columns.host(this.event));
  }

  get timeUs(): number {
    return this.run.index.times[this.event] ?? 0;
  }

  get noise(): boolean {
    return this.run.index.noise[this.event] === 1;
  }

  concerns(message: number): boolean {
    if (this.run.trace.events().message(this.event) === message) return true;
    const { messages } = this.run;
    return message >= 1 && message <= messages.length && messages.sendEvent(message) === this.event;
  }

  partitions(): readonly string[] {
    return this.texts((field) => field === "tp");
  }

  text(): string {
    return `${this.kind} ${this.process} ${this.texts(() => true).join(" ")}`;
  }

  private texts(wanted: (field: string) => boolean): string[] {
    const columns = this.run.trace.events();
    columns.facts(this.event, this.facts);
    const { data, length } = this.facts;
    const found: string[] = [];
    for (let at = 0; at < length; at += FACT_STRIDE) {
      const code = data[at] as number;
      if (FACT_TEXT_FIELDS[code] === 0) continue;
      const { fields, name } = factSchema(code);
      if (wanted("fact")) found.push(name);
      fields.forEach(([field, type], i) => {
        if ((type !== "text" && type !== "json") || !wanted(field)) return;
        const text = columns.texts.text(data[at + 1 + i] as number);
        if (text !== null) found.push(text);
      });
    }
    return found;
  }
}
