import type { FaultKind } from "../../faults/plan.ts";
import type { Era } from "../../kafka/era/eras.ts";
import type { Settings } from "../../scenario/resolve.ts";
import type { Scenario } from "../../scenario/types.ts";

/** What a search fixed, and what may be drawn. */
export interface SwarmSpace {
  readonly era: Era;
  /** Settings by Kafka's names that hold in every run: the swarm draws no others for these names. */
  readonly settings: Settings;
  /** A scenario whose cluster, topics and clients stand as they are; null: they are drawn too. */
  readonly base: Scenario | null;
  /** Kinds of faults that a run may have. */
  readonly faults: readonly FaultKind[];
}
