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
  readonly record: number;
  readonly key: string | null;
  readonly value: string | null;
}

/** What the effects of one group, or of one consumer without a group, have made. */
interface Sink {
  /** Ids of the records whose effects were added, in their order. */
  readonly appended: number[];
  /** The record whose effect a key has. */
  readonly byKey: Map<string | null, number>;
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
    const sink = this.sink(owner);
    const { kind, tp, generation, record, key, value } = effect;
    switch (kind) {
      case "append":
        sink.appended.push(record);
        return APPLIED;
      case "put":
        sink.byKey.set(key, record);
        return APPLIED;
      case "unique":
        if (sink.values.has(value)) return DUPLICATE;
        sink.values.add(value);
        sink.appended.push(record);
        return APPLIED;
      case "fenced":
        if (generation < (sink.generations.get(tp) ?? generation)) return FENCED;
        sink.generations.set(tp, generation);
        sink.appended.push(record);
        return APPLIED;
    }
  }

  /** Ids of the records whose effects were added for that owner, in their order. */
  appended(owner: string): readonly number[] {
    return this.sinks.get(owner)?.appended ?? [];
  }

  /** The record whose effect that key has; undefined: none. */
  recordOf(owner: string, key: string | null): number | undefined {
    return this.sinks.get(owner)?.byKey.get(key);
  }

  private sink(owner: string): Sink {
    const known = this.sinks.get(owner);
    if (known !== undefined) return known;
    const sink: Sink = {
      appended: [],
      byKey: new Map(),
      values: new Set(),
      generations: new Map(),
    };
    this.sinks.set(owner, sink);
    return sink;
  }
}
