import { PROCESSING_OUTCOMES } from "../../facts.ts";
import type { Effect } from "./application-settings.ts";

const { APPLIED, DUPLICATE, FENCED } = PROCESSING_OUTCOMES;

/** The effect that an application asks for. */
export interface RequestedEffect {
  readonly kind: Effect;
  /** Id of the partition. */
  readonly tp: number;
  /** Generation of the group in which the record was polled; -1: assigned by hand. */
  readonly generation: number;
  readonly value: string | null;
}

/** What the outside system must remember of one group, or of one consumer without a group. */
interface Sink {
  readonly values: Set<string | null>;
  /** The newest generation that was seen of a partition. */
  readonly generations: Map<number, number>;
}

/**
 * The system outside Kafka on which applications that consume have their effects: a database, say. It
 * outlives them, answers at once, and never fails. Each group has tables of its own there.
 */
export class OutsideSystem {
  private readonly sinks = new Map<string, Sink>();

  /**
   * Asks for the effect of a record. Answers one of PROCESSING_OUTCOMES: `append` and `put` are always
   * taken; `unique` only once per value; `fenced` only when no newer generation of the group was seen for
   * the partition.
   * @param owner the group, or the consumer without a group
   */
  apply(owner: string, effect: RequestedEffect): number {
    const { values, generations } = this.sink(owner);
    const { kind, tp, generation, value } = effect;
    switch (kind) {
      case "append":
      case "put":
        return APPLIED;
      case "unique":
        if (values.has(value)) return DUPLICATE;
        values.add(value);
        return APPLIED;
      case "fenced":
        if (generation < (generations.get(tp) ?? generation)) return FENCED;
        generations.set(tp, generation);
        return APPLIED;
    }
  }

  private sink(owner: string): Sink {
    const known = this.sinks.get(owner);
    if (known !== undefined) return known;
    const sink: Sink = { values: new Set(), generations: new Map() };
    this.sinks.set(owner, sink);
    return sink;
  }
}
