import type { FindingName } from "../../../sim/explore/hunt/findings.ts";
import type { FaultKind } from "../../../sim/faults/plan.ts";
import type { Era } from "../../../sim/kafka/era/eras.ts";

/** A small change of the protocol that makes it wrong, and where to look for what it breaks. */
export interface PlantedBug {
  /** Also the name of its bundle. */
  readonly name: string;
  /** What the software does with it. */
  readonly does: string;
  /** Below `sim/`. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Who may notice: an invariant, an outcome of records, or an assertion of the simulator. */
  readonly expected: readonly FindingName[];
  /** 2.8 unless said otherwise. */
  readonly era?: Era;
  /** The default ones unless said otherwise. */
  readonly faults?: readonly FaultKind[];
}
