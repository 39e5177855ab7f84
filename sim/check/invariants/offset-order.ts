import { type ReplicaModel, TOUCHED_APPEND } from "../model/partition-model.ts";
import type { Violations } from "../violation.ts";

/** Offsets in a log only ever grow: an append begins where the log ends, or after it. */
export class OffsetOrder {
  private readonly violations: Violations;

  constructor(violations: Violations) {
    this.violations = violations;
  }

  check(replica: ReplicaModel): void {
    const { touched, appendedAt: offset, broker } = replica;
    if ((touched & TOUCHED_APPEND) === 0 || offset < 0) return;
    const partition = replica.partition.name;
    this.violations.report("offset-order", `${partition}/${broker}`, "simulator bug", {
      code: "violation.offset-order",
      args: { partition, broker, offset },
    });
  }
}
