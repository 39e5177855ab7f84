import { enablePatches, Immer, type Patch } from "immer";
import { assert } from "../kernel/assert.ts";
import type { EventColumns } from "./columns.ts";
import { Entities } from "./entities.ts";
import { StateFold } from "./fold-facts.ts";
import { initialState } from "./initial-state.ts";
import { FactBuffer } from "./pack.ts";
import { TextMeanings } from "./registry.ts";
import type { State } from "./state.ts";
import { MARK_EVENTS } from "./trace.ts";

/** How many events' states are kept one by one: those of that many chunks. */
const CACHED_CHUNKS = 4;

/** What one event changed: patches to go forth and back. */
export interface StateDiff {
  readonly patches: readonly Patch[];
  readonly inverse: readonly Patch[];
}

/**
 * The states of a trace, at any event. Between chunks of 1,024 events the states share what did not
 * change; within a chunk they are folded when asked for. The trace may grow meanwhile. The states are
 * shared and must not be changed.
 */
export class Snapshots {
  private readonly columns: EventColumns;
  private readonly meanings: TextMeanings;
  private readonly immer = new Immer({ autoFreeze: false });
  private readonly facts = new FactBuffer();
  /** `keys[n]` is the state before event `n * MARK_EVENTS`. */
  private readonly keys: State[];
  /** States after each event of a chunk; the last used comes last. */
  private readonly stepped = new Map<number, readonly State[]>();

  constructor(columns: EventColumns) {
    enablePatches();
    this.columns = columns;
    this.meanings = new TextMeanings(columns.texts);
    this.keys = [initialState(columns.hosts)];
  }

  /** Folds up to `chunks` more whole chunks; returns whether there are more to fold. */
  extend(chunks = Number.POSITIVE_INFINITY): boolean {
    const whole = Math.floor(this.columns.length / MARK_EVENTS);
    for (let n = 0; n < chunks && this.keys.length <= whole; n++) {
      const first = (this.keys.length - 1) * MARK_EVENTS;
      this.keys.push(this.folded(this.key(this.keys.length - 1), first, first + MARK_EVENTS));
    }
    return this.keys.length <= whole;
  }

  /** The state after event `event`; -1 is before the first. */
  at(event: number): State {
    assert(event >= -1 && event < this.columns.length, "the event is in the trace");
    const chunk = Math.floor((event + 1) / MARK_EVENTS);
    const first = chunk * MARK_EVENTS;
    const steps = this.stepped.get(chunk);
    if (event + 1 === first) return this.key(chunk);
    return steps?.[event - first] ?? this.folded(this.key(chunk), first, event + 1);
  }

  /** The states after each event of a chunk; they are kept for a while. */
  steps(chunk: number): readonly State[] {
    const end = Math.min((chunk + 1) * MARK_EVENTS, this.columns.length);
    const known = this.stepped.get(chunk);
    this.stepped.delete(chunk);
    const states = known === undefined ? [] : [...known];
    let state = states[states.length - 1] ?? this.key(chunk);
    for (let event = chunk * MARK_EVENTS + states.length; event < end; event++) {
      state = this.folded(state, event, event + 1);
      states.push(state);
    }
    this.stepped.set(chunk, states);
    for (const oldest of this.stepped.keys()) {
      if (this.stepped.size <= CACHED_CHUNKS) break;
      this.stepped.delete(oldest);
    }
    return states;
  }

  /** What event `event` changed. */
  diff(event: number): StateDiff {
    const before = this.at(event - 1);
    const [, patches, inverse] = this.immer.produceWithPatches(before, (draft) => {
      this.apply(draft, event, event + 1);
    });
    return { patches, inverse };
  }

  private key(chunk: number): State {
    while (this.keys.length <= chunk) this.extend(1);
    return this.keys[chunk] as State;
  }

  private folded(state: State, first: number, end: number): State {
    return this.immer.produce(state, (draft) => {
      this.apply(draft, first, end);
    });
  }

  private apply(draft: State, first: number, end: number): void {
    const { hosts, texts } = this.columns;
    const fold = new StateFold(
      draft,
      hosts,
      texts,
      new Entities(draft, hosts, texts),
      this.meanings,
    );
    for (let event = first; event < end; event++) {
      this.columns.facts(event, this.facts);
      fold.apply(this.facts.data, this.facts.length);
    }
  }
}
