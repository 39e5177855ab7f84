import { type ReplicaModel, TOUCHED_HW } from "../model/partition-model.ts";
import { listText } from "../told.ts";
import type { Violations } from "../violation.ts";

/**
 * A leader that the registry names raises its high watermark only while every member of the registry's
 * ISR is among those it waits for (`ReplicationQuorumSupersetProperty`, KIP-497).
 */
export class MaximalIsr {
  private readonly violations: Violations;

  constructor(violations: Violations) {
    this.violations = violations;
  }

  check(replica: ReplicaModel): void {
    const { partition, broker, touched, highWatermark, oldHighWatermark, maximalIsr } = replica;
    if ((touched & TOUCHED_HW) === 0 || highWatermark <= oldHighWatermark) return;
    const isr = partition.truth?.isr ?? [];
    if (isr === maximalIsr || !replica.isCurrentLeader) return;
    for (let i = 0; i < isr.length; i++) {
      if (maximalIsr.includes(isr[i] as number)) continue;
      this.violations.report("maximal-isr", partition.name, "protocol bug", {
        code: "violation.maximal-isr",
        args: {
          partition: partition.name,
          leader: broker,
          maximalIsr: listText(maximalIsr),
          isr: listText(isr),
        },
      });
      return;
    }
  }
}
