import type { ClusterModel } from "../model/cluster-model.ts";
import type { ReplicaModel } from "../model/partition-model.ts";
import { TOUCHED_BOUNDS, TOUCHED_CUT, TOUCHED_HW } from "../model/partition-model.ts";
import type { Software } from "../software.ts";
import type { Violations } from "../violation.ts";

/** In every replica: log start offset <= high watermark <= log end offset. */
export class LogOrder {
  private readonly model: ClusterModel;
  private readonly violations: Violations;
  private readonly software: Software;

  constructor(model: ClusterModel, violations: Violations, software: Software) {
    this.model = model;
    this.violations = violations;
    this.software = software;
  }

  check(replica: ReplicaModel): void {
    if ((replica.touched & (TOUCHED_BOUNDS | TOUCHED_HW | TOUCHED_CUT)) === 0) return;
    const { logStartOffset, highWatermark, logEndOffset, broker } = replica;
    if (logStartOffset <= highWatermark && highWatermark <= logEndOffset) return;
    const partition = replica.partition.name;
    const told = {
      code: "violation.log-order",
      args: { partition, broker, logStartOffset, highWatermark, logEndOffset },
    } as const;
    const subject = `${partition}/${broker}`;
    const isKnown = highWatermark < logStartOffset && this.leavesItBehind(broker);
    if (isKnown) {
      this.violations.report("log-order", subject, "protocol bug", told, 1, "KAFKA-9491");
    } else this.violations.report("log-order", subject, "simulator bug", told);
  }

  /** Whether a log of that broker can start anew without taking its high watermark along. */
  private leavesItBehind(broker: number): boolean {
    const switches = this.software.switchesAt(broker, this.model.event);
    return switches !== undefined && switches.highWatermarkBelowStart !== "raised";
  }
}
