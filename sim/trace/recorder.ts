import { assert } from "../kernel/assert.ts";
import { FACT_STRIDE, type TextTable } from "../kernel/facts.ts";
import type { EventObserver, Simulation } from "../kernel/simulation.ts";
import { FactBuffer } from "./pack.ts";
import { Trace } from "./trace.ts";
import { FACT_FIELD_COUNTS, FACT_TEXT_FIELDS } from "./union.ts";

/** What is kept of a run: nothing, its hash and state, or every event. */
export type TraceMode = "off" | "hash" | "full";

/** Gives texts the numbers of their first use in a fact, whatever else a run interned before. */
class TextNumbers {
  private readonly from: TextTable;
  private readonly to: TextTable;
  private known = new Int32Array(256).fill(-1);

  constructor(from: TextTable, to: TextTable) {
    this.from = from;
    this.to = to;
  }

  number(id: number): number {
    if (id < 0) return -1;
    if (id < this.known.length) {
      const known = this.known[id] as number;
      if (known >= 0) return known;
    } else this.grow(id);
    const number = this.to.intern(this.from.text(id) ?? "");
    this.known[id] = number;
    return number;
  }

  private grow(id: number): void {
    const grown = new Int32Array(Math.max(id + 1, this.known.length * 2)).fill(-1);
    grown.set(this.known);
    this.known = grown;
  }
}

/**
 * Records a simulation. Attach it (`sim.observers.push`) when all hosts are there and before the
 * first event.
 */
export class Recorder implements EventObserver {
  readonly trace: Trace;
  private readonly numbers: TextNumbers;
  private readonly facts = new FactBuffer();
  private readonly hostCount: number;

  constructor(sim: Simulation, mode: "hash" | "full") {
    assert(sim.row === -1, "a recording begins before the first event");
    const hosts = sim.hosts.map(({ name, kind }) => ({ name, kind }));
    this.hostCount = hosts.length;
    this.trace = new Trace(hosts, mode === "full");
    this.numbers = new TextNumbers(sim.facts.texts, this.trace.texts);
  }

  onEvent(sim: Simulation): void {
    assert(sim.hosts.length === this.hostCount, "all hosts are there before the first event");
    const { data, length } = sim.facts;
    const facts = this.facts;
    facts.length = 0;
    for (let at = 0; at < length; at += FACT_STRIDE) this.copy(data, at);
    this.trace.add(
      sim.now,
      sim.rowKind,
      sim.rowHost,
      sim.rowCause,
      sim.rowCause2,
      sim.rowMessage,
      facts.data,
      facts.length,
    );
  }

  private copy(from: Float64Array, at: number): void {
    const to = this.facts.next();
    const data = this.facts.data;
    const code = from[at] as number;
    data[to] = code;
    const count = FACT_FIELD_COUNTS[code] ?? -1;
    if (count < 0) throw new Error(`no fact has the code ${code}`);
    const textFields = FACT_TEXT_FIELDS[code] as number;
    for (let field = 0; field < count; field++) {
      const value = from[at + 1 + field] as number;
      data[to + 1 + field] =
        ((textFields >>> field) & 1) === 1 ? this.numbers.number(value) : value;
    }
  }
}

/** Attaches a recorder to a simulation; null when the mode is `off`. */
export function record(sim: Simulation, mode: TraceMode): Recorder | null {
  if (mode === "off") return null;
  const recorder = new Recorder(sim, mode);
  sim.observers.push(recorder);
  return recorder;
}
