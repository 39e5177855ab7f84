import { ROLE_LEADER } from "../../kafka/facts.ts";
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
    const fix = highWatermark < logStartOffset ? this.flawOf(replica) : null;
    if (fix === null) this.violations.report("log-order", subject, "simulator bug", told);
    else this.violations.report("log-order", subject, "protocol bug", told, 1, fix);
  }

  /**
   * What repaired that a log can start behind its high watermark: a leader's retention that does not ask
   * for it, or a log that starts anew without taking it along. Null when that broker's version can do neither.
   */
  private flawOf({ broker, role }: ReplicaModel): string | null {
    const switches = this.software.switchesAt(broker, this.model.event);
    if (switches === undefined) return null;
    if (role === ROLE_LEADER && switches.retentionBound === "logEnd") return "KAFKA-5634";
    const leavesItBehind = switches["KAFKA-9491"] || switches.highWatermarkBelowStart !== "raised";
    return leavesItBehind ? "KAFKA-9491" : null;
  }
}
