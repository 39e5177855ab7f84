import { assert } from "../kernel/assert.ts";
import type { EventObserver, Simulation } from "../kernel/simulation.ts";
import { Trace } from "./trace.ts";

/** What is kept of a run: nothing, its hash and state, or every event. */
export type TraceMode = "off" | "hash" | "full";

/**
 * Records a simulation. Attach it (`sim.observers.push`) when all hosts are there and before the
 * first event.
 */
export class Recorder implements EventObserver {
  readonly trace: Trace;
  private readonly hostCount: number;

  constructor(sim: Simulation, mode: "hash" | "full") {
    assert(sim.row === -1, "a recording begins before the first event");
    const hosts = sim.hosts.map(({ name, kind }) => ({ name, kind }));
    this.hostCount = hosts.length;
    this.trace = new Trace(hosts, mode === "full", sim.facts.texts);
  }

  onEvent(sim: Simulation): void {
    assert(sim.hosts.length === this.hostCount, "all hosts are there before the first event");
    const { now, rowKind, rowHost, rowCause, rowCause2, rowMessage, facts } = sim;
    const { data, length } = facts;
    this.trace.add(now, rowKind, rowHost, rowCause, rowCause2, rowMessage, data, length);
  }
}

/** Attaches a recorder to a simulation; null when the mode is `off`. */
export function record(sim: Simulation, mode: TraceMode): Recorder | null {
  if (mode === "off") return null;
  const recorder = new Recorder(sim, mode);
  sim.observers.push(recorder);
  return recorder;
}
