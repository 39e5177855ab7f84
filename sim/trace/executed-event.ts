import type { TextTable } from "../kernel/facts.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { TraceHost } from "./columns.ts";
import { FactBuffer } from "./pack.ts";
import type { Trace } from "./trace.ts";

type EventNumbers = "now" | "row" | "rowKind" | "rowHost" | "rowCause" | "rowCause2" | "rowMessage";

/** An event at its end: the simulation that executed it, or a trace that remembers it. */
export interface ExecutedEvent extends Pick<Simulation, EventNumbers> {
  readonly hosts: readonly TraceHost[];
  readonly facts: {
    readonly data: Float64Array;
    readonly length: number;
    readonly texts: TextTable;
  };
}

/** Is told of every event. */
export interface ExecutedEventObserver {
  onEvent(event: ExecutedEvent): void;
}

/** Tells an observer the events of a trace from `first` on, as a simulation would have. */
export function replay(trace: Trace, observer: ExecutedEventObserver, first = 0): void {
  const columns = trace.events();
  const buffer = new FactBuffer();
  for (let event = first; event < columns.length; event++) {
    columns.facts(event, buffer);
    observer.onEvent({
      now: columns.time(event),
      row: event,
      rowKind: columns.kind(event),
      rowHost: columns.host(event),
      rowCause: columns.cause(event),
      rowCause2: columns.cause2(event),
      rowMessage: columns.message(event),
      hosts: trace.hosts,
      facts: { data: buffer.data, length: buffer.length, texts: trace.texts },
    });
  }
}
