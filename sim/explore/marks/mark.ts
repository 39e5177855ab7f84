import type { FaultKind } from "../../faults/plan.ts";
import type { Era } from "../../kafka/era/eras.ts";
import type { Seen } from "./seen.ts";

/** Something worth reaching that a run reached or not. Its sentence is in the catalogue of texts. */
export interface Mark {
  /** Looked at once, when the run is over. */
  readonly reached: (seen: Seen) => boolean;
  /** Without which it cannot be reached. */
  readonly needs: MarkNeeds;
}

/** What must be there, so that a mark may be reached by a drawn run. */
export interface MarkNeeds {
  /** The first version in which it can be reached; absent: any. */
  readonly since?: Era;
  /** The last one. */
  readonly until?: Era;
  /** One of these kinds of faults at least; absent: none is needed. */
  readonly faults?: readonly FaultKind[];
  /** Settings that must not be fixed to other values than these. */
  readonly settings?: Readonly<Record<string, readonly string[]>>;
  /** Settings that the swarm leaves at another value, and that must be fixed to this one. */
  readonly fixed?: Readonly<Record<string, string>>;
  /** The swarm draws nothing that leads there; scenarios do. */
  readonly drawn?: false;
}

/** The marks of one theme, by name. */
export type Marks = Readonly<Record<string, Mark>>;

/** Before it a partition is on one broker. */
export const FIRST_WITH_REPLICAS: Era = "0.8.2";

/** What a producer is asked for that waits for the ISR. */
export const ACKS_ALL = { acks: ["all", "-1"] } as const;

/** What an idempotent producer cannot be without. */
export const IDEMPOTENT = { ...ACKS_ALL, "enable.idempotence": ["true"] } as const;

/** Faults in which ZooKeeper may hear of a process too late. */
export const SILENCES: readonly FaultKind[] = [
  "pause",
  "cut",
  "hold",
  "reset",
  "expireSession",
  "zookeeper",
];

/** Faults that may cost a broker its leaderships; it may end because of each of them. */
export const DEPOSES: readonly FaultKind[] = [
  "kill",
  "powerLoss",
  "shutdown",
  "failLogDir",
  ...SILENCES,
];
