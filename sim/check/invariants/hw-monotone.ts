import { ROLE_LEADER } from "../../kafka/facts.ts";
import type { ReplicaModel } from "../model/partition-model.ts";
import { TOUCHED_HW, TOUCHED_ROLE } from "../model/partition-model.ts";
import type { Violations } from "../violation.ts";

/** Within one leadership the high watermark of the leader never goes back. */
export class HighWatermarkMonotone {
  private readonly violations: Violations;

  constructor(violations: Violations) {
    this.violations = violations;
  }

  check(replica: ReplicaModel): void {
    if ((replica.touched & (TOUCHED_HW | TOUCHED_ROLE)) === 0) return;
    const { role, leaderEpoch, highWatermark, broker } = replica;
    if (role !== ROLE_LEADER) {
      replica.leadershipEpoch = -1;
      return;
    }
    if (replica.leadershipEpoch !== leaderEpoch) {
      replica.leadershipEpoch = leaderEpoch;
      replica.leadershipHighWatermark = highWatermark;
      return;
    }
    const from = replica.leadershipHighWatermark;
    replica.leadershipHighWatermark = Math.max(from, highWatermark);
    if (highWatermark >= from) return;
    const partition = replica.partition.name;
    this.violations.report("hw-monotone", `${partition}/${broker}`, "simulator bug", {
      code: "violation.hw-monotone",
      args: { partition, broker, leaderEpoch, from, to: highWatermark },
    });
  }
}
