import type { ReplicaModel } from "../model/partition-model.ts";
import { TOUCHED_BOUNDS, TOUCHED_CUT, TOUCHED_HW } from "../model/partition-model.ts";
import type { Violations } from "../violation.ts";

/** In every replica: log start offset <= high watermark <= log end offset. */
export class LogOrder {
  private readonly violations: Violations;

  constructor(violations: Violations) {
    this.violations = violations;
  }

  check(replica: ReplicaModel): void {
    if ((replica.touched & (TOUCHED_BOUNDS | TOUCHED_HW | TOUCHED_CUT)) === 0) return;
    const { logStartOffset, highWatermark, logEndOffset, broker } = replica;
    if (logStartOffset <= highWatermark && highWatermark <= logEndOffset) return;
    const partition = replica.partition.name;
    this.violations.report("log-order", `${partition}/${broker}`, "simulator bug", {
      code: "violation.log-order",
      args: { partition, broker, logStartOffset, highWatermark, logEndOffset },
    });
  }
}
