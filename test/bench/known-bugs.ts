import { DEFAULT_FAULT_KINDS, FAULT_KINDS, type FaultKind } from "../../sim/faults/plan.ts";
import type { Era } from "../../sim/kafka/era/eras.ts";
import type { Settings } from "../../sim/scenario/resolve.ts";

/** Software with known bugs, and the trouble in which they are looked for. */
export interface BuggySoftware {
  readonly era: Era;
  readonly settings: Settings;
  readonly faults: readonly FaultKind[];
  /** What repaired them: the `fix` of the findings that count. */
  readonly fixes: readonly string[];
}

const DURABLE: Settings = { acks: "all", "min.insync.replicas": "2" };

/** Bugs that Kafka had, each in a version that has it, or switched on alone in a newer one. */
export const BUGGY_SOFTWARE: readonly BuggySoftware[] = [
  {
    era: "2.8",
    settings: { ...DURABLE, truncation: "hw" },
    faults: DEFAULT_FAULT_KINDS,
    fixes: ["KIP-101"],
  },
  {
    era: "0.10.2",
    settings: DURABLE,
    faults: DEFAULT_FAULT_KINDS,
    fixes: ["KIP-101", "KAFKA-5059"],
  },
  {
    era: "2.8",
    settings: { ...DURABLE, "KAFKA-13141": "true" },
    faults: DEFAULT_FAULT_KINDS,
    fixes: ["KAFKA-13141", "KAFKA-12686"],
  },
  {
    era: "0.8.2",
    settings: DURABLE,
    faults: FAULT_KINDS,
    fixes: ["KAFKA-3197"],
  },
  {
    era: "1.1",
    settings: DURABLE,
    faults: FAULT_KINDS,
    fixes: ["KIP-279"],
  },
];
