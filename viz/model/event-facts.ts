import type { EventColumns } from "../../sim/trace/columns.ts";
import { type NamedFact, namedFacts } from "../../sim/trace/fact-json.ts";
import { FactBuffer } from "../../sim/trace/pack.ts";

/** The facts of an event, with names and texts. */
export function factsOf(columns: EventColumns, event: number): NamedFact[] {
  const buffer = new FactBuffer();
  columns.facts(event, buffer);
  return namedFacts(buffer, columns);
}

/** The name of a host; empty for a step from outside. */
export function hostName(columns: EventColumns, host: number): string {
  return columns.hosts[host]?.name ?? "";
}
